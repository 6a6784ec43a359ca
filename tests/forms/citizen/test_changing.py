"""From an answer on the check page to its field, and back to the same place."""

import html
import re

import pytest

from forms.kinds import KINDS
from tests import factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.journeys import form_data

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def check(case):
    return f"/ho-so/{case.key}/kiem-tra/"


def links(page):
    """Every way back on a check page: step, question and anchor."""
    found = re.findall(
        r'/buoc/([\w-]+)/\?ve=kiem-tra&amp;muc=([\w-]+)(?:&amp;\w|[^"#])*#([\w-]+)"', page
    )
    assert len(found) == page.count("?ve=kiem-tra&amp;muc=")
    return found


@pytest.mark.parametrize(
    ("kind", "answers", "deep"),
    [
        ("licence", given.licence(campuses=[given.CAMPUS] * 5), "campuses-4"),
        ("licence", given.licence("merge"), "merge_targets-1"),
        ("nomination", given.nomination(), "score_1_1"),
        ("student", given.student(), "passport_scan"),
    ],
)
def test_every_way_leads_to_a_place_that_is_there(citizen, office, kind, answers, deep):
    """Into rows, files and scores too."""
    case = complete(citizen, factories.form_page(office, kind), answers)
    page = citizen.get(check(case)).content.decode()
    found = links(page)
    assert deep in {name for _step, name, _anchor in found}
    for step in {step for step, _name, _anchor in found}:
        shown = citizen.get(f"/ho-so/{case.key}/buoc/{step}/?ve=kiem-tra").content.decode()
        ids = set(re.findall(r'id="([^"]+)"', shown))
        assert {anchor for slug, _name, anchor in found if slug == step} <= ids


def change(citizen, case, step, name, answers):
    url = f"/ho-so/{case.key}/buoc/{step}/?ve=kiem-tra&muc={name}"
    page = citizen.get(url).content.decode()
    assert f'action="{url.replace("&", "&amp;")}"' in page
    steps = {one.slug: one for one in KINDS[case.kind_code].steps}
    was = html.unescape(re.search(r'name="was" value="([^"]+)"', page)[1])
    return citizen.post(url, form_data(steps[step], answers, case) | {"act": "next", "was": was})


def test_a_changed_answer_leads_back_to_its_place_and_says_so(citizen, draft):
    answers = draft.all_answers | {"nominee_name": "Gia đình ông Mới"}
    answer = change(citizen, draft, "doi-tuong", "nominee_name", answers)
    assert answer.url == f"{check(draft)}?sua=nominee_name#cau-nominee_name"
    page = citizen.get(answer.url).content.decode()
    [block] = re.findall(r'<div id="cau-nominee_name".*?</div>', page, re.S)
    assert "Gia đình ông Mới" in block
    assert "Đã sửa" in block
    assert page.count("Đã sửa") == 1


def test_nothing_changed_leads_back_all_the_same(citizen, draft):
    answer = change(citizen, draft, "doi-tuong", "ward_code", draft.all_answers)
    assert answer.url == f"{check(draft)}#cau-ward_code"


def test_every_answer_that_changed_is_marked(citizen, draft):
    answers = draft.all_answers | {"nominee_name": "Ông Mới", "neighbourhood": "Ấp 9"}
    answer = change(citizen, draft, "doi-tuong", "ward_code", answers)
    assert answer.url == f"{check(draft)}?sua=nominee_name.neighbourhood#cau-ward_code"


def test_what_was_saved_while_typing_counts_as_changed(citizen, draft):
    """And so does a file that was sent before the last button."""
    answers = draft.all_answers | {"achievements": "Ba con học giỏi, hai bằng khen của tỉnh."}
    url = f"/ho-so/{draft.key}/buoc/minh-chung/?ve=kiem-tra&muc=achievements"
    page = citizen.get(url).content.decode()
    was = html.unescape(re.search(r'name="was" value="([^"]+)"', page)[1])
    data = form_data(KINDS["nomination"].step("minh-chung", {}), answers, draft) | {"was": was}
    citizen.post(url, data | {"act": "save"})
    del data["evidence_files"], data["minutes_file"]
    answer = citizen.post(url, data | {"act": "next"})
    assert answer.url == f"{check(draft)}?sua=achievements.evidence_files#cau-achievements"


