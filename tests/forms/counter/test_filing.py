"""Filing a paper case, and receiving it in the same go: all of it or nothing."""

import re
from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.users.models import UserProfile

from forms.clock import CalendarDay
from forms.filing.origins import Origin
from forms.models import Case, Event, KeptText, Slip
from forms.models.events import faults
from forms.references import pin_matches
from tests import cases, factories
from tests.forms.counter.conftest import COUNTER, SIGNED, pin_on
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_one_button_files_and_receives(counter, intake):
    answer = counter.file(intake)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    case = Case.objects.get()
    assert (case.state, case.origin, case.taken_in_by) == ("accepted", "counter", counter.user)
    assert case.book_number.startswith("1/")
    assert case.working_days == 15
    assert case.due_on
    assert case.code in answer.content.decode()
    moves = list(case.events.filter(act=Event.Act.MOVED).order_by("number"))
    assert [move.to_state for move in moves] == ["submitted", "accepted"]
    assert {move.actor for move in moves} == {counter.user}
    assert all(move.ip for move in moves)
    assert moves[0].note == "Nộp tại quầy, người nhận: Nguyễn Thị Quầy."
    assert not faults(case)
    slip = Slip.objects.get()
    assert slip.form == "01"
    pin = pin_on(answer)
    assert pin_matches(case.key.hex, pin, case.pin_digest)
    assert pin not in slip.read("page").decode()
    assert KeptText.objects.filter(pk=case.agreed_text_id).exists()


def test_the_citizen_follows_it_with_what_was_handed_over(counter, intake, client):
    pin = pin_on(counter.file(intake))
    code = Case.objects.get().code
    host = {"host": "hcmc.localhost"}
    answer = client.post("/tra-cuu/", {"code": code, "pin": pin}, headers=host)
    assert answer.status_code == 302
    page = client.get(answer.url, headers=host).content.decode()
    assert "đã được tiếp nhận" in page
    assert "Nguyễn Thị Quầy" not in page


def test_what_is_refused_is_said_above_the_long_page(counter, intake):
    answer = counter.file(intake, signed=None, working_days="0")
    assert answer.status_code == 422
    assert answer.context["mistakes"][0] == (
        "id_signed",
        "",
        "Hãy xem chữ ký trên tờ khai rồi đánh dấu.",
    )
    shown = answer.content.decode()
    assert "<title>Lỗi: Xem lại và nộp" in " ".join(shown.split())
    assert shown.index("error-summary") < shown.index("q-filling")
    assert '<a href="#id_working_days">Thời hạn giải quyết (ngày làm việc): ' in shown


def test_filed_only_it_waits_to_be_received(counter, intake):
    answer = counter.file(intake, "file", working_days="")
    assert answer.status_code == 200
    assert pin_on(answer)
    assert "Chưa tiếp nhận" in answer.content.decode()
    case = Case.objects.get()
    assert (case.state, case.due_on) == ("submitted", None)
    assert not Slip.objects.exists()


