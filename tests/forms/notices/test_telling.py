"""Each notice arrives once: with the mail server down, with senders killed, with two at once."""

import os
import signal
import threading
import time
from collections import Counter
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from forms.models import Notice
from forms.notices import channels
from forms.notices.telling import WAITS, deliver, notify, send_again, tell, waiting
from forms.states import TOLD, State
from tests import cases, factories
from tests.smtp import Smtp, listening

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
PIN = "0K1Z7M9B"
Status, Fault = Notice.Status, Notice.Fault


@pytest.fixture
def case(db):
    return cases.case(factories.office("hcmc"), "licence", State.SUPPLEMENT)


@pytest.fixture
def server(settings):
    """A mail server that is down until somebody runs it."""
    found = Smtp()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 5
    return found


class Clock:
    """Time stands still, and goes on when told."""

    def __init__(self):
        self.now = timezone.now()

    def __call__(self):
        return self.now

    def goes_on(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    found = Clock()
    with mock.patch("django.utils.timezone.now", found):
        yield found


def work():
    """The worker, until nothing is left that is due."""
    options = {"queue_names": ["*"], "excluded_queue_names": [], "backend_name": "jobs"}
    options |= {"interval": 0, "batch": True, "startup_delay": False, "max_tasks": None}
    Worker(**options, worker_id=f"{os.getpid()}-{threading.get_ident()}").run()


def jobs():
    return DBTaskResult.objects.ready().model.objects.filter(status="READY").count()


def refuses(monkeypatch, error):
    def send(self, notice):
        raise error

    monkeypatch.setattr(channels.Email, "send", send)


def test_moves_that_are_not_told_and_citizens_without_an_address_get_no_mail(case):
    assert notify(case, State.ASSIGNED) is None
    case.email = case.phone = ""
    assert notify(case, State.ACCEPTED) is None
    assert tell(case, Notice.Told.WROTE) is None
    assert not Notice.objects.exists()


def test_a_mail_is_sent_once(case):
    notice = notify(case, State.ACCEPTED)
    assert [deliver(notice.pk) for _time in range(3)] == [True, False, False]
    assert len(mail.outbox) == 1
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.fault) == (Status.SENT, 1, "")


def test_what_only_the_mail_may_say_is_sealed_until_it_is_sent(case):
    notice = notify(case, State.SUBMITTED, pin=PIN)
    assert PIN not in str(Notice.objects.values().get())
    assert deliver(notice.pk)
    assert PIN in mail.outbox[0].body
    notice.refresh_from_db()
    assert notice.sealed == ""


def test_R24_it_goes_to_whoever_the_contact_is_when_it_is_sent(case):
    told = notify(case, State.ACCEPTED)
    confirm = tell(case, Notice.Told.CONFIRM)
    case.email = "moi@example.vn"
    case.save()
    deliver(told.pk)
    deliver(confirm.pk)
    assert [sent.to for sent in mail.outbox] == [["moi@example.vn"], ["nguyet@example.vn"]]
    told.refresh_from_db()
    assert told.to == "moi@example.vn"


@pytest.mark.django_db(transaction=True)
def test_R66_a_submission_rolled_back_sends_nothing(case):
    with transaction.atomic():
        notify(case, State.SUBMITTED)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not DBTaskResult.objects.exists()
    notify(case, State.SUBMITTED)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_R64_a_server_down_for_an_hour_loses_nothing_and_doubles_nothing(case, server, clock):
    told = [notify(case, topic, pin=PIN) for topic in sorted(TOLD)]
    for _minutes in range(12):
        work()
        clock.goes_on(minutes=5)
    found = set(Notice.objects.values_list("status", "fault", "attempts"))
    assert found == {(Status.WAITING, Fault.NO_SERVER, 5)}
    with listening(server):
        work()
        clock.goes_on(hours=4)
        work()
        work()
    assert Counter(server.names) == dict.fromkeys(server.names, 1)
    assert len(server.names) == len(told)
    assert set(Notice.objects.values_list("status", "fault")) == {(Status.SENT, "")}
    assert jobs() == 0


@pytest.mark.django_db(transaction=True)
def test_R64_attempts_come_at_growing_distances_for_48_hours(case, monkeypatch, clock):
    refuses(monkeypatch, channels.Later(Fault.NO_SERVER))
    begun = clock.now
    notice = notify(case, State.SUBMITTED, pin=PIN)
    for wait in WAITS:
        work()
        notice.refresh_from_db()
        assert notice.next_try_at == clock.now + wait
        clock.goes_on(seconds=wait.total_seconds() - 1)
        work()
        assert not waiting().exists()
        clock.goes_on(seconds=1)
    assert timedelta(hours=47) < clock.now - begun <= timedelta(hours=48)
    assert sorted(WAITS) == WAITS
    work()
    notice.refresh_from_db()
    assert (notice.status, notice.fault) == (Status.FAILED, Fault.NO_SERVER)
    assert notice.sealed == ""
    assert jobs() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("mood", "arrived"), [("hangs", 1), ("takes and hangs", 2)])
