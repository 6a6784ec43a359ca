"""The question "who is to work this case?", with what helps to answer it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms.assigning.allowed import may_assign, needs_reason, open_for_assigning
from forms.assigning.roster import Load, Member, absences_today, roster
from forms.clock import Calendar
from forms.kinds.fields import text
from forms.models import Case
from forms.queue.lists.tabs import Desk
from forms.states import Answer, User, roles_at
from home.models import Role

#: In the form, instead of an officer's id.
NOBODY = "0"


def in_words(load: Load) -> str:
    """What an officer has to do, as it stands beside the name."""
    said = [ngettext("%(n)d hồ sơ", "%(n)d hồ sơ", load.open) % {"n": load.open}]
    if load.overdue:
        said.append(_("%(n)d quá hạn") % {"n": load.overdue})
    if load.soon:
        said.append(_("%(n)d sắp đến hạn") % {"n": load.soon})
    return ", ".join(said)


def away_in_words(member: Member) -> str:
    if member.absence is None:
        return ""
    told = {"day": f"{member.absence.last_day:%d/%m/%Y}", "deputy": member.deputy}
    return _("vắng đến hết %(day)s, %(deputy)s làm thay") % told


def choice_of(member: Member) -> tuple[str, str]:
    said = [in_words(member.load), away_in_words(member)]
    return str(member.user.pk), f"{member.name} – {'; '.join(filter(None, said))}"


class AssignForm(forms.Form):
    """Which officer, and why; whoever gives without a duty to say why may leave that empty."""

    use_required_attribute = False
    officer = forms.ChoiceField(
        label=gettext_lazy("Giao cho"),
        error_messages={
            "required": gettext_lazy("Hãy chọn người xử lý."),
            "invalid_choice": gettext_lazy("Hãy chọn một chuyên viên của đơn vị."),
        },
    )
    reason = text(
        gettext_lazy("Lý do"),
        500,
        rows=3,
        required=False,
        help=gettext_lazy("Chỉ người trong đơn vị đọc được."),
    )

    def __init__(self, handing: "Handing", data: Any = None) -> None:
        super().__init__(data, auto_id="giao-%s")
        choices = [choice_of(member) for member in handing.colleagues]
        if handing.case.assignee_id is not None:
            choices.append((NOBODY, _("Không ai: trả lại danh sách chưa phân công")))
        self.fields["officer"].choices = [("", _("— Chọn —")), *choices]  # type: ignore[attr-defined]
        self.fields["reason"].required = handing.must_say_why
        self.people = {str(member.user.pk): member.user for member in handing.colleagues}

    @property
    def chosen(self) -> Any:
        """The officer, or None for nobody; only of a valid form."""
        return self.people.get(self.cleaned_data["officer"])


class Handing:
    """What one person may do about whose case it is."""

    def __init__(self, user: User, case: Case, calendar: Calendar | None = None) -> None:
        self.user, self.case, self.calendar = user, case, calendar

    @property
    def open(self) -> bool:
        return open_for_assigning(self.case)

    @cached_property
    def gives(self) -> Answer:
        """Whether the user may give the case to somebody else."""
        return may_assign(self.user, self.case, None)

    @cached_property
    def takes(self) -> bool:
        """Whether one click makes the case the user's own."""
        case, user = self.case, self.user
        works = Role.OFFICER in roles_at(user, case)
        return works and case.assignee_id != user.pk and may_assign(user, case, user)[0]

    @property
    def must_say_why(self) -> bool:
        return needs_reason(self.user, self.case, None)

    @cached_property
    def members(self) -> list[Member]:
        calendar = self.calendar or Calendar.of(self.case.office)
        desk = Desk(self.user, timezone.localdate(), {self.case.office_id: calendar})
        return roster(self.case.office_id, desk.today, desk.soon(self.case.office_id))

    @property
    def colleagues(self) -> list[Member]:
        """Everybody but who has the case."""
        return [one for one in self.members if one.user.pk != self.case.assignee_id]

    @property
    def absence(self) -> str:
        """That the case's officer is away, and who stands in."""
        holder = self.case.assignee
        if holder is None:
            return ""
        if self.gives[0]:  # everybody is at hand
            return next((away_in_words(one) for one in self.members if one.user == holder), "")
        away = absences_today(self.case.office_id, timezone.localdate()).filter(user=holder)
        return away_in_words(Member(holder, Load(), away.first()))

    @property
    def form(self) -> AssignForm:
        return AssignForm(self)
