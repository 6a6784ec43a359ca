"""The list of steps: any of them first, each with its state, and what it depends on."""

import re

import pytest

from forms.citizen import drafts
from forms.citizen.overview import overview, waits_for
from forms.kinds import KINDS
from tests import factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given

pytestmark = pytest.mark.django_db


def tasks(case):
    found = overview(case, drafts.answers_of(case), drafts.check(case))
    return {task.slug: task.status for task in found.tasks}


def emptied(case, *steps):
    """The draft as if these steps had never been opened."""
    names = [name for step in steps for name in step_of(case, step).base_fields]
    case.store(dict.fromkeys(names))
    case.visited = [slug for slug in case.visited if slug not in steps]
    case.save()


def step_of(case, slug):
    return next(step for step in case.kind.steps if step.slug == slug)


@pytest.fixture
def licence(citizen, office):
    return complete(citizen, factories.form_page(office, "licence"), given.licence())


def test_every_state_has_its_name(citizen, licence):
    emptied(licence, "trung-tam", "giam-doc", "dia-diem")
    licence.store({"submitter_phone": "12", "head_address": "Số 1"})
    licence.save()
    found = tasks(licence)
    assert found["noi-dung"] == "done"
    assert found["nguoi-nop"] == "error"
    assert found["dia-diem"] == "begun"
    assert found["trung-tam"] == "open"
    assert found["giam-doc"] == "waiting"
    page = citizen.get(f"/ho-so/{licence.key}/").content.decode()
    text = " ".join(re.sub("<[^>]+>", " ", page).split())
    for words in ("Đã xong", "Cần sửa", "Đang điền", "Chưa điền", "Chưa đến lượt"):
        assert words in text
    done = list(found.values()).count("done")
    assert f"{done} trên {len(found)} bước đã xong" in text
    assert "Nên điền “Trung tâm” trước" in text


def test_steps_that_answers_ruled_out_are_left_out_and_the_page_says_so(citizen, licence):
    page = citizen.get(f"/ho-so/{licence.key}/").content.decode()
    assert "Giải thể trung tâm" not in page
    assert "Các bước không cần cho trường hợp của bạn không hiện ở đây." in page


def test_a_step_that_depends_on_an_open_answer_can_be_opened_and_says_so(citizen, licence):
    emptied(licence, "trung-tam", "giam-doc")
    page = citizen.get(f"/ho-so/{licence.key}/buoc/giam-doc/").content.decode()
    assert "còn tùy bước “Trung tâm”" in page
    assert f'href="/ho-so/{licence.key}/buoc/trung-tam/"' in page
    answered = citizen.send(licence, step_of(licence, "giam-doc"), given.licence())
    assert answered.status_code == 302


def test_any_step_may_be_filled_in_first(citizen, licence):
    for step in reversed(licence.kind.steps_for(licence.all_answers)):
        assert citizen.get(f"/ho-so/{licence.key}/buoc/{step.slug}/").status_code == 200
        assert citizen.send(licence, step, given.licence()).status_code == 302


@pytest.mark.parametrize("kind", KINDS)
def test_with_all_answers_given_nothing_waits(kind):
    answers = given.OF_KIND
    known = answers[kind]()
    for step in KINDS[kind].steps_for(known):
        assert waits_for(KINDS[kind], step, known) == ()


@pytest.mark.parametrize(
    ("kind", "slug", "open_", "waits"),
    [
        ("student", "giay-to", "scholarship_category", "dien-hoc"),
        ("student", "tieng-viet", "level", "hoc-tap"),
        ("licence", "co-so-vat-chat", "centre_type", "trung-tam"),
    ],
)
def test_what_a_step_waits_for(kind, slug, open_, waits):
    answers = {"licence": given.licence, "student": given.student}[kind]()
    step = next(one for one in KINDS[kind].steps if one.slug == slug)
    found = waits_for(KINDS[kind], step, answers | {open_: ""})
    assert [one.slug for one in found] == [waits]


def test_an_optional_answer_left_open_makes_nothing_wait():
    answers = given.student(temporary_residence_registered=False)
    for step in KINDS["student"].steps_for(answers):
        assert waits_for(KINDS["student"], step, answers) == ()
