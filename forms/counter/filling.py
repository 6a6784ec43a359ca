"""What a clerk types in from paper, one step at a time: a new case, or what an open case lacked.

All of it is stored as it is typed (`forms.citizen.drafts`), by whichever clerk of the counter; two
never overwrite each other silently (R-07).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.http import QueryDict
from django.urls import reverse

from forms.citizen import drafts
from forms.citizen.drafts import Attached, Files
from forms.citizen.overview import overview
from forms.kinds.base import Step, posted
from forms.models import Attachment, Case
from forms.models.attachments import take_away
from forms.supplements.answering import Answering
from forms.supplements.showing import Page, Shown, tasks


class Task(Protocol):
    """A step in the list of them: how far it is."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> Any: ...
    @property
    def status(self) -> str: ...


class Filling(ABC):
    """A draft before a clerk."""

    draft: Any
    case: Case
    title: Any

    @abstractmethod
    def address(self, slug: str) -> str: ...

    @abstractmethod
    def file_address(self, file: Attachment) -> str: ...

    @property
    @abstractmethod
    def overview(self) -> str:
        """Where all steps are seen together, and sent."""

    @property
    @abstractmethod
    def changed_at(self) -> datetime: ...

    def form(self, step: type[Step], judge: bool, typed: QueryDict | None = None) -> Step:
        """A step as it was left, or as typed and not stored; judged, it shows what is wrong."""
        answers = drafts.answers_of(self.draft)
        data = typed or (posted(step, answers) if judge else None)
        known: dict[str, Any] = {"attachments": self.held, "at_counter": self.draft.at_counter}
        return step(self.case.office, answers, data, **known)

    @property
    def held(self) -> Attached:
        return drafts.attached(self.draft)

    @abstractmethod
    def take(self, step: type[Step], data: Any, files: Files) -> Step: ...

    @abstractmethod
    def slots(self, form: Step) -> Sequence[str]:
        """The places that take files now."""

    @abstractmethod
    def drop(self, pk: int) -> None: ...

    @abstractmethod
    def files_came(self) -> None:
        """A draft is as old as its last file."""

    @abstractmethod
    def parts(self, form: Step) -> Iterator[Shown]: ...

    @abstractmethod
    def mistakes(self, form: Step) -> list[tuple[str, Any, Any]]:
        """Id, label and message of each."""

    @abstractmethod
    def is_stuck(self, form: Step) -> bool:
        """Whether something in a sent step has to be mended before going on."""

    @property
    @abstractmethod
    def tasks(self) -> Sequence[Task]: ...

    def after(self, slug: str) -> str:
        """The address of what comes after a step."""
        slugs = [task.slug for task in self.tasks]
        rest = slugs[slugs.index(slug) + 1 :] if slug in slugs else []
        return self.address(rest[0]) if rest else self.overview


class Intake(Filling):
    """A paper case that is being taken in."""

    def __init__(self, case: Case) -> None:
        self.draft = self.case = case
        self.title = case.kind.title

    def address(self, slug: str) -> str:
        return reverse("cases:intake_step", args=[self.case.key, slug])

    def file_address(self, file: Attachment) -> str:
        return reverse("cases:intake_file", args=[self.case.key, file.pk])

    @property
    def overview(self) -> str:
        return reverse("cases:intake", args=[self.case.key])

    @property
    def changed_at(self) -> datetime:
        return self.case.changed_at

    def take(self, step: type[Step], data: Any, files: Files) -> Step:
        return drafts.take(self.case, step, data, files)

    def slots(self, form: Step) -> Sequence[str]:
        return form.slots

    def drop(self, pk: int) -> None:
        self.case.attachments.filter(pk=pk).delete()

    def files_came(self) -> None:
        self.case.save(update_fields=["changed_at"])

    def parts(self, form: Step) -> Iterator[Shown]:
        return (Shown(part, asked=part.asked, beside=part.beside) for part in form.parts)

    def mistakes(self, form: Step) -> list[tuple[str, Any, Any]]:
        return form.summary_errors

    def is_stuck(self, form: Step) -> bool:
        return not form.is_valid()

    @property
    def tasks(self) -> Sequence[Task]:
        answers = drafts.answers_of(self.case)
        return overview(self.case, answers, drafts.check(self.case)).tasks


class Brought(Filling):
    """Answers to a supplement that somebody brought to the counter: of the case, what is open."""

    def __init__(self, answering: Answering) -> None:
        self.draft, self.case = answering, answering.case
        self.title = answering.case.code

    def address(self, slug: str) -> str:
        return reverse("cases:brought_step", args=[self.case.pk, slug])

    def file_address(self, file: Attachment) -> str:
        return reverse("cases:brought_file", args=[self.case.pk, file.pk])

    @property
    def overview(self) -> str:
        return reverse("cases:brought", args=[self.case.pk])

    @property
    def changed_at(self) -> datetime:
        at: datetime = self.draft.supplement.changed_at
        return at

    @property
    def held(self) -> Attached:
        found: Attached = self.draft.held
        return found

    def take(self, step: type[Step], data: Any, files: Files) -> Step:
        form: Step = self.draft.take(step, data, files)
        return form

    def slots(self, form: Step) -> Sequence[str]:
        opens = self.draft.opens(form)
        return [slot for slot in form.slots if slot in opens]

    def drop(self, pk: int) -> None:
        if file := self.draft.may_drop(pk):
            take_away([file], self.draft.supplement)
            self.draft.judge_again()

    def files_came(self) -> None:
        self.draft.save()

    def parts(self, form: Step) -> Iterator[Shown]:
        return Page(self.draft, form).parts

    def mistakes(self, form: Step) -> list[tuple[str, Any, Any]]:
        return Page(self.draft, form).mistakes

    def is_stuck(self, form: Step) -> bool:
        return form.slug in self.draft.to_mend

    @property
    def tasks(self) -> Sequence[Task]:
        return tasks(self.draft)
