"""What a citizen changes of a sent case: a draft laid over it, of which only some points are open.

Open is what the officer marked, and what follows from it: questions that a change brings up,
answers that a change makes wrong. Everything else is read from the case, whatever a browser sends
(R-09). The steps, the saving and the judging are those of a draft.
"""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from forms.citizen import drafts
from forms.citizen.drafts import Answers, Attached, Files
from forms.citizen.rearranging import VERBS
from forms.kinds import Kind
from forms.kinds.base import Step, posted
from forms.kinds.inputs import DerivedField
from forms.kinds.place import PICK, PROVINCE
from forms.kinds.rows import GONE, RowsField, blank
from forms.models import Attachment, Case, Remark, Supplement
from forms.models.attachments import AttachmentQuerySet
from home.models import Office

#: What a step sends beside its answers.
SENT_ALONG = ("seen", "act")
What = Remark.What


class Answering:
    """A case with what its citizen has changed so far; nothing of it is in the case yet.

    `at_counter` says that a clerk fills it in who has the papers of a paper case before them.
    """

    def __init__(
        self,
        case: Case,
        supplement: Supplement,
        remarks: list[Remark],
        at_counter: bool = False,
    ) -> None:
        self.case, self.supplement, self.remarks = case, supplement, remarks
        self.at_counter = at_counter
        self.changes = supplement.changes

    @classmethod
    def of(cls, case: Case, at_counter: bool = False) -> "Answering | None":
        """None when nothing is asked of the citizen (any more). Two queries."""
        found = Supplement.objects.filter(case=case, ended_at=None).first()
        if found is None:
            return None
        found.case = case
        return cls(case, found, list(found.remarks.all()), at_counter)

    # What makes it a draft.

    @property
    def key(self) -> uuid.UUID:
        return self.case.key

    @property
    def pk(self) -> Any:
        return self.case.pk

    @property
    def office(self) -> Office:
        return self.case.office

    @property
    def kind(self) -> Kind:
        return self.case.kind

    @property
    def visited(self) -> Any:
        return self.supplement.visited

    @visited.setter
    def visited(self, slugs: list[str]) -> None:
        self.supplement.visited = slugs

    @property
    def all_answers(self) -> Answers:
        return {**self.case.all_answers, **self.changes}

    @property
    def attachments(self) -> AttachmentQuerySet:
        """The files as they would be."""
        return Attachment.every.around(self.case, self.supplement.number)[1]

    @property
    def new_file(self) -> dict[str, Any]:
        """A file that comes with the supplement is in force once that is sent."""
        return {"case": self.case, "came_with": self.supplement, "in_force": False}

    def store(self, given: Mapping[str, Any]) -> None:
        """Takes in what was given for open points; what is as it was before is no change."""
        before = self.case.all_answers
        for name, value in given.items():
            if name in self.open_here:
                self.changes.pop(name, None)
                if not same(value, before.get(name)):
                    self.changes[name] = value
        self.supplement.keep(self.changes)
        self.judge_again()

    def save(self) -> None:
        self.supplement.changed_at = timezone.now()
        names = ("answers", "sealed", "visited", "changed_at")
        self.supplement.save(update_fields=names)

    # What is open.

    @cached_property
    def files_before(self) -> Attached:
        found: Attached = {}
        for one in Attachment.every.around(self.case, self.supplement.number)[0]:
            found.setdefault(one.slot, []).append(one)
        return found

    @cached_property
    def before(self) -> list[Step]:
        """The case as it was sent, judged by the rules of today."""
        answers = drafts.still_asked(self.kind, self.case.all_answers)
        return self.kind.check(self.office, answers, self.files_before, at_counter=self.at_counter)

    @cached_property
    def now(self) -> list[Step]:
        """The case as it would be."""
        return drafts.check(self)

    @cached_property
    def held(self) -> Attached:
        return {slot: files for form in self.now[:1] for slot, files in form.attachments.items()}

    def judge_again(self) -> None:
        for name in ("now", "held", "open", "to_mend"):
            self.__dict__.pop(name, None)

    @cached_property
    def asked_before(self) -> set[str]:
        return set(asked(self.before))

    @cached_property
    def wrong_before(self) -> set[str]:
        return {name for form in self.before for name in wrong(form)}

    @cached_property
    def marked(self) -> set[str]:
        """Points that are open as a whole, with what is asked beside files."""
        names = {one.name for one in self.remarks if one.what != What.ROW}
        beside = {
            one
            for form in self.before
            for slot, others in form.beside.items()
            if slot in names
            for one in others
        }
        return names | beside

    @cached_property
    def rows(self) -> dict[str, set[int]]:
        """The single rows that are open, by their group."""
        found: dict[str, set[int]] = {}
        for one in self.remarks:
            if one.what == What.ROW and one.row is not None and one.name not in self.marked:
                found.setdefault(one.name, set()).add(one.row)
        return found

    @cached_property
    def open(self) -> set[str]:
        """Marked, changed already, asked anew or made wrong by a change."""
        now_asked, now_wrong = set(asked(self.now)), {n for form in self.now for n in wrong(form)}
        follows = (now_asked - self.asked_before) | (now_wrong - self.wrong_before)
        return self.marked | set(self.rows) | set(self.changes) | follows

    #: The open points of the step at hand.
    open_here: frozenset[str] = frozenset()

    def opens(self, form: Step) -> frozenset[str]:
        """The points of a step that may be answered: also those that an answer beside them brings
        up, and what follows from the others by itself."""
        return frozenset(
            name
            for name, field in form.fields.items()
            if name in self.open or name not in self.asked_before or isinstance(field, DerivedField)
        )

    @cached_property
    def to_mend(self) -> dict[str, set[str]]:
        """What stands in the way of sending, by step: mistakes in what the citizen changed.

        A point that was wrong and is left as it was takes an explanation instead.
        """
        found: dict[str, set[str]] = {}
        for form in self.now:
            for name in wrong(form) & self.opens(form):
                if self.in_the_way(form, name):
                    found.setdefault(form.slug, set()).add(name)
        return found

    def in_the_way(self, form: Step, name: str) -> bool:
        if name not in self.wrong_before:
            return True
        if name not in self.rows:
            return self.is_changed(name)
        group = form.row_sets[name]
        rows = [group.forms[n] for n in self.rows[name] if n < len(group.forms)]
        return self.is_changed(name) and not all(row.is_valid() for row in rows)

    def is_changed(self, name: str) -> bool:
        """Whether a point is another than it was sent: its answer, its files, what is beside."""
        beside = (one for form in self.now for one in form.beside.get(name, ()))
        if name in self.changes or any(one in self.changes for one in beside):
            return True
        files = (found.get(name, ()) for found in (self.files_before, self.held))
        old, new = ([file.pk for file in found] for found in files)
        return old != new

    def is_met(self, remark: Remark) -> bool:
        """Whether the citizen has changed what was marked."""
        if remark.name not in self.rows:
            return self.is_changed(remark.name)
        old, new = (
            row_at(answers.get(remark.name), remark.row or 0)
            for answers in (self.case.all_answers, self.all_answers)
        )
        return old != new

    @property
    def unmet(self) -> list[Remark]:
        """Marked points that are left as they were: each asks for words."""
        return [remark for remark in self.remarks if not self.is_met(remark)]

    @property
    def anything(self) -> bool:
        """Whether something was changed at all."""
        return bool(self.changes) or any(
            [one.pk for one in self.files_before.get(slot, ())]
            != [one.pk for one in self.held.get(slot, ())]
            for slot in {*self.files_before, *self.held}
        )

    # Taking in.

    def take(self, step: type[Step], data: Any, files: Files) -> Step:
        """As `drafts.take`, for the open points of a step; what is locked stays what it is."""
        form = step(self.office, drafts.answers_of(self), at_counter=self.at_counter)
        self.open_here = self.opens(form)
        open_files = {name: sent for name, sent in files.items() if name in self.open_here}
        return drafts.take(self, step, self.merged(form, data), open_files)

    def merged(self, form: Step, data: Any) -> MultiValueDict[str, Any]:
        """What a browser would have sent that holds the whole step."""
        answers = drafts.answers_of(self)
        sent: MultiValueDict[str, Any] = MultiValueDict()
        for name in form.fields:
            mine = posted(form, {name: answers.get(name)})
            if name in self.open_here:
                mine = self.typed(name, form, data, mine)
            sent.update(mine)
        for name in SENT_ALONG:
            if name in data:
                sent[name] = data[name]
        verb, _colon, rest = sent.get("act", "").partition(":")
        if verb in VERBS and not self.rearranges(rest.partition(":")[0]):
            sent["act"] = "save"
        return sent

    def typed(
        self, name: str, form: Step, data: Any, stored: MultiValueDict[str, Any]
    ) -> MultiValueDict[str, Any]:
        """What was sent for one open point; of a list with single open rows, those rows."""
        field = form.fields[name]
        found: MultiValueDict[str, Any] = MultiValueDict()
        if not isinstance(field, RowsField):
            take_over(found, data, name)
            return found
        if self.rearranges(name):
            for key in data:
                if key.startswith(f"{name}-"):
                    found.setlist(key, data.getlist(key))
            return found
        for number in self.rows.get(name, ()):
            for column in field.row.base_fields:
                stored.pop(f"{name}-{number}-{column}", None)
                take_over(stored, data, f"{name}-{number}-{column}")
        return stored

    def rearranges(self, name: str) -> bool:
        """Whether rows of this list may come, go and change places."""
        return name in self.open_here and name not in self.rows

    def may_drop(self, pk: int) -> Attachment | None:
        """A file that the citizen may take away."""
        files = (file for slot, files in self.held.items() for file in files if slot in self.open)
        return next((file for file in files if file.pk == pk), None)


def take_over(found: MultiValueDict[str, Any], data: Any, name: str) -> None:
    """One answer as it was sent; a commune has up to three fields."""
    for key in (name, f"{name}{PROVINCE}", f"{name}{PICK}"):
        if key in data:
            found.setlist(key, data.getlist(key))


def row_at(rows: Any, place: int) -> Any:
    return rows[place] if isinstance(rows, list) and place < len(rows) else None


def same(one: Any, other: Any) -> bool:
    return one == other or (blank(one) and blank(other))


def asked(checked: list[Step]) -> Iterator[str]:
    """The names of what these steps really ask."""
    return (name for form in checked for name in form.fields if form.applies(name))


def wrong(form: Step) -> set[str]:
    """The names of what is wrong in a judged step; a rule on the whole step is on all of it."""
    names = set(form.errors)
    names |= {
        name for name, group in form.row_sets.items() if form.applies(name) and not group.valid
    }
    return set(form.fields) if "__all__" in names else names


__all__ = ["GONE", "Answering", "same", "wrong"]
