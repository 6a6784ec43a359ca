"""What the screens of single steps share: who may, whose second click it is, and the way back."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from forms.models import Case, Event
from forms.moves.transitions import Forbidden, Refused, Stale, who_was_first
from forms.moves.versions import version_seen
from forms.queue.case.questions import typed_in
from forms.queue.case.reading import read
from forms.queue.screens import show, trail
from forms.states import Answer, Text

#: Lines that leave a case as it was.
ASIDE = (Event.Act.READ, Event.Act.OPENED, Event.Act.ISSUED, Event.Act.NOTED)


class StepScreen(ABC):
    """One form about a case: asked, judged, kept; nothing typed is lost on the way."""

    title: ClassVar[Any]
    #: What its button says.
    button: ClassVar[Any]
    #: The line of the history that it leaves.
    act: ClassVar[str]

    def __init__(self, request: HttpRequest, case: Case) -> None:
        self.request, self.case = request, case

    @abstractmethod
    def may(self) -> Answer: ...

    @abstractmethod
    def form(self, data: Any = None) -> Any: ...

    @abstractmethod
    def keep(self, form: Any, version: int) -> str:
        """Keeps it, and returns what is said then. Raises what a move raises."""

    def answer(self) -> HttpResponse:
        allowed, reason = self.may()
        if self.request.method == "POST":
            return self.judged(self.form(self.request.POST), allowed, reason)
        if self.request.method == "GET":
            read(self.request, self.case)
        return self.page(self.form(), 200) if allowed else self.page(None, 403, reason=reason)

    def judged(self, form: Form, allowed: bool, reason: Text) -> HttpResponse:
        if form.is_valid():
            return self.kept(form)
        if allowed and version_seen(self.request) != self.case.version:
            return self.too_late(form, Stale(who_was_first(self.case)))
        return self.page(form, 422) if allowed else self.closed(form, 403, reason=reason)

    def kept(self, form: Form) -> HttpResponse:
        try:
            said = self.keep(form, version_seen(self.request))
        except Stale as stale:
            return self.too_late(form, stale)
        except Forbidden as refused:
            return self.closed(form, 403, reason=refused.reason)
        except Refused as refused:
            form.add_error(refused.field or None, str(refused.reason))
            return self.page(form, 422)
        messages.success(self.request, said)
        return redirect("cases:case", pk=self.case.pk)

    def too_late(self, form: Form, stale: Stale) -> HttpResponse:
        """Somebody was first; one's own second click is no conflict."""
        self.case.refresh_from_db()
        last = self.case.events.exclude(act__in=ASIDE).order_by("-number").first()
        if last is not None and (last.act, last.actor_id) == (self.act, self.request.user.pk):
            return redirect("cases:case", pk=self.case.pk)
        allowed, reason = self.may()
        if allowed:
            return self.page(form, 409, stale=stale.reason)
        return self.closed(form, 409, stale=stale.reason, reason=reason)

    def closed(self, form: Form, status: int, **said: Any) -> HttpResponse:
        """It cannot be kept any more: what was typed is there to be copied."""
        return self.page(None, status, kept=typed_in(form), **said)

    def page(self, form: Form | None, status: int, **said: Any) -> HttpResponse:
        here = reverse("cases:case", args=[self.case.pk])
        steps = trail((here, self.case.code), (self.request.path, self.title))
        context = {"case": self.case, "form": form, "breadcrumbs": steps}
        asked = {"title": self.title, "button": self.button}
        return show(self.request, "step_form", {**context, **asked, **said}, status=status)
