"""Checking, sending and the receipt: one case, once, with nothing but what was asked."""

import cProfile
import pstats
import re
import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.core.files.storage import storages
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from forms.citizen import drafts
from forms.kinds import OFFERED
from forms.models import Case, Event, Notice, SealedIndex
from forms.models.events import faults
from forms.references import Counter
from home.models import Role
from tests import cases, factories
from tests.factories import signed_in
from tests.forms.citizen.conftest import ANSWERS, complete
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, agreed, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
#: Of functions, for one submission over the test's client.
MOST_CALLS = 11_000
#: A place for many files in each kind.
MANY = {"licence": "paper_ho_so", "nomination": "evidence_1_1", "student": "degree_files"}


def check(case):
    return f"/ho-so/{case.key}/kiem-tra/"


def receipt(case):
    return f"/ho-so/{case.key}/bien-nhan/"


def test_the_check_page_shows_every_answer_with_a_way_to_change_it(citizen, draft):
    page = citizen.get(check(draft)).content.decode()
    for text in ("Trường Tiểu học Ví Dụ", "0912 345 678", "bằng khen.pdf"):
        assert text in page
    assert page.count('class="answers-change"') == page.count("?ve=kiem-tra#")
    assert 'href=""' not in page
    assert "checked" not in page  # nothing is agreed to beforehand


@pytest.mark.parametrize("kind", OFFERED)
def test_a_complete_draft_becomes_a_case(citizen, office, kind):
    case = complete(citizen, factories.form_page(office, kind), ANSWERS[kind]())
    assert citizen.post(check(case), agreed(case)).url == receipt(case)
    case.refresh_from_db()
    assert case.state == "submitted"
    assert re.fullmatch(r"000\.00\.00\.T79-\d{6}-0001", case.code)
    assert case.submitted_at
    assert case.consented_at
    assert case.notice_version
    assert faults(case) == []
    assert citizen.get(receipt(case)).status_code == 200


@pytest.mark.parametrize(
    ("ticked", "missing"),
    [
        ({}, ["id_declaration", "id_consent_notice_ack"]),
        ({"declaration": "on"}, ["id_consent_notice_ack"]),
        ({"consent_notice_ack": "on"}, ["id_declaration"]),
    ],
)
def test_nobody_is_taken_to_have_agreed(citizen, draft, ticked, missing):
    response = citizen.post(check(draft), {"seen": agreed(draft)["seen"], **ticked})
    assert response.status_code == 422
    page = response.content.decode()
    assert re.findall(r'<a href="#(id_\w+)">', page) == missing
    assert not Case.objects.filter(state="submitted").exists()


def test_an_incomplete_draft_is_led_to_its_mistakes(citizen, draft):
    draft.store({"submitter_phone": "12"})
    draft.save()
    response = citizen.post(check(draft), agreed(draft))
    assert response.status_code == 422
    assert f"/ho-so/{draft.key}/buoc/nguoi-nop/?kiem-tra=1" in response.content.decode()
    assert Case.objects.get().state == "draft"


def test_R02_the_same_sent_again_shows_the_same_receipt(citizen, sent):
    first = citizen.get(receipt(sent)).content.decode()
    assert citizen.post(check(sent), agreed(sent)).url == receipt(sent)
    assert citizen.get(check(sent)).url == receipt(sent)
    boxes = re.compile(r'<div class="code-boxes">.*?</dl>', re.S)
    again = citizen.get(receipt(sent)).content.decode()
    assert boxes.search(first)[0] == boxes.search(again)[0]
    assert Case.objects.get().events.filter(act=Event.Act.MOVED).count() == 1
    assert Notice.objects.count() == 1


def test_what_other_answers_ruled_out_is_dropped_with_its_files(citizen, office):
    """First a change of the centre's place, then a renewal: the place is asked no more."""
    answers = given.licence("change") | {"premises_right": "thue", "lease_until": given.ahead(900)}
    case = complete(citizen, factories.form_page(office, "licence"), answers)
    cases.attach(case, "ủy quyền.pdf", "authorisation_file")
    dissolved = given.licence("dissolve")
    case.store(dissolved | {"change_items": None, "change_note": None, "khong_ai_hoi": "x"})
    case.save()
    assert citizen.post(check(case), agreed(case)).status_code == 302
    case.refresh_from_db()
    left = set(case.all_answers)
    assert not left & {"change_items", "head_address", "director_name", "khong_ai_hoi"}
    assert {"dissolve_reason", "centre_name_vi"} <= left
    assert not case.attachments.filter(slot="authorisation_file").exists()


def test_an_answer_to_a_question_no_longer_asked_decides_nothing(office):
    """A computer centre's question must not follow from a type given before another change."""
    case = cases.case(office, "licence", "draft", given.licence("dissolve"))
    case.store({"centre_type": "tin_hoc"})
    assert "centre_type" not in drafts.answers_of(case)
    assert case.all_answers["centre_type"] == "tin_hoc"  # kept, should the citizen change back


