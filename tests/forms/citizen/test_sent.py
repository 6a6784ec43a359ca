"""What a citizen can later see of what they sent, and take back."""

import html

import pytest

from forms.kinds.text import tidy
from forms.models import Event, GivenPermission
from forms.models.events import faults
from home.models import Role
from tests import cases, factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.journeys import agreed

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def url(case):
    return f"/tra-cuu/{case.key}/da-gui/"


@pytest.fixture
def allowing(citizen, draft):
    """A case whose citizen allowed to be named."""
    citizen.post(f"/ho-so/{draft.key}/kiem-tra/", agreed(draft) | {"permission_praise": "on"})
    draft.refresh_from_db()
    return draft


def test_the_answers_and_the_text_are_shown_as_they_were_sent(citizen, sent):
    page = citizen.get(url(sent)).content.decode()
    assert "Trường Tiểu học Ví Dụ" in page
    assert "bằng khen.pdf" in page
    for title, lines in sent.agreed_text.body["sections"]:
        assert all(text in page for text in (title, *lines))
    assert "Tôi cam đoan" in page
    assert ">Sửa<" not in page
    assert url(sent) in citizen.get(f"/tra-cuu/{sent.key}/").content.decode()
    assert url(sent) in citizen.get(f"/ho-so/{sent.key}/bien-nhan/").content.decode()


def test_numbers_of_papers_are_masked(citizen, office):
    case = complete(citizen, factories.form_page(office, "student"), given.student())
    citizen.submit(case)
    page = citizen.get(url(case)).content.decode()
    assert given.student()["passport_no"] not in page
    assert "********4567" in page


def test_only_whoever_holds_the_case_sees_it(stranger, sent):
    assert stranger.get(url(sent)).status_code == 404
    assert stranger.post(url(sent), {"withdraw": "praise"}).status_code == 404


def test_a_draft_has_not_been_sent(citizen, draft):
    assert citizen.get(url(draft)).url == f"/ho-so/{draft.key}/kiem-tra/"


def test_a_permission_is_taken_back_and_the_office_reads_so(citizen, allowing):
    page = citizen.get(url(allowing)).content.decode()
    assert 'name="withdraw" value="praise"' in page
    assert citizen.post(url(allowing), {"withdraw": "praise"}).status_code == 302
    one = GivenPermission.objects.get()
    assert one.withdrawn_at > one.given_at
    page = citizen.get(url(allowing)).content.decode()
    assert "Đã rút lại" in page
    assert 'name="withdraw"' not in page
    [line] = allowing.events.filter(act=Event.Act.NOTED)
    assert line.note.startswith("Người nộp rút lại: Cho phép nêu tên")
    allowing.refresh_from_db()
    assert faults(allowing) == []


def test_taking_back_twice_or_what_was_never_given_changes_nothing(citizen, allowing):
    for code in ("praise", "praise", "survey", "", "x" * 999, "<b>"):
        assert citizen.post(url(allowing), {"withdraw": code}).status_code == 302
    assert allowing.events.filter(act=Event.Act.NOTED).count() == 1
    assert GivenPermission.objects.count() == 1


def test_a_case_from_before_texts_were_kept_is_shown_too(citizen, sent):
    sent.agreed_text = sent.asked_text = None
    sent.chosen = {}
    sent.save()
    page = citizen.get(url(sent))
    assert page.status_code == 200
    assert "Văn bản đã đồng ý" not in page.content.decode()


def test_the_page_costs_the_same_for_every_case(citizen, allowing, django_assert_max_num_queries):
    for n in range(5):
        cases.attach(allowing, f"{n}.pdf", "evidence_files")
    with django_assert_max_num_queries(12):
        citizen.get(url(allowing))


HONEST = [
    "Số 39, đường 3 tháng 2",
    "=1 (một)",
    "-5°C",
    "Nguyễn Văn Null",
    "Y Bhăm Niê Kdăm & “Cánh Buồm”",
    "ສົມພອນ",
    "សុខ\u200bភា",
]


@pytest.mark.parametrize("text", HONEST)
def test_R42_what_is_honest_is_shown_back_exactly(citizen, draft, text):
    """On the check page, after sending, and to whoever begins anew with it."""
    draft.store({"nominee_name": tidy(text), "neighbourhood": tidy(text)})
    draft.save()
    page = draft.form_page
    before = citizen.get(f"/ho-so/{draft.key}/kiem-tra/").content.decode()
    assert citizen.submit(draft).status_code == 302
    draft.refresh_from_db()
    assert draft.subject == tidy(text)
    after = citizen.get(url(draft)).content.decode()
    anew = citizen.get(f"/ho-so/moi/{page.pk}/dien-san/{draft.key}/").content.decode()
    for shown in (before, after, anew):
        assert html.unescape(shown).count(tidy(text)) >= 2


def test_R36_markup_is_text_wherever_it_is_shown(citizen, draft, office):
    evil = "'><img src=x onerror=window.__xss=1>{{7*7}}</script>"
    draft.form_page.data_purpose = draft.form_page.data_retention = evil
    draft.form_page.save()
    draft.store({"nominee_name": evil, "achievements": evil, "neighbourhood": evil[:90]})
    draft.save()
    check = citizen.get(f"/ho-so/{draft.key}/kiem-tra/").content.decode()
    assert citizen.submit(draft).status_code == 302
    draft.refresh_from_db()
    pages = [
        check,
        citizen.get(url(draft)).content.decode(),
        citizen.get(f"/ho-so/{draft.key}/bien-nhan/").content.decode(),
        citizen.get(f"/ho-so/moi/{draft.form_page.pk}/dien-san/{draft.key}/").content.decode(),
    ]
    desk = factories.signed_in(factories.staff(office, Role.CLERK))
    pages.append(desk.get(f"/cms/ho-so/{draft.pk}/").content.decode())
    for page in pages:
        assert "<img src=x" not in page
        assert "{{7*7}}" in page
