"""The screen on which the association, or the office, gives its points for a nomination."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forms.kinds.fields import number, text
from forms.kinds.nomination import HALF, field_name
from forms.models import Criterion, Event
from forms.moves.scoring import Scores, may_score, score
from forms.queue.cases import case_or_404
from forms.queue.steps.screens import StepScreen
from forms.states import Answer
from search.throttle import client_ip


class ScoreForm(forms.Form):
    """Points for each criterion in halves, where there is a complete set; an opinion always."""

    use_required_attribute = False

    def __init__(self, scores: Scores, data: Any = None) -> None:
        super().__init__(data)
        self.leaves: list[Criterion] = scores.criteria.leaves if scores.criteria else []
        for leaf in self.leaves:
            most, own = leaf.max_points or Decimal(0), scores.own.get(leaf.code)
            said = {"own": "–" if own is None else f"{own.normalize():f}"}
            said["most"] = f"{most.normalize():f}"
            self.fields[field_name("score", leaf)] = number(
                str(leaf),
                most=float(most),
                places=1,
                unit=HALF,
                help=_("Tự chấm %(own)s, tối đa %(most)s điểm.") % said,
            )
        self.fields["opinion"] = text(
            _("Ý kiến"), 4000, rows=6, required=not self.leaves, help=_("Người nộp không đọc được.")
        )

    @property
    def points(self) -> dict[str, Decimal]:
        given = {leaf.code: self.cleaned_data[field_name("score", leaf)] for leaf in self.leaves}
        return {code: Decimal(str(points)) for code, points in given.items()}


class ScoreScreen(StepScreen):
    act = Event.Act.SCORED
    title = gettext_lazy("Chấm điểm")
    button = gettext_lazy("Ghi điểm và ý kiến")

    @cached_property
    def scores(self) -> Scores:
        return Scores(self.case)

    def may(self) -> Answer:
        return may_score(self.request.user, self.case)

    def form(self, data: Any = None) -> ScoreForm:
        return ScoreForm(self.scores, data)

    def keep(self, form: ScoreForm, version: int) -> str:
        opinion = form.cleaned_data["opinion"]
        user, ip = self.request.user, client_ip(self.request)
        score(self.case.pk, user, version, form.points, opinion, ip)
        return _("Đã ghi điểm và ý kiến.")


@require_http_methods(["GET", "HEAD", "POST"])
def give_points(request: HttpRequest, pk: int) -> HttpResponse:
    return ScoreScreen(request, case_or_404(request.user, pk)).answer()