@pytest.mark.parametrize("was", ["", "x", "[]", "7", "[" * 99999, '{"nominee_name": {}}', "null"])
def test_a_false_mark_breaks_nothing(citizen, draft, was):
    data = form_data(KINDS["nomination"].step("doi-tuong", {}), draft.all_answers, draft)
    answer = citizen.post(
        f"/ho-so/{draft.key}/buoc/doi-tuong/?ve=kiem-tra", data | {"act": "next", "was": was}
    )
    assert answer.url.startswith(check(draft))


def test_a_mistake_keeps_the_way_back(citizen, draft):
    answer = change(
        citizen, draft, "doi-tuong", "nominee_name", draft.all_answers | {"nominee_name": ""}
    )
    assert answer.status_code == 422
    assert "?ve=kiem-tra&amp;muc=nominee_name" in answer.content.decode()


@pytest.mark.parametrize("place", ["x y", "nominee_name.x", "../..", "<b>", "a" * 99, "X"])
def test_what_names_no_place_is_dropped(citizen, draft, place):
    page = citizen.get(f"/ho-so/{draft.key}/buoc/doi-tuong/", data={"ve": "kiem-tra", "muc": place})
    assert page.status_code == 200
    assert 'buoc/doi-tuong/?ve=kiem-tra"' in page.content.decode()


@pytest.mark.parametrize(
    "place", ["khong_co", "campuses-99999", "nominee_name-1", "-", "campuses-²"]
)
def test_a_place_that_is_not_there_does_no_harm(citizen, draft, place):
    url = f"/ho-so/{draft.key}/buoc/doi-tuong/"
    assert citizen.get(url, data={"ve": "kiem-tra", "muc": place}).status_code == 200
    data = form_data(KINDS["nomination"].step("doi-tuong", {}), draft.all_answers, draft)
    answer = citizen.post(f"{url}?ve=kiem-tra&muc={place}", data | {"act": "next"})
    assert answer.url.partition("#")[0] == check(draft)


def test_the_mark_names_questions_only(citizen, draft):
    page = citizen.get(f"{check(draft)}?sua=<script>.nominee_name.khong_co").content.decode()
    assert page.count("Đã sửa") == 1
    assert "<script>." not in page


def test_the_row_that_is_changed_is_open(citizen, office):
    case = complete(
        citizen, factories.form_page(office, "licence"), given.licence(campuses=[given.CAMPUS] * 9)
    )
    page = citizen.get(f"/ho-so/{case.key}/buoc/co-so/?ve=kiem-tra&muc=campuses-7").content.decode()
    assert page.count("<details open>") == 1
    assert "<details open>" in page.partition('id="rows-campuses-7"')[2][:300]


def test_what_is_missing_is_said_at_its_answer(citizen, draft):
    draft.store({"submitter_phone": "", "submitter_email": ""})
    draft.save()
    page = citizen.get(check(draft)).content.decode()
    [block] = re.findall(r'<div id="cau-submitter_phone".*?</div>', page, re.S)
    assert "Hãy điền mục này." in block
    assert "kiem-tra=1" in block
    assert "Không có" not in block


def test_an_optional_answer_left_empty_says_so(citizen, draft):
    page = citizen.get(check(draft)).content.decode()
    [block] = re.findall(r'<div id="cau-achievements".*?</div>', page, re.S)
    assert "Không có" not in block  # a family's achievements are written
    draft.attachments.all().delete()
    page = citizen.get(check(draft)).content.decode()
    [block] = re.findall(r'<div id="cau-evidence_files".*?</div>', page, re.S)
    assert "Không có" in block


def test_sealed_answers_are_shown_in_full_to_whom_they_belong(citizen, office):
    case = complete(citizen, factories.form_page(office, "student"), given.student())
    page = citizen.get(check(case)).content.decode()
    assert given.student()["passport_no"] in page
