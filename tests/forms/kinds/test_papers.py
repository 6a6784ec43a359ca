"""Components as the procedure lists them: what is shown, asked, demanded and remembered."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from forms.kinds.papers import note_on, promised
from tests import factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.forms.kinds.steps import judge, wrong
from tests.journeys import Citizen, pdf

pytestmark = pytest.mark.django_db
LETTER, PLAN = "paper_to-trinh", "paper_de-an"


@pytest.fixture
def office():
    found = factories.office("hcmc")
    given.plant(found)
    return found


def procedure(office, *papers):
    blocks = [("paper", paper) for paper in papers]
    return factories.procedure(office, application_kind="establish", papers=blocks)


def step(office, page, more=(), attachments=None):
    answers = given.licence("establish", procedure=page.slug) | dict(more)
    held = {"director_cv_file": ["tệp"]} | (attachments or {})
    return judge(office, "licence", answers, held)[-1]


def test_a_paper_tells_what_the_procedure_says_of_it(office):
    template = Document.objects.create(title="Mẫu 01", file=ContentFile(b"x", "mau.docx"))
    page = procedure(
        office,
        {"name": "Tờ trình", "originals": 1, "copies": 2, "copy_kind": "chung_thuc"},
        {"name": "Đề án", "originals": 0, "mandatory": False, "template": template},
    )
    page.refresh_from_db()
    fields = step(office, page).fields
    assert fields[LETTER].help_text == "1 bản chính · 2 bản sao có chứng thực"
    told = str(fields[PLAN].help_text)
    assert told.startswith("Không bắt buộc · <a href=")
    assert template.url in told
    assert "Tải mẫu: Mẫu 01" in told


def test_two_papers_that_begin_alike_have_two_places(office):
    page = procedure(office, *[{"name": "Bản sao văn bằng " * 5 + str(n)} for n in range(3)])
    places = [name for name in step(office, page).fields if not name.endswith(("_form", "_bring"))]
    assert len(places) == 3
    assert all(len(place) < 60 for place in places)


def test_a_name_is_text_even_if_it_looks_like_markup(office):
    template = Document.objects.create(title="<b>", file=ContentFile(b"x", "mau.docx"))
    page = procedure(office, {"name": "<script>", "template": template})
    assert "<b>" not in str(next(iter(step(office, page).fields.values())).help_text)


def test_a_promise_to_bring_the_original_stands_for_a_file(office):
    page = procedure(office, {"name": "Tờ trình"}, {"name": "Đề án", "in_person": False})
    assert set(wrong([step(office, page)])) == {LETTER, PLAN}
    promise = {LETTER + "_bring": True, PLAN + "_bring": True}
    assert set(wrong([step(office, page, promise)])) == {PLAN}, "where the procedure accepts it"
    assert PLAN + "_bring" not in step(office, page).fields


def test_what_files_are_is_only_kept_where_there_are_files(office):
    page = procedure(office, {"name": "Tờ trình"}, {"name": "Đề án"})
    said = {LETTER + "_form": "ban_sao", PLAN + "_form": "ban_sao"}
    stored = step(office, page, said, {LETTER: ["tệp"]}).to_store()
    assert stored[LETTER + "_form"] == "ban_sao"
    assert not stored[PLAN + "_form"]
    forged = step(office, page, {LETTER + "_form": "khac"}, {LETTER: ["tệp"]})
    assert LETTER + "_form" in wrong([forged])


@pytest.mark.parametrize(
    ("answers", "files", "note"),
    [
        ({}, True, ""),
        ({"x_form": "ban_sao"}, True, "Bản sao điện tử có chứng thực"),
        ({"x_form": "ban_sao"}, False, ""),
        ({"x_bring": True}, False, "Sẽ nộp bản chính trực tiếp"),
        ({"x_form": "ban_chup", "x_bring": True}, True, "Bản chụp, bản quét · Sẽ nộp bản chính"),
        ({"x_form": "khac", "x_bring": "on"}, True, ""),
    ],
)
def test_what_was_said_in_words(answers, files, note):
    assert note_on("x", answers, files=files).startswith(note)
    assert bool(note) is bool(note_on("x", answers, files=files))


def test_only_known_papers_are_promised():
    questions = [["x", "Tờ trình", "file"], ["y", "Đề án", "file"]]
    assert promised({"x_bring": True, "y_bring": False, "z_bring": True}, questions) == ["Tờ trình"]


def test_R08_a_case_keeps_the_papers_it_was_asked_for(office):
    """From the step to check page, receipt and officer, and after an editor changed the page."""
    page = procedure(office, {"name": "Tờ trình"}, {"name": "Đề án"})
    citizen = Citizen(Client(), "hcmc.localhost")
    answers = given.licence("establish", procedure=page.slug)
    draft = complete(citizen, factories.form_page(office, "licence"), answers)
    address = f"/ho-so/{draft.key}/buoc/thanh-phan-ho-so/"
    shown = citizen.get(address).content.decode()
    assert "Tôi sẽ mang bản chính đến nộp trực tiếp" in shown
    sent = {LETTER: pdf(), LETTER + "_form": "ban_sao", PLAN + "_bring": "on", "act": "next"}
    assert citizen.post(address, sent).status_code == 302
    assert draft.attachments.get(slot=LETTER).label == "Tờ trình"
    check = citizen.get(f"/ho-so/{draft.key}/kiem-tra/").content.decode()
    assert "Bản sao điện tử có chứng thực" in check
    assert "Sẽ nộp bản chính trực tiếp" in check
    assert citizen.submit(draft).status_code == 302
    page.papers = [("paper", {"name": "Giấy tờ khác hẳn"})]
    page.save()
    receipt = citizen.get(f"/ho-so/{draft.key}/bien-nhan/").content.decode()
    assert "Sẽ nộp bản chính trực tiếp" in receipt
    assert "Đề án" in receipt
    officer = factories.signed_in(factories.staff(office))
    seen = officer.get(f"/cms/ho-so/{draft.pk}/").content.decode()
    for words in ("Tờ trình", "Đề án", "Sẽ nộp bản chính trực tiếp", "giay-to.pdf"):
        assert words in seen
    assert "Giấy tờ khác hẳn" not in seen
    assert "ban_sao" not in seen
