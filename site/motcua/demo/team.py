"""More officers, how they share the work, who is away, and a note that names somebody."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.utils import timezone

from forms.models import Absence, AssignmentRule, Case
from forms.notes.noting import write_note
from forms.states import State
from home.models import Office

OFFICERS = ("chuyenvien", "chuyenvien2", "chuyenvien3")


def load_team() -> None:
    """Each office once: what its people changed since stays."""
    for office in Office.objects.filter(assignment_rules=None, absences=None):
        usernames = [f"{prefix}.{office.code}" for prefix in OFFICERS]
        people = get_user_model().objects.filter(username__in=usernames).order_by("username")
        if len(people) == len(OFFICERS):
            share_out(office, *people)


def share_out(office: Office, first: User, second: User, third: User) -> None:
    """The first has the licences of the office's own commune; the others share the rest."""
    rules: tuple[tuple[str, list[str], list[User]], ...] = (
        ("licence", [office.commune_id] if office.commune_id else [], [first]),
        ("student", [], [second]),
        ("", [], [second, third]),
    )
    for order, (kind, communes, officers) in enumerate(rules, start=1):
        rule = AssignmentRule.objects.create(
            office=office, order=order, kind_code=kind, communes=communes
        )
        rule.officers.set(officers)
    today = timezone.localdate()
    Absence.objects.create(
        office=office,
        user=third,
        deputy=second,
        first_day=today - timedelta(days=1),
        last_day=today + timedelta(days=3),
        reason="Tập huấn.",
    )
    cases = Case.objects.filter(office=office, state=State.PROCESSING).order_by("pk")
    if case := cases.first():
        text = "@Chuyên viên Hai xem giúp giấy tờ nhân sự của hồ sơ này nhé."
        write_note(case.pk, text, first, [second])
