"""A paper stays as it was issued, is drawn once, and nobody can change it unseen."""

import os
import threading
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from forms.models import Case, Slip
from forms.models.append_only import AppendOnly
from forms.models.events import faults
from forms.models.slips import Changed
from forms.slips import dates, rendering
from forms.slips.issuing import issue_on_demand
from forms.slips.papers import PAPERS
from forms.slips.pdf import NoPdf
from forms.slips.rendering import ensure_pdf, page_of
from forms.states import State
from home.models import Role
from tests import cases, factories

S = State
ROUNDS = 30 if os.environ.get("CI") == "true" else 6


def test_it_stays_as_issued_whatever_becomes_of_the_case(office, slip_of):
    slip = slip_of("01")
    ensure_pdf(slip)
    page, pdf, digests = page_of(slip), slip.read("pdf"), (slip.page_sha256, slip.pdf_sha256)
    case = slip.case
    case.applicant, case.due_on, case.code = "Khác", date(2030, 1, 1), "khac"
    case.save()
    office.issuing_body = "SỞ KHÁC"
    office.save()
    again = Slip.objects.get(pk=slip.pk)
    assert (page_of(again), again.read("pdf")) == (page, pdf)
    ensure_pdf(again)
    assert (again.page_sha256, again.pdf_sha256) == digests


def test_a_paper_that_nobody_has_drawn_yet_still_says_what_was_so_when_it_was_issued(slip_of):
    slip = slip_of("01")
    due = dates.in_words(slip.case.due_on)
    Case.objects.filter(pk=slip.case_id).update(due_on=date(2030, 1, 1), applicant="Khác")
    said = page_of(Slip.objects.get(pk=slip.pk))
    assert due in said
    assert "Khác" not in said


@pytest.mark.parametrize("what", ["page", "pdf"])
def test_a_file_that_was_changed_shows(place, slip_of, what):
    slip = slip_of("03")
    ensure_pdf(slip)
    file = getattr(slip, what)
    content = slip.read(what)
    file.storage.delete(file.name)
    file.storage.save(file.name, ContentFile(content + b" "))
    with pytest.raises(Changed):
        slip.read(what)


def test_no_line_of_it_can_be_rewritten(slip_of):
    slip = slip_of("03")
    for rewrite in (
        slip.save,
        slip.delete,
        lambda: Slip.objects.filter(pk=slip.pk).update(number="9"),
        lambda: Slip.objects.all().delete(),
    ):
        with pytest.raises(AppendOnly):
            rewrite()


@pytest.mark.engines
@pytest.mark.django_db
def test_a_paper_of_an_event_exists_once(slip_of):
    slip = slip_of("03")
    twin = Slip(case=slip.case, event=slip.event, form="03", number="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_second_page_or_pdf_is_dropped(slip_of, settings):
    slip = slip_of("03")
    first, second = (Slip.objects.get(pk=slip.pk) for _n in range(2))
    first.keep("page", b"<p>1</p>")
    second.keep("page", b"<p>2</p>")
    assert first.read("page") == second.read("page") == b"<p>1</p>"
    folder = settings.VAR / "private"
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_at_once_make_one(office, along):
    """Clerks who ask for the same control sheet, each of whom draws it."""
    clerk = factories.staff(office, Role.CLERK)
    for _round in range(ROUNDS):
        case = along(cases.case(office), S.ACCEPTED)
        seen = at_once(4, lambda pk=case.pk: issue_on_demand(pk, PAPERS["06"], clerk, ""))
        assert len({(slip.pk, slip.number, slip.pdf_sha256) for slip in seen}) == 1
        assert len(seen) == 4
        assert faults(Case.objects.get(pk=case.pk)) == []
    numbers = [int(slip.number.split("/")[0]) for slip in Slip.objects.filter(form="06")]
    assert sorted(numbers) == list(range(1, ROUNDS + 1))


def at_once(number, issue):
    """What so many threads got that issue and draw a paper together."""
    seen = []

    def run():
        try:
            slip = issue()
            ensure_pdf(slip)
            seen.append(slip)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def test_the_worker_draws_it_after_the_move(slip_of):
    slip = slip_of("03")
    rendering.render.func(slip.pk)
    slip.refresh_from_db()
    assert slip.page
    assert slip.read("pdf").startswith(b"%PDF-1.7")


def test_where_no_pdf_can_be_made_the_worker_still_draws_the_page(slip_of, monkeypatch, caplog):
    def refuse(_html):
        raise NoPdf("Không có.")

    monkeypatch.setattr(rendering, "pdf_of", refuse)
    slip = slip_of("03")
    rendering.render.func(slip.pk)
    slip.refresh_from_db()
    assert slip.page
    assert not slip.pdf
    assert "apt-get install" in caplog.text
