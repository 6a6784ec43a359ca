"""The morning's mail: once, on working mornings, to who wants it, and of nobody."""

from datetime import datetime, time, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from forms.clock import CalendarDay
from forms.models import Case, Digest, DigestWish
from forms.queue.home import digests
from forms.queue.home.account import DigestPanel
from forms.queue.home.digests import prepare, send
from forms.queue.lists import counting
from forms.states import State
from home.models import Office, Role
from tests import cases, factories
from tests.overtaking import just_after

MONDAY = (2026, 3, 16)


@pytest.fixture
def at(monkeypatch):
    def set_moment(year, month, day, hour=8):
        moment = datetime(year, month, day, hour, tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    set_moment(*MONDAY)
    return set_moment


@pytest.fixture
def clerk(office, at):
    cases.case(office)
    return factories.staff(office, Role.CLERK, email="tiepnhan@example.vn")


def sent():
    """Does what the worker does; says to whom mails went."""
    prepare()
    for pk in Digest.objects.values_list("pk", flat=True):
        send.call(pk)
    return [one.to[0] for one in mail.outbox]


@pytest.mark.engines
def test_one_mail_a_day_however_often_the_timer_rings(clerk):
    assert sent() == sent() == ["tiepnhan@example.vn"]
    row = Digest.objects.get()
    assert (row.status, row.user) == (Digest.Status.SENT, clerk)


def test_it_says_what_the_home_screen_says_and_names_nobody(clerk, office, settings):
    case = cases.case(office, state=State.PROCESSING, assignee=clerk)
    sent()
    [one] = mail.outbox
    html = one.alternatives[0][0]
    for text in (one.body, html):
        assert "Chờ tiếp nhận: 1" in text
        assert f"{settings.WAGTAILADMIN_BASE_URL}/cms/ho-so/?muc=cho-tiep-nhan" in text
        assert case.code in text
        assert case.subject not in text
        assert case.applicant not in text
    assert one.subject.startswith("Sáng nay: 1 việc chờ bạn")
    assert one.extra_headers["Auto-Submitted"] == "auto-generated"


def test_it_speaks_the_language_of_their_cms(clerk):
    profile = UserProfile.get_for_user(clerk)
    profile.preferred_language = "en"
    profile.save()
    sent()
    assert mail.outbox[0].extra_headers["Content-Language"] == "en"
    assert '<html lang="en">' in mail.outbox[0].alternatives[0][0]


@pytest.mark.parametrize(
    "moment",
    [(2026, 3, 15), (2026, 1, 1), (*MONDAY, 6), (*MONDAY, 12), (2035, 3, 5)],
    ids=["Sunday", "holiday", "too early", "after noon", "no calendar"],
)
def test_only_on_working_mornings(clerk, at, moment):
    at(*moment)
    assert sent() == []
    assert not Digest.objects.exists()


def test_who_wants_none_or_another_hour_gets_it_so(clerk, at):
    wish = DigestWish.objects.create(user=clerk, wanted=False)
    assert sent() == []
    wish.wanted, wish.hour = True, 10
    wish.save()
    assert sent() == []
    at(*MONDAY, 10)
    assert sent() == ["tiepnhan@example.vn"]


def test_the_latest_hour_comes_where_the_counter_has_closed_by_then(clerk, office, at):
    Office.objects.filter(pk=office.pk).update(morning_ends=time(11, 0))
    DigestWish.objects.create(user=clerk, hour=11)
    at(*MONDAY, 11)
    assert sent() == ["tiepnhan@example.vn"]


def test_when_nothing_waits_nothing_is_sent(office, at):
    factories.staff(office, Role.OFFICER, email="chuyenvien@example.vn")
    assert sent() == []
    assert Digest.objects.get().status == Digest.Status.NOTHING


def test_without_an_address_a_role_or_an_account_nothing_is_prepared(office, at):
    factories.staff(office, Role.CLERK)
    factories.staff(office, Role.EDITOR, email="bientap@example.vn")
    gone = factories.staff(office, Role.CLERK, email="cu@example.vn")
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    assert prepare() == 0


def test_a_mail_server_that_is_down_is_tried_again(clerk, monkeypatch):
    def down(*args, **kwargs):
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", down)
        assert sent() == []
    row = Digest.objects.get()
    assert (row.status, row.attempts) == (Digest.Status.WAITING, 1)
    assert row.next_try_at > timezone.now()
    jobs = DBTaskResult.objects.filter(task_path__endswith="digests.send")
    assert jobs.filter(run_after=row.next_try_at).exists()
    send.call(row.pk)  # too early
    assert mail.outbox == []
    Digest.objects.update(next_try_at=None)
    send.call(row.pk)
    assert len(mail.outbox) == 1


def test_yesterdays_mail_is_not_sent_today(clerk, at):
    prepare()
    at(2026, 3, 17)
    send.call(Digest.objects.get().pk)
    assert mail.outbox == []


@pytest.mark.parametrize(("hour", "mails"), [(11, 1), (12, 0), (17, 0)])
def test_what_has_not_gone_out_by_noon_is_not_sent_any_more(clerk, at, hour, mails):
    prepare()
    at(*MONDAY, hour)
    send.call(Digest.objects.get().pk)
    assert len(mail.outbox) == mails


def test_a_case_on_several_lists_is_one_thing_that_waits(office, at):
    officer = factories.staff(office, Role.OFFICER, email="chuyenvien@example.vn")
    today = timezone.localdate()
    cases.case(
        office, state=State.PROCESSING, assignee=officer, due_on=today, asked_at=timezone.now()
    )
    sent()
    assert mail.outbox[0].subject == "Sáng nay: 1 việc chờ bạn"
    assert "Của tôi: 1" in mail.outbox[0].body
    assert "Sắp đến hạn: 1" in mail.outbox[0].body
    assert "Có câu hỏi: 1" in mail.outbox[0].body


def test_what_a_clerk_began_at_the_counter_is_counted_too(clerk, office):
    page = factories.form_page(office, "nomination")
    begun = {"office": office, "form_page": page, "kind_code": "nomination", "origin": "counter"}
    user = get_user_model().objects.get(pk=clerk.pk)
    Case.objects.create(**begun, taken_in_by=user)
    sent()
    assert mail.outbox[0].subject == "Sáng nay: 2 việc chờ bạn"
    assert "Tôi đang nhập dở: 1" in mail.outbox[0].body


def test_the_subject_counts_on_where_the_lists_stop(clerk, office, monkeypatch):
    monkeypatch.setattr(counting, "MOST_COUNTED", 2)
    for _case in range(3):
        cases.case(office)
        cases.case(office, state=State.PROCESSING, due_on=timezone.localdate() - timedelta(3))
    sent()
    assert mail.outbox[0].subject == "Sáng nay: 4 việc chờ bạn, 3 hồ sơ trễ hạn"
    assert "Quá hạn: hơn 2" in mail.outbox[0].body


def test_two_senders_send_one(clerk):
    prepare()
    pk = Digest.objects.get().pk
    assert digests.take(pk) is not None
    send.call(pk)  # the other has it in hand
    assert mail.outbox == []


def test_a_role_at_an_office_that_rests_does_not_keep_the_other_from_writing(
    clerk, office, other, at
):
    """Whoever works at two offices hears on every morning that one of them works."""
    other.groups.get(role=Role.CLERK).group.user_set.add(clerk)
    CalendarDay.objects.create(office=other, date="2026-03-16", kind="public_holiday", name="Nghỉ")
    assert sent() == ["tiepnhan@example.vn"]


def test_the_wish_stands_in_ones_own_settings(at_work, office):
    client = at_work(Role.OFFICER)
    page = client.get("/cms/account/").content.decode()
    assert 'name="digest-hour"' in page
    fields = {
        "name_email-first_name": "A",
        "name_email-last_name": "B",
        "name_email-email": "a@example.vn",
        "locale-preferred_language": "vi",
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "theme-keyboard_shortcuts": "on",
        "digest-hour": "9",
    }

    def in_another_tab():
        DigestWish.objects.create(user=client.user, hour=6)

    with just_after(DigestPanel, "get_form", in_another_tab):
        assert client.post("/cms/account/", fields).status_code == 302
    wish = DigestWish.objects.get()
    assert (wish.user, wish.wanted, wish.hour) == (client.user, False, 9)
