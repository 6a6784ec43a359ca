"""What a draft comes to when it is sent, and how the check page remembers that it was good.

Whoever sends a draft has just seen it on the check page, which judged every answer. What came of
that is told by a sealed field of the page. It holds for ten minutes of the same day, and only for
the draft exactly as it was; without it, or after any change, everything is judged again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from forms.citizen.agreement import Terms
from forms.citizen.drafts import Answers, final_answers
from forms.kinds.asked import chosen, questions
from forms.kinds.base import Step
from forms.models import Attachment, Case, KeptText
from forms.sealing import seal, unseal

HOLDS = timedelta(minutes=10)


@dataclass(frozen=True)
class Final:
    """All that the steps of a draft leave behind once it is sent."""

    answers: Answers
    #: The names of what was chosen from data, and the digest of the questions that are data.
    chosen: dict[str, Any]
    asked: str | None = None
    #: Texts that may have to be kept yet, and files that nobody asks for any more.
    texts: Sequence[KeptText] = ()
    left_out: Sequence[Attachment] = ()

    @classmethod
    def of(cls, checked: list[Step]) -> "Final":
        """What judged steps come to."""
        answers, asked = final_answers(checked), questions(checked)
        texts = [KeptText.of("vi", asked)] if asked else []
        return cls(
            answers=answers,
            chosen=chosen(checked, answers),
            asked=texts[0].digest if asked else None,
            texts=texts,
            left_out=unasked(checked),
        )


@dataclass(frozen=True)
class Judged:
    """What a draft comes to, on which terms, and whether nothing in it is wrong."""

    final: Final
    terms: Terms
    good: bool = True

    @classmethod
    def of(cls, case: Case, checked: list[Step]) -> "Judged":
        good = all(form.is_valid() for form in checked)
        return cls(Final.of(checked), Terms.of(case.kind, checked), good)


def remembered(case: Case, judged: Judged) -> str:
    """For the page of a good draft, to be sent with it; nothing where sending changes answers."""
    final, terms = judged.final, judged.terms
    if not judged.good or final.left_out or final.answers != filled(case.all_answers):
        return ""
    asked = [(step.slug, questions) for step, questions in terms.asked]
    now = timezone.now().isoformat()
    return seal([*names(case), now, final.asked, final.chosen, asked, terms.offered])


def recalled(case: Case, sent: str, now: datetime) -> Judged | None:
    """What the page remembered, if it still holds."""
    try:
        found = unseal(sent)
    except ValueError:
        return None
    if not isinstance(found, list) or found[:4] != names(case):
        return None
    then, asked, chosen, persons, offered = found[4:]
    judged_at = datetime.fromisoformat(then)
    same_day = timezone.localdate(judged_at) == timezone.localdate(now)
    if not same_day or now - judged_at > HOLDS or (asked and not KeptText.is_known(asked)):
        return None
    steps = {step.slug: step for step in case.kind.steps}
    about = tuple((steps[slug], tuple(map(tuple, questions))) for slug, questions in persons)
    final = Final(filled(case.all_answers), chosen, asked)
    return Judged(final, Terms(about, tuple(offered)))


def names(case: Case) -> list[Any]:
    """What is remembered is of this draft as it was, under the same questions."""
    return ["good", case.key.hex, case.changed_at.isoformat(), case.kind.version]


def filled(answers: Mapping[str, Any]) -> Answers:
    return {name: value for name, value in answers.items() if value not in (None, "", [])}


def unasked(checked: list[Step]) -> list[Attachment]:
    """Files for what is no longer asked, after another answer or a change of the procedure."""
    held = {slot: files for form in checked for slot, files in form.attachments.items()}
    if not held:
        return []
    asked = {name for form in checked for name in form.fields if form.applies(name)}
    return [file for slot, files in held.items() if slot not in asked for file in files]
