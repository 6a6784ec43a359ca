"""Notes that officers leave each other on a case, and whom they name in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import F
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.kinds.fields import text
from forms.models import Case, Mention
from forms.models.events import name_of
from forms.notes.naming import marked, places, strangers
from forms.queue.case.history import Entry
from forms.queue.team.colleagues import colleagues
from forms.states import User


class NoteForm(forms.Form):
    """One note; it becomes a line of the history. Who is named in it with an @, or ticked below,
    reads it among what is for them."""

    use_required_attribute = False
    note = text(
        gettext_lazy("Ghi chú nội bộ"),
        2000,
        rows=3,
        help=gettext_lazy("Người nộp không đọc được. Gõ @ rồi tên để nhắc một đồng nghiệp."),
    )
    told = forms.MultipleChoiceField(
        label=gettext_lazy("Báo cho"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Hãy chọn đồng nghiệp trong danh sách.")},
    )

    def __init__(self, case: Case, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.case, self.user = case, user
        self.fields["told"].choices = self.names  # type: ignore[attr-defined]
        self.fields["note"].widget.attrs |= {
            "data-key": "n",
            "data-colleagues": reverse("cases:colleagues", args=[case.pk]),
            "data-suggestions": _("Đồng nghiệp"),
        }

    @cached_property
    def people(self) -> dict[str, Any]:
        """The colleagues; asked for when the form is shown or judged."""
        return {str(one.pk): one for one in colleagues(self.case, self.user)}

    def names(self) -> list[tuple[str, str]]:
        return [(pk, name_of(person)) for pk, person in self.people.items()]

    @cached_property
    def named(self) -> list[Any]:
        """Whoever is ticked, or named without doubt; of a valid form."""
        meant = {pk: self.people[pk] for pk in self.cleaned_data["told"]}
        for place in places(self.cleaned_data["note"], [*self.people.values()]):
            if len(place.people) == 1:
                meant[str(place.people[0].pk)] = place.people[0]
        return list(meant.values())

    @property
    def unclear(self) -> Iterator[str]:
        """Names that several have, of whom none was ticked."""
        note = self.cleaned_data["note"]
        for place in places(note, [*self.people.values()]):
            if len(place.people) > 1 and not {*place.people} & {*self.named}:
                yield note[place.start : place.end]

    @property
    def strangers(self) -> list[str]:
        """Names of nobody who works on cases of the office."""
        return strangers(self.cleaned_data["note"], [*self.people.values(), self.user])


@dataclass(frozen=True)
class Note:
    """A note as officers read it: those whom it names stand out, others who were told follow."""

    entry: Entry
    mentions: list[Mention]

    @property
    def text(self) -> SafeString:
        return marked(self.entry.note, [one.user for one in self.mentions])

    @property
    def told(self) -> list[str]:
        """Who was told without being named in the words."""
        people = [one.user for one in self.mentions]
        said = {person.pk for place in places(self.entry.note, people) for person in place.people}
        return [name_of(person) for person in people if person.pk not in said]


def mentions_of(case: Case) -> dict[int, list[Mention]]:
    """Whom each note of the case names, by the number of its line; one query."""
    found: dict[int, list[Mention]] = {}
    rows = case.mentions.select_related("user").annotate(line=F("event__number")).order_by("pk")
    for one in rows:
        found.setdefault(one.line, []).append(one)
    return found
