"""Typing a paper case in: kept at once, judged as online, and never overwritten silently."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forms.citizen import drafts
from forms.kinds.papers import COPIES, ORIGINALS, OWED, note_on
from forms.models import Case
from tests import factories
from tests.forms.counter.conftest import COUNTER
from tests.forms.kinds import answers as given
from tests.journeys import form_data, pdf, png

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def path(case, slug="nguoi-nop"):
    return f"{COUNTER}{case.key}/buoc/{slug}/"


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("nomination", given.nomination("gia_dinh")),
        ("licence", given.licence("establish")),
        ("student", given.student()),
    ],
)
def test_every_step_of_a_kind_is_typed_in_and_filed(counter, office, kind, answers):
    page = factories.form_page(office, kind)
    case = counter.begin(page)
    for step in case.kind.steps_for(answers):
        shown = counter.get(path(case, step.slug))
        assert shown.status_code == 200
        assert str(step.title) in shown.content.decode()
        answer = counter.send(case, step, answers)
        assert answer.status_code == 302, answer.content.decode()
    assert answer.url == f"{COUNTER}{case.key}/"
    assert counter.file(case).status_code == 200
    case.refresh_from_db()
    assert case.state == "accepted"
    kept = case.all_answers
    assert {
        n: kept[n] for n in answers if n in kept and n != "procedure"
    }.items() <= answers.items()


def test_what_is_typed_is_kept_right_or_wrong(counter, intake):
    answer = counter.step(intake, "nguoi-nop", submitter_name="Trần Văn Gõ", submitter_phone="12")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#id_submitter_phone"' in page
    assert 'value="12"' in page
    intake.refresh_from_db()
    assert intake.all_answers["submitter_name"] == "Trần Văn Gõ"
    assert 'value="12"' in counter.get(path(intake)).content.decode()


def test_typing_is_saved_by_the_script(counter, intake):
    form = intake.kind.step("nguoi-nop", intake.all_answers)
    seen = drafts.stamp(intake, form(intake.office, intake.all_answers, at_counter=True))
    sent = {"act": "typing", "seen": seen, "submitter_name": "Trần"}
    answer = json.loads(counter.post(path(intake), sent).content)
    assert answer["action"] == path(intake)
    assert counter.post(path(intake), {**sent, "submitter_name": "Khác"}).status_code == 409


def test_R07_two_clerks_never_overwrite_each_other(counter, colleague, intake):
    sent = form_data(intake.kind.step("nguoi-nop", {}), intake.all_answers)
    seen = counter.get(path(intake)).context["seen"]
    assert colleague.step(intake, "nguoi-nop", **sent | {"submitter_name": "Của B"}).status_code
    answer = counter.step(intake, "nguoi-nop", **sent | {"submitter_name": "Của A", "seen": seen})
    assert answer.status_code == 409
    assert "Của A" in answer.content.decode()
    assert Case.objects.get().all_answers["submitter_name"] == "Của B"


def test_what_is_typed_after_a_colleague_has_filed_is_given_back(counter, colleague, intake):
    colleague.file(intake)
    answer = counter.step(intake, "nguoi-nop", submitter_name="Trần Văn Muộn")
    assert answer.status_code == 409
    assert "Trần Văn Muộn" in answer.content.decode()
    assert counter.get(path(intake)).url == f"/cms/ho-so/{intake.pk}/"


def test_without_phone_and_mail_a_paper_case_is_complete(counter, office, form_page):
    answers = given.nomination("gia_dinh", submitter_phone="", submitter_email="")
    answers["result_channel"] = "truc_tiep"
    case = counter.complete(form_page, answers)
    assert counter.file(case).status_code == 200
    case.refresh_from_db()
    assert case.state == "accepted"
    assert not case.notices.exists()


def test_an_electronic_result_still_needs_an_address(counter, form_page):
    case = counter.complete(form_page, given.nomination("gia_dinh", submitter_email=""))
    assert counter.file(case).status_code == 422


class TestScans:
    """A component: scans, how many papers, and what lies there unscanned."""

    SLUG, SLOT = "thanh-phan-ho-so", "paper_ho_so"

    @pytest.fixture
    def licence(self, counter, office):
        return counter.complete(factories.form_page(office, "licence"), given.licence())

    def test_several_are_sent_at_once_and_one_is_taken_away(self, counter, licence):
        files = [pdf("một.pdf"), png("hai.png")]
        answer = counter.post(
            path(licence, self.SLUG), {"act": f"attach:{self.SLOT}", self.SLOT: files}
        )
        assert answer.status_code == 200
        assert "một.pdf" in answer.content.decode()
        held = licence.attachments.filter(slot=self.SLOT)
        assert held.count() == 3
        gone = held.last()
        opened = counter.get(f"{COUNTER}{licence.key}/tep/{gone.pk}/")
        assert opened.status_code == 200
        counter.step(licence, self.SLUG, act=f"drop:{gone.pk}")
        assert held.count() == 2

    def test_a_bad_scan_is_refused_with_words(self, counter, licence):
        bad = SimpleUploadedFile("x.pdf", b"MZ")
        answer = counter.post(
            path(licence, self.SLUG), {"act": f"attach:{self.SLOT}", self.SLOT: bad}
        )
        assert answer.status_code == 422
        assert licence.attachments.filter(slot=self.SLOT).count() == 1

    def test_no_scan_goes_to_a_place_that_there_is_not(self, counter, licence):
        sent = {"act": "attach:khac", "khac": pdf()}
        assert counter.post(path(licence, self.SLUG), sent).status_code == 404

    def test_a_paper_that_is_not_scanned_is_neither_missing_nor_forgotten(self, counter, licence):
        licence.attachments.all().delete()
        assert counter.step(licence, self.SLUG).status_code == 422
        noted = {self.SLOT + OWED: "on", self.SLOT + ORIGINALS: "1", self.SLOT + COPIES: "2"}
        assert counter.step(licence, self.SLUG, **noted).status_code == 302
        licence.refresh_from_db()
        note = note_on(self.SLOT, licence.all_answers, files=False)
        assert note == "1 bản chính · 2 bản sao · đã nhận bản giấy, chưa quét"

    @pytest.mark.parametrize("number", ["-1", "100", "một", "1" * 50])
    def test_no_number_is_a_mistake_and_stays(self, counter, licence, number):
        answer = counter.step(licence, self.SLUG, **{self.SLOT + COPIES: number})
        assert answer.status_code == 422
        assert f'value="{number}' in answer.content.decode() or len(number) > 40


def test_online_nobody_is_asked_for_paper(counter, office, form_page):
    step = form_page.kind.steps[-1]
    assert not [n for n in step(office, given.nomination("gia_dinh")).fields if n.endswith(OWED)]