def test_R02_a_second_click_shows_the_same_receipt_with_the_same_pin(counter, intake):
    data = {"signed": "on", "language": "vi", "working_days": "15", "act": "receive"}
    data |= counter.ready(intake)
    answers = [counter.post(f"{COUNTER}{intake.key}/", data) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert pin_on(answers[0]) == pin_on(answers[1]) != ""
    assert Case.objects.get().events.filter(act=Event.Act.MOVED).count() == 2


def test_the_pin_is_shown_once(counter, colleague, intake):
    counter.file(intake)
    case = Case.objects.get()
    for who in (counter, colleague):
        again = who.get(f"/cms/ho-so/{case.pk}/bien-nhan/")
        assert again.status_code == 200
        assert not pin_on(again)
    assert counter.get(f"{COUNTER}{case.key}/").url == f"/cms/ho-so/{case.pk}/bien-nhan/"


def test_who_left_an_address_is_told_code_and_pin(counter, intake):
    pin = pin_on(counter.file(intake))
    call_command("send_notices", verbosity=0)
    first = mail.outbox[0]
    assert first.to == [intake.email]
    assert pin[:4] in first.body


def test_in_the_language_of_the_citizen(counter, office):
    case = counter.complete(factories.form_page(office, "student"), given.student())
    page = counter.file(case, language="lo").content.decode()
    case.refresh_from_db()
    assert case.language == "lo"
    assert page.count('id="ban-dich"') == 1  # the office's own copy needs no translation
    assert page.count('<article class="slip"') == 2
    strip = page[page.index('<section lang="lo" class="q-strip"') :]
    assert "ລະຫັດ PIN" in strip
    assert "/lo/tra-cuu/" in strip


def test_the_office_s_own_words_stay_vietnamese_in_an_english_cms(counter, intake):
    UserProfile.get_for_user(counter.user)
    UserProfile.objects.filter(user=counter.user).update(preferred_language="en")
    page = counter.file(intake).content.decode()
    assert '<html lang="en"' in page
    assert "Case code" not in page[page.index("q-receipt") :]
    assert 'lang="vi">Liên 1: giao cho người nộp' in page


@pytest.mark.parametrize(
    ("missing", "status"),
    [
        ({"signed": None}, 422),
        ({"working_days": ""}, 422),
        ({"working_days": "0"}, 422),
        ({"language": "xx"}, 422),
        ({"ticket": "x"}, 409),
        ({"seen": "x"}, 422),
    ],
)
def test_nothing_is_filed_without_signature_limit_and_a_page_just_read(
    counter, intake, missing, status
):
    answer = counter.file(intake, **missing)
    assert answer.status_code == status
    assert Case.objects.get().state == "draft"
    assert not Slip.objects.exists()


def test_the_signature_is_never_ticked_beforehand(counter, intake):
    page = counter.get(f"{COUNTER}{intake.key}/").content.decode()
    box = re.search(r'<input[^>]*name="signed"[^>]*>', page)[0]
    assert "checked" not in box


def test_an_incomplete_intake_is_led_to_its_mistakes(counter, form_page):
    case = counter.begin(form_page)
    answer = counter.file(case)
    assert answer.status_code == 422
    assert f"{COUNTER}{case.key}/buoc/nguoi-nop/?kiem-tra=1" in answer.content.decode()


def test_a_year_without_calendar_is_said_and_nothing_is_lost(counter, intake):
    CalendarDay.objects.all().delete()
    page = counter.get(f"{COUNTER}{intake.key}/").content.decode()
    assert "Lịch làm việc chưa có năm" in page
    answer = counter.file(intake)
    assert answer.status_code == 422
    assert "Lịch làm việc chưa có năm" in answer.content.decode()
    case = Case.objects.get()
    assert (case.state, case.all_answers) == ("draft", intake.all_answers)
    assert not case.events.exists()
    assert counter.file(intake, "file").status_code == 200  # received later


@pytest.mark.parametrize(("hour", "later"), [(16, 0), (18, 1)])
def test_after_closing_the_clock_starts_the_next_day(counter, intake, hour, later):
    monday = timezone.make_aware(datetime(2026, 11, 23, hour))
    with mock.patch("django.utils.timezone.now", return_value=monday):
        counter.client = factories.signed_in(counter.user)  # a session ends with the day
        answer = counter.file(intake, working_days="3")
    assert answer.status_code == 200
    due = (monday + timedelta(days=3 + later)).date()
    assert Case.objects.get().due_on == due


def test_a_form_that_closed_meanwhile_takes_nothing_and_keeps_all(counter, intake, form_page):
    form_page.closes_at = timezone.now() - timedelta(minutes=1)
    form_page.save()
    answer = counter.file(intake)
    assert answer.status_code == 422
    assert "Đã hết hạn nhận hồ sơ" in answer.content.decode()
    assert Case.objects.get().state == "draft"


def test_R06_a_unit_nominated_already_is_shown_with_its_case(counter, office, form_page):
    answers = given.nomination("don_vi")
    first = counter.complete(form_page, dict(answers))
    assert counter.file(first).status_code == 200
    first.refresh_from_db()
    second = counter.complete(form_page, dict(answers))
    answer = counter.file(second)
    assert answer.status_code == 422
    assert first.code in answer.content.decode()


def test_a_case_that_may_be_the_same_is_shown_before_filing(counter, office):
    page = factories.form_page(office, "licence")
    first = counter.complete(page, given.licence())
    assert counter.file(first).status_code == 200
    first.refresh_from_db()
    second = counter.complete(page, given.licence())
    shown = counter.get(f"{COUNTER}{second.key}/").content.decode()
    assert "Có thể trùng với hồ sơ đã có" in shown
    assert first.code in shown
    assert counter.file(second).status_code == 200  # a clerk decides


def test_papers_and_their_number_stand_on_the_receipt(counter, office):
    page = factories.form_page(office, "licence")
    case = counter.complete(page, given.licence(), owed=True)
    case.store({"paper_ho_so_on_paper_originals": 1, "paper_ho_so_on_paper_copies": 2})
    case.save()
    assert counter.file(case).status_code == 200
    said = "; ".join(Slip.objects.get().facts["vi"]["papers"])
    assert "(1 bản chính · 2 bản sao · đã nhận bản giấy, chưa quét)" in said


def test_the_case_page_tells_who_took_it_in_and_what_is_owed(counter, office):
    case = counter.complete(factories.form_page(office, "licence"), given.licence(), owed=True)
    counter.file(case)
    page = counter.get(f"/cms/ho-so/{case.pk}/").content.decode()
    assert "Nộp tại quầy" in page
    assert "Nguyễn Thị Quầy" in page
    assert "Quét giấy tờ đã nhận" in page


def test_the_control_sheet_says_that_the_citizen_handed_it_in(counter, intake):
    counter.file(intake)
    counter.post(f"/cms/ho-so/{intake.pk}/lap-phieu/06/")
    rows = Slip.objects.get(form="06").facts["vi"]["handovers"]
    assert rows[0][1] == "Người nộp"
    assert rows[1][1].endswith("Nguyễn Thị Quầy")


def test_cases_of_other_ways_say_so(office, form_page):
    assert cases.case(office).origin == Origin.ONLINE


def test_last_page_and_receipt_stay_within_their_queries(
    counter, intake, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25):
        counter.get(f"{COUNTER}{intake.key}/")
    counter.file(intake)
    with django_assert_max_num_queries(25):
        counter.get(f"/cms/ho-so/{intake.pk}/bien-nhan/")


def test_of_a_restricted_case_no_old_page_brings_the_receipt_back(counter, intake):
    counter.file(intake)
    Case.objects.update(restricted_at=timezone.now())
    answer = counter.post(f"{COUNTER}{intake.key}/", {**SIGNED, "act": "receive"})
    assert answer.status_code == 302
    assert answer.url == f"/cms/ho-so/{intake.pk}/bien-nhan/"
    assert counter.get(answer.url).url == "/cms/"  # not allowed


def test_of_a_restricted_case_in_the_way_a_clerk_hears_only_whom_to_ask(counter, intake, form_page):
    counter.file(intake)
    again = counter.complete(form_page, given.nomination("gia_dinh"))
    filed = Case.objects.get(pk=intake.pk)
    assert filed.code in counter.get(f"{COUNTER}{again.key}/").content.decode()
    Case.objects.filter(pk=filed.pk).update(restricted_at=timezone.now())
    page = counter.get(f"{COUNTER}{again.key}/").content.decode()
    assert "hãy hỏi lãnh đạo" in page
    assert filed.code not in page
    assert "Có thể trùng" not in page
