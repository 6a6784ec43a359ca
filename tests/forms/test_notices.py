"""Mails to citizens: in their language, once, and again when the mail server was down."""

import threading
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from forms import notices
from forms.models import Notice
from forms.notices import deliver, message, notify
from forms.states import State
from tests import cases, factories

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
PIN = "0K1Z7M9B"


@pytest.fixture
def case(db):
    return cases.case(factories.office("hcmc"), "licence", State.SUPPLEMENT)


def fail_with(monkeypatch, error):
    def send(self, *args, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send)


def test_a_mail_brings_code_and_pin_and_no_answers(case):
    notice = notify(case, State.SUBMITTED, pin=PIN)
    assert PIN not in str(Notice.objects.values().get())
    assert deliver(notice.pk)
    (sent,) = mail.outbox
    html = sent.alternatives[0][0]
    assert sent.to == ["nguyet@example.vn"]
    assert not sent.cc
    assert not sent.bcc
    for text in (case.code, PIN, f"{case.office.site.root_url}/tra-cuu/"):
        assert text in sent.body
        assert text in html
    everything = sent.subject + sent.body + html
    for answer in ("Nguyệt", "079190001234", "912 345", "Bình Minh"):
        assert answer not in everything
    notice.refresh_from_db()
    assert notice.status == Notice.Status.SENT
    assert notice.sealed == ""


@pytest.mark.parametrize("language", ["vi", "en", "lo", "km"])
def test_a_mail_speaks_the_citizens_language(case, language):
    case.language = language
    notice = notify(case, State.SUPPLEMENT, note="Thiếu bằng.")
    with translation.override("vi" if language != "vi" else "en"):
        sent = message(notice)
        assert translation.get_language() != language
    prefix = "" if language == "vi" else f"/{language}"
    assert f"{case.office.site.root_url}{prefix}/tra-cuu/" in sent.body
    html = sent.alternatives[0][0]
    assert f'<html lang="{language}">' in html
    with translation.override(language):
        assert translation.gettext("Yêu cầu bổ sung") in sent.subject
        assert translation.gettext("Hạn bổ sung") in sent.body
    assert f"{case.supplement_due_on:%d/%m/%Y}" in sent.body
    assert f"{case.supplement_due_on:%d/%m/%Y}" in html


def test_R44_what_an_officer_wrote_is_text_in_both_parts(case):
    note = "<script>window.__xss=1</script>\nBcc: x@evil.example\r\n{{7*7}} & \"'"
    sent = message(notify(case, State.SUPPLEMENT, note=note))
    html = sent.alternatives[0][0]
    assert "<script>window" in sent.body
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "{{7*7}}" in html
    parsed = sent.message()
    assert parsed["Bcc"] is None
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert len(parsed.get_all("To")) == 1


@pytest.mark.parametrize("evil", ["X\r\nBcc: x@evil.example", "X\nBcc: x@evil.example"])
def test_no_line_break_gets_into_a_header(case, evil):
    case.code = evil
    sent = message(notify(case, State.ACCEPTED))
    assert sent.message()["Bcc"] is None
    assert "\n" not in sent.subject
    assert "\r" not in sent.subject


def test_moves_that_are_not_told_and_citizens_without_an_address_get_no_mail(case):
    assert notify(case, State.ASSIGNED) is None
    case.email = ""
    assert notify(case, State.ACCEPTED) is None
    assert not Notice.objects.exists()


def test_a_mail_is_sent_once(case):
    notice = notify(case, State.ACCEPTED)
    assert [deliver(notice.pk) for _time in range(3)] == [True, False, False]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("error", [SMTPServerDisconnected("x"), TimeoutError(), OSError()])
def test_a_failed_mail_waits_and_is_sent_later(case, monkeypatch, capsys, error):
    notice = notify(case, State.SUBMITTED, pin=PIN)
    with monkeypatch.context() as patch:
        fail_with(patch, error)
        assert not deliver(notice.pk)
        call_command("send_notices")
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == (Notice.Status.WAITING, 2)
    assert capsys.readouterr().out == "0 of 1 waiting notices sent.\n"
    call_command("send_notices")
    assert capsys.readouterr().out == "1 of 1 waiting notices sent.\n"
    assert PIN in mail.outbox[0].body
    call_command("send_notices")
    assert capsys.readouterr().out == "0 of 0 waiting notices sent.\n"


def test_one_mail_that_fails_does_not_hold_up_the_others(case, monkeypatch):
    for topic in (State.SUBMITTED, State.ACCEPTED, State.SUPPLEMENT):
        notify(case, topic)
    send = mail.EmailMultiAlternatives.send

    def sometimes(self, *args, **kwargs):
        if "tiếp nhận" in self.subject:
            raise TimeoutError
        return send(self, *args, **kwargs)

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", sometimes)
    call_command("send_notices", verbosity=0)
    assert len(mail.outbox) == 2


def test_after_two_days_or_a_refused_address_it_is_given_up(case, monkeypatch):
    fail_with(monkeypatch, TimeoutError())
    late = notify(case, State.SUBMITTED, pin=PIN)
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=49))
    deliver(late.pk)
    fail_with(monkeypatch, SMTPRecipientsRefused({"nguyet@example.vn": (550, b"unknown")}))
    refused = notify(case, State.ACCEPTED)
    deliver(refused.pk)
    for notice in (late, refused):
        notice.refresh_from_db()
        assert notice.status == Notice.Status.FAILED
        assert notice.sealed == ""
    assert not notices.waiting().exists()


def test_the_address_of_a_citizen_is_in_no_log(case, monkeypatch, caplog):
    refused = SMTPRecipientsRefused({"nguyet@example.vn": (550, b"nguyet@example.vn?")})
    fail_with(monkeypatch, refused)
    with caplog.at_level("DEBUG"):
        deliver(notify(case, State.SUBMITTED, pin=PIN).pk)
    assert "SMTPRecipientsRefused" in caplog.text
    assert "nguyet" not in caplog.text
    assert PIN not in caplog.text


def test_what_a_killed_sender_left_is_taken_up_after_a_while(case):
    notice = notify(case, State.SUBMITTED)
    Notice.objects.update(sent_at=timezone.now() - timedelta(minutes=14))
    assert not deliver(notice.pk)
    Notice.objects.update(sent_at=timezone.now() - timedelta(minutes=16))
    assert deliver(notice.pk)


@pytest.mark.django_db(transaction=True)
def test_a_submission_rolled_back_sends_nothing(case):
    with transaction.atomic():
        notify(case, State.SUBMITTED)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not DBTaskResult.objects.exists()
    notify(case, State.SUBMITTED)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_senders_at_the_same_time_send_each_mail_once(case, monkeypatch):
    for topic in (State.SUBMITTED, State.ACCEPTED, State.SUPPLEMENT, State.APPROVED) * 3:
        notify(case, topic)
    gate, sent = threading.Barrier(6), []
    monkeypatch.setattr(
        "django.core.mail.EmailMultiAlternatives.send", lambda mail: sent.append(mail)
    )

    def work():
        gate.wait()
        try:
            call_command("send_notices", verbosity=0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 12
    assert set(Notice.objects.values_list("status", "attempts")) == {(Notice.Status.SENT, 1)}
