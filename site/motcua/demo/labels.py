"""The labels of the demonstration's offices, on a few of their cases; and a list that is saved."""

from itertools import cycle

from django.db import transaction

from forms.models import Case, Label, SavedList
from forms.notes.labelling import put
from home.models import Office
from motcua.demo.cases import LEADER, OFFICER, staff

LABELS = (
    ("Ưu tiên", "red", ""),
    ("Chờ ý kiến sở khác", "orange", ""),
    ("Đã gọi điện", "blue", ""),
    ("Cần xem tận nơi", "purple", "licence"),
)
#: Every so many of the open cases has one.
EVERY = 5


def load_labels() -> None:
    """Creates what is missing; an office that has labels is left alone."""
    for office in Office.objects.all():
        if not Label.objects.filter(office=office).exists():
            with transaction.atomic():
                load_office_labels(office)


def load_office_labels(office: Office) -> None:
    people = staff(office)
    made = [
        Label.objects.create(office=office, name=name, colour=colour, kind_code=kind)
        for name, colour, kind in LABELS
    ]
    cases = Case.objects.filter(office=office, submitted_at__isnull=False, closed_at=None)
    labels = cycle(made)
    for case in cases.order_by("pk")[::EVERY]:
        if (label := next(labels)).fits(case):
            put(case.pk, label, people[OFFICER])
    SavedList.objects.create(
        user=people[LEADER],
        name="Cấp phép sắp tới hạn",
        query="muc=sap-den-han&loai=licence&cot=ma,viec,nguoi-xu-ly,xa,han",
    )
