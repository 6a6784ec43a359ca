"""The working calendar in the CMS, kept by the administrators of each office."""

from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy, override
from wagtail.admin.panels import FieldPanel
from wagtail.admin.views import generic

from forms.clock import Calendar, CalendarDay
from forms.clock.holding import hold
from forms.clock.recounting import foresee, start
from forms.queue.calendar.foreseeing import ask, confirmed, say
from forms.queue.calendar.recounts import recount, recounts, resume
from forms.queue.calendar.years import take_in, this_year, trail, year_view
from home.models import Role
from home.permissions import OfficePermissionPolicy
from home.viewsets import ACTIONS, OfficeForm, OfficeModelViewSet

CALENDAR_POLICY = OfficePermissionPolicy(CalendarDay, {action: [Role.ADMIN] for action in ACTIONS})


class Foreseeing:
    """A view that changes a day: it says first which cases that would move, and then moves them."""

    request: Any
    object: Any
    act: Any

    def form_valid(self, form: Any) -> HttpResponse:
        day = getattr(form, "instance", None) or self.object
        kinds = self.kinds(day)
        if kinds and not confirmed(self.request):
            calendar = Calendar.of(day.office).changed(kinds)
            foreseen = foresee(day.office, calendar, min(kinds))
            if foreseen:
                crumbs = trail(day.date.year, str(self.act))
                return ask(self.request, day.office, foreseen, act=self.act, breadcrumbs=crumbs)
        with transaction.atomic():
            hold(day.office)
            with override("vi"):
                why = f"{self.act}: {day}"
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            say(
                self.request,
                start(day.office, min(kinds), why, self.request.user) if kinds else None,
            )
        return response

    def kinds(self, day: CalendarDay) -> dict[date, str | None]:
        """What days become, for those that become another."""
        before = CalendarDay.objects.filter(pk=day.pk).first()
        was = {before.date: before.kind} if before else {}
        now = {day.date: day.kind}
        changed = {on: now.get(on) for on in {*was, *now} if was.get(on) != now.get(on)}
        return changed


class AddDay(Foreseeing, generic.CreateView):
    act = gettext_lazy("Thêm ngày")


class EditDay(Foreseeing, generic.EditView):
    """A day stays its office's: only that one's cases are reckoned anew."""

    act = gettext_lazy("Sửa ngày")

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        form.fields.pop("office", None)
        return form


class DeleteDay(Foreseeing, generic.DeleteView):
    act = gettext_lazy("Bỏ ngày")

    def kinds(self, day: CalendarDay) -> dict[date, str | None]:
        return {day.date: None}


class CalendarViewSet(OfficeModelViewSet):
    """Days off and weekends worked; whoever adds a year adds all of it."""

    model = CalendarDay
    icon = "calendar"
    menu_label = gettext_lazy("Lịch làm việc")
    add_to_settings_menu = True
    copy_view_enabled = False
    add_view_class, edit_view_class, delete_view_class = AddDay, EditDay, DeleteDay
    list_display = ["name", "date", "kind", "certainty", "office"]
    list_filter = ["kind"]
    ordering = ["-date"]
    panels = [FieldPanel(name) for name in ("office", "date", "kind", "name", "certainty")]

    @property
    def menu_url(self) -> str:
        """The year at one glance; from there to its days."""
        return reverse(self.get_url_name("this_year"))

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("nam/", this_year, name="this_year"),
            path("nam/<int:number>/", year_view, name="year"),
            path("nam/<int:number>/nhap/", take_in, name="take_in"),
            path("tinh-lai/", recounts, name="recounts"),
            path("tinh-lai/<int:pk>/", recount, name="recount"),
            path("tinh-lai/<int:pk>/lam-tiep/", resume, name="resume"),
        ]

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return self._edit_handler.get_form_class()

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = OfficeForm
        return handler
