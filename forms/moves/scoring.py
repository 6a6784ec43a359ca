"""Points for a nomination: the association's and the office's, beside the nominee's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.kinds.nomination import exact, self_scores
from forms.models import Case, CriteriaSet, Criterion, Event, ScoreSheet
from forms.models.criteria import Grade
from forms.models.events import name_of, record
from forms.moves.transitions import Forbidden, Stale, who_was_first
from forms.states import YES, Answer, State, User, roles_at
from forms.states.moves import named

Body = ScoreSheet.Body
#: Who gives points in which state.
BODIES: Mapping[str, str] = {State.CO_REVIEW: Body.ASSOCIATION, State.PROCESSING: Body.OFFICE}


def criteria_of(case: Case) -> CriteriaSet | None:
    """The set that the nomination is scored by, if there is a complete one."""
    code = case.answers.get("criteria_set")
    if case.kind_code != "nomination" or not isinstance(code, str):
        return None
    sets = CriteriaSet.objects.filter(code=code, status=CriteriaSet.Status.COMPLETE)
    return sets.prefetch_related("criteria").first()


def may_score(user: User, case: Case) -> Answer:
    """Whoever the step belongs to in which points are given."""
    if case.kind_code != "nomination" or case.state not in BODIES:
        return False, _("Hồ sơ không ở bước chấm điểm.")
    holders = case.course.holders(case.state)
    if not {*holders} & roles_at(user, case):
        return False, _("Việc này dành cho: %(roles)s.") % {"roles": named(holders)}
    return YES


@transaction.atomic
def score(
    case_id: int,
    user: User,
    version: int,
    points: Mapping[str, Decimal],
    opinion: str,
    ip: str = "",
) -> ScoreSheet:
    """Keeps one sheet beside those that there are. Raises Stale or Forbidden."""
    case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case_id)
    if case.version != version:
        raise Stale(who_was_first(case))
    allowed, why_not = may_score(user, case)
    if not allowed:
        raise Forbidden(why_not)
    given = {code: str(value) for code, value in points.items()}
    body = BODIES[case.state]
    sheet = ScoreSheet.objects.create(
        case=case, body=body, points=given, opinion=opinion, author_id=cast(int, user.pk)
    )
    case.version += 1
    record(case, Event.Act.SCORED, actor=user, ip=ip, note=sheet.get_body_display())
    case.save(update_fields=["version", "history_length", "history_head", "changed_at"])
    return sheet


@dataclass(frozen=True)
class Column:
    """The points of one side, by criterion; `total` is reckoned here and nowhere else."""

    title: Any
    points: Mapping[str, Decimal]
    total: Decimal
    grade: Grade | None
    by: str = ""
    opinion: str = ""
    sheet: ScoreSheet | None = None


@dataclass(frozen=True)
class Line:
    """One criterion, and what each side gave for it; None where it gave nothing."""

    criterion: Criterion
    points: list[Decimal | None]


class Scores:
    """The score sheet of a nomination: the nominee's points, and the last of each side's."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def criteria(self) -> CriteriaSet | None:
        return criteria_of(self.case)

    @cached_property
    def sheets(self) -> list[ScoreSheet]:
        return list(self.case.score_sheets.select_related("author"))

    @cached_property
    def columns(self) -> list[Column]:
        last = {sheet.body: sheet for sheet in self.sheets}
        found = [self.column(_("Tự chấm"), self.own)] if self.criteria else []
        return found + [
            self.column(
                sheet.get_body_display(),
                {code: exact(value) or Decimal(0) for code, value in sheet.points.items()},
                by=name_of(sheet.author),
                opinion=sheet.opinion,
                sheet=sheet,
            )
            for sheet in (last[body] for body in Body.values if body in last)
        ]

    @property
    def own(self) -> Mapping[str, Decimal]:
        leaves = self.criteria.leaves if self.criteria else []
        return self_scores(self.case.answers, leaves)

    def column(self, title: Any, points: Mapping[str, Decimal], **more: Any) -> Column:
        total = self.criteria.add_up(points) if self.criteria else Decimal(0)
        grade = self.criteria.grade(total) if self.criteria else None
        return Column(title, points, total, grade, **more)

    @property
    def lines(self) -> list[Line]:
        leaves = self.criteria.leaves if self.criteria else []
        return [
            Line(leaf, [column.points.get(leaf.code) for column in self.columns]) for leaf in leaves
        ]

    @property
    def shown(self) -> bool:
        """Whether there is anything to set side by side."""
        return bool(self.sheets or self.lines)