def test_R63_a_worker_killed_in_the_midst_of_a_mail_sends_it_all_the_same(
    case, server, clock, mood, arrived
):
    notice = notify(case, State.SUPPLEMENT)
    server.mood = mood
    with listening(server):
        connections.close_all()  # no connection is shared with the copy
        pid = os.fork()
        if pid == 0:
            try:
                work()
            finally:
                os._exit(1)
        assert server.hung.wait(20)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        server.mood = "fair"
        case.refresh_from_db()
        notice.refresh_from_db()
        assert case.state == State.SUPPLEMENT
        assert (notice.status, notice.attempts, notice.fault) == (Status.WAITING, 1, Fault.CUT)
        work()
        assert len(server.names) == arrived - 1
        clock.goes_on(minutes=15)
        work()
        clock.goes_on(hours=1)
        work()
    # Where the server had taken it without a word to us, the mailbox knows it by its name.
    assert len(server.names) == arrived
    assert len(set(server.names)) == 1
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == (Status.SENT, 2)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(case, server):
    told = [notify(case, topic) for topic in sorted(TOLD)]
    pids = []
    with listening(server):
        connections.close_all()
        for _number in range(2):
            pid = os.fork()
            if pid == 0:
                try:
                    work()
                finally:
                    os._exit(0)
            pids.append(pid)
        for pid in pids:
            os.waitpid(pid, 0)
    assert Counter(server.names) == dict.fromkeys(server.names, 1)
    assert len(server.names) == len(told)
    assert set(Notice.objects.values_list("status", "attempts")) == {(Status.SENT, 1)}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_time_send_each_mail_once(case, monkeypatch):
    for topic in (State.SUBMITTED, State.ACCEPTED, State.SUPPLEMENT, State.APPROVED) * 3:
        notify(case, topic)
    gate, sent = threading.Barrier(6), []
    monkeypatch.setattr(channels.Email, "send", lambda self, notice: sent.append(notice.pk))

    def sweep():
        gate.wait()
        try:
            call_command("send_notices", verbosity=0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sweep) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == len(set(sent)) == 12
    assert set(Notice.objects.values_list("status", "attempts")) == {(Status.SENT, 1)}


def test_a_notice_that_kills_whoever_sends_it_is_given_up(case, monkeypatch, clock):
    notice = notify(case, State.SUBMITTED)
    refuses(monkeypatch, SystemExit())
    for _attempt in range(len(WAITS) + 1):
        with pytest.raises(SystemExit):
            deliver(notice.pk)
        clock.goes_on(minutes=15)
    assert not deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.status, notice.fault) == (Status.FAILED, Fault.INTERNAL)


def test_one_mail_that_fails_does_not_hold_up_the_others(case, monkeypatch):
    for topic in (State.SUBMITTED, State.ACCEPTED, State.SUPPLEMENT):
        notify(case, topic)
    send = channels.Email.send

    def sometimes(self, notice):
        if notice.topic == State.SUBMITTED:
            raise ZeroDivisionError
        send(self, notice)

    monkeypatch.setattr(channels.Email, "send", sometimes)
    call_command("send_notices", verbosity=0)
    assert len(mail.outbox) == 2
    failed = Notice.objects.get(topic=State.SUBMITTED)
    assert (failed.status, failed.fault) == (Status.WAITING, Fault.INTERNAL)


def test_R64_the_sweep_sends_what_is_due_and_tells_when_notices_wait_too_long(
    case, monkeypatch, capsys, clock
):
    notify(case, State.SUBMITTED)
    with monkeypatch.context() as patch:
        refuses(patch, channels.Later(Fault.NO_SERVER))
        call_command("send_notices")
        call_command("send_notices")
        said = capsys.readouterr().out
        assert said == "0 of 1 waiting notices sent.\n0 of 0 waiting notices sent.\n"
        clock.goes_on(minutes=61)
        with pytest.raises(CommandError, match="1 notices have been waiting"):
            call_command("send_notices")
    clock.goes_on(minutes=5)
    capsys.readouterr()
    call_command("send_notices")
    assert capsys.readouterr().out == "1 of 1 waiting notices sent.\n"


@pytest.mark.django_db(transaction=True)
def test_a_clerk_begins_anew_once(case, monkeypatch, clock):
    notice = notify(case, State.ACCEPTED)
    assert not send_again(notice)  # it has not been tried yet
    with monkeypatch.context() as patch:
        refuses(patch, channels.Never(Fault.FULL))
        work()
    notice.refresh_from_db()
    assert (notice.status, notice.fault) == (Status.FAILED, Fault.FULL)
    assert [send_again(notice) for _click in range(2)] == [True, False]
    work()
    work()
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == (Status.SENT, 1)
    assert not send_again(notice)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_tried_again_by_itself_can_be_tried_at_once(case, monkeypatch, clock):
    notice = notify(case, State.ACCEPTED)
    with monkeypatch.context() as patch:
        refuses(patch, channels.Later(Fault.NO_SERVER))
        work()
    notice.refresh_from_db()
    assert send_again(notice)
    work()
    clock.goes_on(hours=1)
    work()
    assert len(mail.outbox) == 1


def test_R15_the_address_of_a_citizen_is_in_no_log(case, server, caplog):
    server.mood = "knows nobody"
    with listening(server), caplog.at_level("DEBUG"):
        deliver(notify(case, State.SUBMITTED, pin=PIN).pk)
    assert "given up: address" in caplog.text
    assert "nguyet" not in caplog.text
    assert PIN not in caplog.text


def test_R64_a_submission_does_not_wait_for_the_mail_server(case, server):
    server.mood = "hangs"
    with listening(server):
        begun = time.monotonic()
        assert notify(case, State.SUBMITTED, pin=PIN)
        assert time.monotonic() - begun < 1
    assert not server.hung.is_set()


def test_a_notice_costs_its_row_and_its_job(case, django_assert_num_queries):
    with django_assert_num_queries(2):
        notify(case, State.SUBMITTED, pin=PIN)
    with django_assert_num_queries(13):  # of which six begin and end transactions
        deliver(Notice.objects.get().pk)