@pytest.mark.parametrize(("seconds", "taken"), [(-1, True), (0, False), (1, False)])
def test_what_comes_after_the_closing_time_is_not_taken(citizen, draft, form_page, seconds, taken):
    closes = timezone.now() + timedelta(hours=1)
    form_page.closes_at = closes
    form_page.save()
    with mock.patch("django.utils.timezone.now", return_value=closes + timedelta(seconds=seconds)):
        response = citizen.post(check(draft), agreed(draft))
        steps = citizen.get(f"/ho-so/{draft.key}/")
    assert response.status_code == (302 if taken else 410)
    assert taken or "Đã hết hạn nhận" in response.content.decode()
    assert taken or "Đã hết hạn nhận" in steps.content.decode()
    assert Case.objects.get().state == ("submitted" if taken else "draft")


def test_a_form_taken_off_the_site_takes_nothing(citizen, draft, form_page):
    form_page.unpublish()
    assert citizen.post(check(draft), agreed(draft)).status_code == 410
    form_page.delete()
    assert citizen.post(check(draft), agreed(draft)).status_code == 410
    assert citizen.get(f"/ho-so/{draft.key}/").status_code == 200


def test_R10_a_taken_code_is_passed_over(citizen, draft, office):
    """Another office was given the same agency code by mistake."""
    other = factories.office("cantho", agency_code=office.agency_code)
    taken = cases.case(other, "licence")
    assert citizen.post(check(draft), agreed(draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.code.endswith("-0002")
    assert draft.code[:-4] == taken.code[:-4]
    assert faults(draft) == []


def test_R10_a_code_is_never_given_again(citizen, sent, form_page):
    code = sent.code
    connection.cursor().execute("DELETE FROM forms_event")
    sent.delete()
    second = complete(citizen, form_page, given.nomination("gia_dinh"))
    citizen.post(check(second), agreed(second))
    second.refresh_from_db()
    assert second.code > code


def test_the_pin_is_kept_nowhere_in_clear(citizen, draft, caplog):
    with caplog.at_level("DEBUG"):
        response = citizen.post(check(draft), agreed(draft))
        page = citizen.get(response.url).content.decode()
    pin = "".join(re.search(r"Mã PIN</span> <strong>(\w{4}) (\w{4})", page).groups())
    assert pin not in response.url
    assert pin not in caplog.text
    assert pin not in str(citizen.client.cookies)
    for model in (Case, Notice, Event, SealedIndex):
        assert pin not in str(list(model.objects.values()))


def test_sealed_answers_are_in_no_open_column(citizen, office):
    answers = given.student()
    case = complete(citizen, factories.form_page(office, "student"), answers)
    assert citizen.post(check(case), agreed(case)).status_code == 302
    rows = str(Case.objects.filter(pk=case.pk).values().get())
    assert answers["passport_no"] not in rows
    assert case.sealed_index.filter(field="passport_no").exists()


def test_the_receipt_is_for_the_browser_that_sent_the_case(stranger, sent):
    assert stranger.get(receipt(sent)).status_code == 404


def test_a_citizen_without_an_address_is_told_so_and_gets_no_mail(citizen, form_page, settings):
    settings.PHONE_CHANNEL = ""
    answers = given.nomination("gia_dinh", submitter_email="", result_channel="truc_tiep")
    case = complete(citizen, form_page, answers)
    assert citizen.post(check(case), agreed(case)).status_code == 302
    assert not Notice.objects.exists()
    assert "Bạn không cho địa chỉ thư điện tử" in citizen.get(receipt(case)).content.decode()


def test_the_case_speaks_the_language_it_was_sent_in(citizen, draft):
    assert citizen.post(f"/en{check(draft)}", agreed(draft, "en")).url == f"/en{receipt(draft)}"
    assert Notice.objects.get().language == Case.objects.get().language == "en"


def test_deleting_a_draft_asks_once_more(citizen, draft):
    assert citizen.get(f"/ho-so/{draft.key}/xoa/").status_code == 200
    assert Case.objects.exists()  # looking deletes nothing


@pytest.mark.django_db(transaction=True)
def test_deleting_a_draft_deletes_its_files(citizen, draft):
    storage = storages["private"]
    files = [attachment.file.name for attachment in draft.attachments.all()]
    assert citizen.post(f"/ho-so/{draft.key}/xoa/", {}).status_code == 302
    assert not Case.objects.exists()
    assert not any(map(storage.exists, files))
    assert citizen.get(f"/ho-so/{draft.key}/").status_code == 404


@pytest.mark.parametrize("kind", OFFERED)
@pytest.mark.django_db(transaction=True)
def test_a_submission_costs_at_most_twelve_statements(citizen, office, statements, kind):
    """With the job that sends the mail, judged anew, with files that are dropped."""
    page = factories.form_page(office, kind)
    first = complete(citizen, page, ANSWERS[kind]())
    citizen.post(check(first), agreed(first))  # keeps the texts that the others share
    counts = []
    for number in range(2):
        another = {"nominee_name": f"Đơn vị thứ {number}"} if kind == "nomination" else {}
        case = complete(citizen, page, ANSWERS[kind]() | another)
        cases.attach(case, "ủy quyền.pdf", "authorisation_file")  # asked of nobody, so dropped
        for n in range(number * 5):
            cases.attach(case, f"{n}.pdf", MANY[kind])
            factories.licence(office)
        citizen.get(check(case))
        data = agreed(case)
        with statements() as found:
            assert citizen.post(check(case), data).status_code == 302
        assert len(found) <= 12, found
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_a_submission_costs_no_more_work_than_it_has_to(citizen, office, statements):
    """As a citizen sends it, from the page that judged it: counted in calls of functions, which no
    other work on the machine changes. Stock Wagtail takes 21,000 for a page of 25 fields."""
    page = factories.form_page(office, "licence")
    for _warm in range(2):
        case = complete(citizen, page, given.licence())
        assert citizen.submit(case).status_code == 302
    case = complete(citizen, page, given.licence())
    profile = cProfile.Profile()
    submitted = citizen.post

    def counted(path, data, **more):
        with profile, statements() as found:
            answer = submitted(path, data, **more)
        assert len(found) <= 9, found
        return answer

    citizen.post = counted
    assert citizen.submit(case).status_code == 302
    assert pstats.Stats(profile).total_calls < MOST_CALLS


# ── races: PostgreSQL and real threads ──


def at_once(number, act):
    """Runs `act` in so many threads, all let go together; returns what they returned."""
    gate, results = threading.Barrier(number), []

    def one():
        gate.wait()
        try:
            results.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _number in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def copy_of(citizen):
    """The same browser with the same cookies, for another thread."""
    twin = Citizen(Client(), citizen.host)
    for name, morsel in citizen.client.cookies.items():
        twin.client.cookies[name] = morsel.value
    return twin


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_R01_twenty_clicks_at_once_make_one_case(citizen, draft):
    answers = at_once(20, lambda: copy_of(citizen).post(check(draft), agreed(draft)))
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, receipt(draft))}
    assert len(answers) == 20
    draft.refresh_from_db()
    assert draft.code in citizen.get(receipt(draft)).content.decode()
    assert draft.events.count() == Notice.objects.count() == 1
    assert Counter.objects.get(series="code").last == 1
    assert faults(draft) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_R01_twenty_first_pages_at_once_begin_one_draft(citizen, form_page):
    first = f"/ho-so/moi/{form_page.pk}/"
    shown = citizen.get(first).content.decode()
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"act": "next"}
    data["key"] = re.search(r'name="key" value="([^"]+)"', shown)[1]
    answers = at_once(20, lambda: Citizen(Client(), citizen.host).post(first, data))
    case = Case.objects.get()
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url for answer in answers} == {f"/ho-so/{case.key}/buoc/nguoi-nop/"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_R10_codes_given_at_once_are_all_different_and_without_gaps(citizen, form_page):
    browsers = [Citizen(Client(), citizen.host) for _number in range(8)]
    waiting = iter(
        [
            (one, complete(one, form_page, given.nomination("gia_dinh", nominee_name=f"Nhà {n}")))
            for n, one in enumerate(browsers)
        ]
    )
    lock = threading.Lock()

    def send():
        with lock:
            browser, case = next(waiting)
        return browser.post(check(case), agreed(case))

    assert {answer.status_code for answer in at_once(8, send)} == {302}
    codes = Case.objects.exclude(code=None).values_list("code", flat=True)
    assert sorted(int(code[-4:]) for code in codes) == list(range(1, 9))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sending_and_deleting_at_once_ends_in_one_of_both(citizen, draft):
    acts = iter([(check(draft), agreed(draft)), (f"/ho-so/{draft.key}/xoa/", {})] * 3)
    lock = threading.Lock()

    def act():
        with lock:
            path, data = next(acts)
        return copy_of(citizen).post(path, data).status_code

    assert set(at_once(6, act)) <= {302, 410}
    for case in Case.objects.all():
        assert case.state == "submitted"
        assert faults(case) == []


def test_files_that_are_no_longer_asked_for_are_named_before_they_are_left_out(citizen, draft):
    cases.attach(draft, "tờ trình cũ.pdf", "paper_to-trinh-cu")
    page = citizen.get(f"/ho-so/{draft.key}/kiem-tra/").content.decode()
    assert "Tệp sẽ không được gửi" in page
    assert "tờ trình cũ.pdf" in page
    citizen.submit(draft)
    assert not draft.attachments.filter(slot="paper_to-trinh-cu").exists()


def test_R46_what_a_citizen_typed_is_never_a_template(citizen, form_page):
    typed = "{{7*7}} {% debug %} {{ case.pin_digest }} %(code)s"
    case = complete(citizen, form_page, given.nomination("gia_dinh", nominee_name=typed))
    shown = [citizen.get(check(case)).content.decode()]
    assert citizen.submit(case).status_code == 302
    shown.append(citizen.get(f"/tra-cuu/{case.key}/").content.decode())
    office = signed_in(factories.staff(case.office, Role.CLERK))
    shown.append(office.get(f"/cms/ho-so/{case.pk}/").content.decode())
    assert all(typed in page for page in shown)
