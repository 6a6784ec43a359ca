"""An intake as judged: what is wrong in it, what stands against filing it, what is signed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, override

from forms.citizen import drafts
from forms.citizen.agreement import Agreement, agreement_on
from forms.citizen.final import Judged
from forms.citizen.submit import AgreedForm
from forms.clock import Calendar, MissingYear
from forms.clock.halves import Hours, due
from forms.counter.beginning import OFFICE_LANGUAGE
from forms.duplicates.likely import Likely, likely
from forms.filing.claims import claimed_by_another
from forms.filing.taking import Stop
from forms.kinds.base import Step
from forms.kinds.fields import choice, number
from forms.models import Case
from forms.queue.cases import reads_all
from forms.queue.limits import usual_limit
from forms.states import User
from home.models import Office


class SignedForm(AgreedForm):
    """What the citizen has signed on paper, in which language they are told, and the time limit."""

    signed = forms.BooleanField(
        label=gettext_lazy("Đã có chữ ký của người nộp trên tờ khai giấy, dưới các câu trên."),
        error_messages={"required": gettext_lazy("Hãy xem chữ ký trên tờ khai rồi đánh dấu.")},
    )
    language = choice(
        gettext_lazy("Ngôn ngữ để báo cho người nộp"), settings.LANGUAGES, radio=False
    )
    working_days = number(
        gettext_lazy("Thời hạn giải quyết (ngày làm việc)"), least=1, most=400, required=False
    )

    def __init__(self, case: Case, agreement: Agreement, data: Any = None) -> None:
        super().__init__(agreement, data)
        self.initial["language"] = case.language
        self.initial["working_days"] = usual_limit(case)

    @property
    def days(self) -> int | None:
        """The time limit, as far as one is given."""
        if self.is_bound:
            self.errors  # noqa: B018  (cleans)
            return self.cleaned_data.get("working_days")
        days: int | None = self.initial["working_days"]
        return days


@dataclass
class Desk:
    """An intake as judged, with what stands against filing it, before the clerk who reads it."""

    case: Case
    user: User

    @cached_property
    def checked(self) -> list[Step]:
        return drafts.check(self.case)

    @cached_property
    def judged(self) -> Judged:
        return Judged.of(self.case, self.checked)

    @cached_property
    def agreement(self) -> Agreement:
        """The paper that is signed is in the office's language."""
        with override(OFFICE_LANGUAGE):
            return agreement_on(self.case, self.judged.terms)

    @cached_property
    def stop(self) -> Stop | None:
        return self.case.stop

    @cached_property
    def other(self) -> Case | None:
        """A case that is about the same thing, of which there may be but one."""
        return claimed_by_another(self.case, self.judged.final.answers)

    @property
    def opens_other(self) -> bool:
        """Whether the clerk is told more of it than that there is one."""
        return self.other is not None and reads_all(self.user, self.other)

    @cached_property
    def alike(self) -> list[Likely]:
        """Cases that may be the same; they stop nobody."""
        return likely(self.case, self.user)

    @property
    def wrong(self) -> list[Step]:
        return [form for form in self.checked if not form.is_valid()]

    @property
    def ready(self) -> bool:
        return self.judged.good and self.stop is None and self.other is None

    def form(self, data: Any = None) -> SignedForm:
        """What was typed is kept; a text that has changed meanwhile must be signed anew."""
        form = SignedForm(self.case, self.agreement, data)
        if not form.changed:
            return form
        again = data.copy()
        again.pop("signed", None)
        again["seen"] = self.agreement.digest
        return SignedForm(self.case, self.agreement, again)


def promised_day(office: Office, working_days: int) -> date:
    """The day that a case received now is due on. Raises MissingYear."""
    now = Hours.of(office).half_of(timezone.localtime())
    return due(Calendar.of(office), now, working_days).day


def due_day(case: Case, days: int | None) -> tuple[date | None, str]:
    """When a case received now is due, or why nobody can say."""
    if not days:
        return None, ""
    try:
        return promised_day(case.office, days), ""
    except MissingYear as missing:
        return None, str(missing)
