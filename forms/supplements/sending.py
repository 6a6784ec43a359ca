"""Sending what a citizen changed: the case becomes what they saw, and says what it was before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from forms.filing.claims import claim_of, claimed_by_another
from forms.kinds.asked import TOTALS, Names, Question, chosen, questions
from forms.kinds.base import Step
from forms.kinds.inputs import DerivedField
from forms.kinds.place import commune_code
from forms.kinds.rows import blank
from forms.models import Attachment, Case, Event, KeptText, SealedIndex, Supplement
from forms.models.attachments import take_away
from forms.models.events import name_of, record
from forms.models.facets import face_anew
from forms.moves.transitions import move
from forms.sealing import digest
from forms.states import Citizen, State, User
from forms.supplements.answering import Answering, Answers, asked, same


def seen(answering: Answering) -> str:
    """Names what would be sent, so that nobody sends what they have not read."""
    files = [(slot, [one.pk for one in found]) for slot, found in answering.held.items()]
    stored = json.dumps([sorted(answering.changes.items()), sorted(files)])
    return digest("supplement", answering.key.hex, str(answering.supplement.pk), stored)[:16]


def outcome(answering: Answering) -> Answers:
    """The answers of the case once this is sent: what was open as it is now, all else as it was."""
    before, now = answering.case.all_answers, answering.now
    gone = answering.asked_before - set(asked(now))
    after = {name: value for name, value in before.items() if name not in gone}
    for form in now:
        for name in answering.opens(form):
            if name not in form.stored:
                continue
            value, derived = form.stored[name], isinstance(form.fields[name], DerivedField)
            if (derived or name in answering.open) and not same(value, before.get(name)):
                after[name] = value
    return {
        name: value
        for name, value in after.items()
        if not blank(value) or value == before.get(name)
    }


@dataclass(frozen=True)
class Sent:
    """What was done, for the history."""

    changed: int
    came: int
    went: int
    explained: int


def send(
    answering: Answering, replies: Mapping[int, str], by: User | None = None, ip: str = ""
) -> Case:
    """All of it or nothing. Call inside a transaction that holds the case's row.

    `replies` are the citizen's words by the key of the remark; `by` is the clerk who typed in what
    was brought on paper, if one did.
    """
    case, supplement = answering.case, answering.supplement
    supplement.how = Supplement.How.TYPED if by else Supplement.How.ONLINE
    before, after = dict(case.all_answers), outcome(answering)
    names = [name for name in {**before, **after} if not same(before.get(name), after.get(name))]
    supplement.keep({name: after.get(name) for name in names})
    supplement.keep_replaced({name: before.get(name) for name in names})
    supplement.save()
    files = exchange_files(answering)
    for remark in answering.remarks:
        if reply := replies.get(remark.pk, ""):
            remark.reply = reply
            remark.save(update_fields=["sealed_reply"])
    rewrite(case, answering, after, set(names))
    sent = Sent(len(names), *files, explained=sum(1 for text in replies.values() if text))
    record(case, Event.Act.ANSWERED, actor=by, ip=ip, note=in_words(answering, sent, by))
    case.save()
    to = State.PROCESSING if case.received_at else State.SUBMITTED
    return move(case.pk, to, by or Citizen(), case.version, ip=ip)


def exchange_files(answering: Answering) -> tuple[int, int]:
    """Puts into force what came; what left, and what nobody asks for any more, is only kept."""
    supplement = answering.supplement
    slots = set(asked(answering.now))
    unasked = [
        file
        for slot, files in answering.held.items()
        if slot not in slots and slot in answering.asked_before
        for file in files
    ]
    take_away(unasked, supplement)
    coming = Attachment.every.filter(came_with=supplement, left_with=None)
    leaving = Attachment.every.filter(left_with=supplement)
    return coming.update(in_force=True), leaving.update(in_force=False)


def rewrite(case: Case, answering: Answering, after: Answers, names: set[str]) -> None:
    """The case with its columns, its blind index and the words that it keeps. Saves no case."""
    now = answering.now
    case.answers, case.sealed = {}, ""
    case.__dict__.pop("all_answers", None)
    case.store(after)
    case.commune_id = commune_code(case.kind.column("commune", after)) or case.commune_id
    if claimed_by_another(case, after) is None:
        case.claim = claim_of(case.kind, after)  # else it keeps what it was filed under
    case.chosen = names_kept(case.chosen, now, after, names)
    if asked_now := questions_kept(case, answering):
        text = KeptText.of("vi", asked_now)
        KeptText.keep(text)
        case.asked_text_id = text.digest
    if any(case.kind.traits_of(name).find for name in names):
        SealedIndex.objects.filter(case=case).delete()
        SealedIndex.objects.bulk_create(case.blind_index())
    if any(case.kind.traits_of(name).filterable for name in names):
        face_anew(case)


def names_kept(kept: Any, now: list[Step], after: Answers, names: set[str]) -> dict[str, Any]:
    """The names of what was chosen: those kept stay; sums are those of the steps that changed."""
    found = dict(kept)
    for source, new in chosen(now, after).items():
        old: Names = found.get(source, {})
        if source == TOTALS:
            touched = {form.slug for form in now if names & set(form.fields)}
            found[source] = old | {slug: sums for slug, sums in new.items() if slug in touched}
        else:
            found[source] = new | old
    return found


def questions_kept(case: Case, answering: Answering) -> dict[str, list[Question]] | None:
    """The questions that are data, with those that a change has brought up; None when no other."""
    kept: dict[str, list[Question]] = dict(case.as_asked.questions)
    if not kept:
        return None
    asks = set(asked(answering.now))
    new, gone = asks - answering.asked_before, answering.asked_before - asks
    for slug, questions_now in questions(answering.now).items():
        before = [one for one in kept.get(slug, []) if one[0] not in gone]
        known = {one[0] for one in before}
        kept[slug] = [*before, *(one for one in questions_now if one[0] in new - known)]
    return kept if kept != case.as_asked.questions else None


def in_words(answering: Answering, sent: Sent, by: User | None = None) -> str:
    """What the history says: how much, never what."""
    with override("vi"):
        parts = [
            _("Bổ sung lần %(number)d.") % {"number": answering.supplement.number},
            ngettext("%d câu trả lời đã sửa.", "%d câu trả lời đã sửa.", sent.changed)
            % sent.changed,
            ngettext("%d tệp mới.", "%d tệp mới.", sent.came) % sent.came,
        ]
        if sent.went:
            parts.append(ngettext("%d tệp được thay.", "%d tệp được thay.", sent.went) % sent.went)
        if sent.explained:
            told = ngettext("%d mục giải trình.", "%d mục giải trình.", sent.explained)
            parts.append(told % sent.explained)
        if by:
            parts.append(_("Nộp tại quầy, người nhận: %(name)s.") % {"name": name_of(by)})
        if answering.supplement.late:
            parts.append(_("Nộp sau hạn bổ sung."))
        return " ".join(parts)
