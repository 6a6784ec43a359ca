"""A paper case that was taken in this morning, with a paper yet to be scanned; and one begun."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from forms.citizen.agreement import agreement_of
from forms.citizen.final import Final
from forms.counter.filing import said
from forms.filing.origins import Origin
from forms.filing.submitting import submit
from forms.kinds.papers import COPIES, ORIGINALS, OWED
from forms.models import Case, FormPage
from forms.moves.transitions import Details, move
from forms.states import State
from home.models import Office
from motcua.demo.answers import ANSWERS
from motcua.demo.cases import CLERK, attach, clock_at, staff, told_already

#: Answers of people that no other case of the demonstration has.
NUMBER = 90
ON_PAPER = {
    f"director_cv_file{ORIGINALS}": 1,
    f"paper_ho_so{ORIGINALS}": 1,
    f"paper_ho_so{COPIES}": 2,
    f"paper_ho_so{OWED}": True,
}


def load_counter() -> None:
    """An office that has paper cases is left alone."""
    for office in Office.objects.select_related("site__root_page", "province"):
        if not Case.objects.filter(office=office, origin=Origin.COUNTER).exists():
            with transaction.atomic():
                load_office_counter(office)


def load_office_counter(office: Office) -> None:
    clerk = staff(office)[CLERK]
    pages = FormPage.objects.descendant_of(office.site.root_page).filter(kind_code="licence")
    page = pages.filter(locale__language_code="vi").earliest("pk")
    with clock_at(timezone.localdate(), 8, 1):
        taken_in(begun(office, page, clerk, NUMBER), clerk)
        begun(office, page, clerk, NUMBER + 1)
    told_already(office)


def begun(office: Office, page: FormPage, clerk: Any, number: int) -> Case:
    case = Case(
        key=uuid5(NAMESPACE_URL, f"{office.code}-counter-{number}"),
        office=office,
        form_page=page,
        kind_code=page.kind_code,
        origin=Origin.COUNTER,
        taken_in_by=clerk,
    )
    answers = ANSWERS[page.kind_code](office, number, timezone.localdate())
    case.store(answers | {"submitter_email": "", "result_channel": "truc_tiep"})
    case.save()
    return case


def taken_in(case: Case, clerk: Any) -> None:
    """With its papers counted, filed and received as a clerk does it in one go."""
    case.store(ON_PAPER)
    attach(case, "director_cv_file", NUMBER)
    checked = case.kind.check(case.office, case.all_answers, {}, at_counter=True)
    submit(case, Final.of(checked), "", agreement_of(case, checked), actor=clerk, note=said(clerk))
    move(case.pk, State.ACCEPTED, clerk, case.version, Details(working_days=15))
