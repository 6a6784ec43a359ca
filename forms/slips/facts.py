"""What papers say: every fact by its name, read off the case in the language of the moment."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms.clock.halves import Half, Hours
from forms.kinds.authority import authority_of
from forms.kinds.display import masked
from forms.kinds.papers import WILL_BRING, note_on, owed, promised
from forms.kinds.place import shown_place
from forms.kinds.submitter import CHANNELS
from forms.kinds.text import BROKEN, tidy
from forms.models import Case, Event, Inspection, Supplement
from forms.procedure import procedure_of
from forms.slips.dates import hour_of, in_words, with_hour
from forms.slips.handovers import handovers
from forms.slips.papers import Paper, Told
from forms.states import State, Text, User
from home.gazetteer import gazetteer
from home.templatetags.phones import national

#: On every paper: its head, and the way back to the case.
ALWAYS = frozenset({"superior", "issuing", "unit", "city", "code", "follow"})
#: Kept sealed.
PERSONAL = frozenset(
    {"applicant", "represented", "identity", "address", "phone", "email", "present"}
)
OUTCOMES: dict[str, Text] = {
    State.APPROVED: gettext_lazy("Hồ sơ được giải quyết."),
    State.NOT_APPROVED: gettext_lazy("Hồ sơ không được giải quyết."),
}


class Source:
    """A case at one line of its history, before whoever wrote that line."""

    def __init__(self, case: Case, event: Event, user: User) -> None:
        self.case, self.event, self.user = case, event, user

    @cached_property
    def answers(self) -> dict[str, Any]:
        return self.case.all_answers

    @cached_property
    def attached(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for attachment in self.case.attachments.all():
            found.setdefault(attachment.slot, []).append(attachment)
        return found

    @cached_property
    def handovers(self) -> list[list[str]]:
        return handovers(self.case, self.event)

    @cached_property
    def supplement(self) -> Supplement | None:
        return self.case.supplements.prefetch_related("remarks").order_by("number").last()

    @cached_property
    def inspection(self) -> Inspection | None:
        """The last visit that was recorded by then."""
        made = self.case.inspections.filter(made_at__lte=self.event.at)
        return made.order_by("number").last()


def visited(source: Source) -> str:
    return with_hour(source.inspection.at) if source.inspection else ""


def visit(name: str) -> Callable[[Source], str]:
    """What the record of the visit says, word for word."""
    return lambda source: str(getattr(source.inspection, name, "") or "")


def present(source: Source) -> list[str]:
    said = source.inspection.present if source.inspection else ""
    return [line for line in said.splitlines() if line.strip()]


def findings(source: Source) -> list[list[str]]:
    found = source.inspection.found if source.inspection else []
    return [
        [str(number), one.text, one.result, one.note] for number, one in enumerate(found, start=1)
    ]


def conclusion(source: Source) -> str:
    return str(source.inspection.get_conclusion_display()) if source.inspection else ""


def represented(source: Source) -> str:
    authority = authority_of(source.case.kind, source.answers)
    return authority.whom if authority else ""


def identity(source: Source) -> str:
    """The last four characters: enough to know one's own number by (domain: section 7.4)."""
    number = str(source.answers.get("submitter_id_number") or "")
    return masked(number) if number else ""


def address(source: Source) -> str:
    """Where the result is sent by post, else the commune of what the case is about."""
    line, ward = (source.answers.get(f"delivery_{name}") for name in ("address", "ward_code"))
    if not line:
        return source.case.commune.full_name if source.case.commune else ""
    return ", ".join([str(line), shown_place(str(ward or ""), gazetteer(), True)]).rstrip(", ")


def matter(source: Source) -> str:
    return ": ".join(filter(None, [str(source.case.kind.title), source.case.subject]))


def papers(source: Source) -> list[str]:
    """Each component that came, as files or on paper, what it is, and what is yet to be brought."""
    answers, held = source.answers, source.attached
    questions = list(chain.from_iterable(source.case.as_asked.questions.values()))
    names = {slot: files[0].label for slot, files in held.items() if files[0].label}
    names |= {name: label for name, label, _kind in questions}
    names |= source.case.kind.labels  # ours, so in the language of the paper
    came = [
        with_note(str(names.get(slot, slot)), note_on(slot, answers, files=slot in held))
        for slot in [*held, *owed(answers, held)]
    ]
    return [*came, *(with_note(name, str(WILL_BRING)) for name in promised(answers, questions))]


def with_note(name: str, note: str) -> str:
    return f"{name} ({note})" if note else name


def sets(source: Source) -> str:
    procedure = procedure_of(source.case)
    number = procedure.sets_count if procedure else 1
    return _("%(number)02d (bộ)") % {"number": number}


def limit(source: Source) -> str:
    days = source.case.working_days
    if not days:
        return ""
    return ngettext("%(days)d ngày làm việc", "%(days)d ngày làm việc", days) % {"days": days}


def received(source: Source) -> str:
    return with_hour(source.case.received_at) if source.case.received_at else ""


def due(source: Source) -> str:
    """What came in a morning is due at the end of one (domain: rule 3 of section 8)."""
    case = source.case
    if case.due_on is None or case.received_at is None:
        return ""
    half = Half(case.due_on, case.due_part)
    return hour_of(Hours.of(case.office).end_of(half), half.day)


def channel(source: Source) -> str:
    chosen = source.answers.get("result_channel")
    label = str(dict(CHANNELS).get(str(chosen), ""))
    here = source.case.office.address if chosen == CHANNELS[0][0] else ""
    return ": ".join(filter(None, [label, here]))


def book(source: Source) -> str:
    number, _slash, year = source.case.book_number.partition("/")
    if not number:
        return ""
    return _("Quyển số %(year)s, số thứ tự %(number)s") % {"year": year, "number": number}


def missing(source: Source) -> list[str]:
    """Each marked answer and component, and what is to be done about it."""
    remarks = source.supplement.remarks.all() if source.supplement else ()
    return [f"{remark.section}, {remark.label}: {remark.text}" for remark in remarks]


def basis(source: Source) -> str:
    return source.supplement.legal_basis if source.supplement else ""


def until(source: Source) -> str:
    day = source.case.supplement_due_on
    return in_words(day) if day else ""


def old_due(source: Source) -> str:
    day = source.case.extended_from
    return in_words(day) if day else ""


def decision(source: Source) -> str:
    case = source.case
    if not case.decision_number or not case.decided_at:
        return ""
    said = {"number": case.decision_number, "day": in_words(timezone.localdate(case.decided_at))}
    return _("Số %(number)s, %(day)s") % said


def contact(source: Source) -> str:
    office = source.case.office
    return " · ".join(filter(None, [office.address, national(office.phone), office.email]))


def follow(source: Source) -> str:
    """The follow page at the office's own host, where the code is then filled in; no PIN."""
    address = reverse("follow")
    return f"{source.case.office.site.root_url}{address}?ma={source.case.code}"


def officer(source: Source) -> str:
    """Whoever signs is named on a paper; a login name is nobody's name."""
    person = source.user
    named = (getattr(person, name, "") for name in ("last_name", "first_name"))
    return " ".join(filter(None, named))


FACTS: dict[str, Callable[[Source], Any]] = {
    "superior": lambda source: source.case.office.superior_body,
    "issuing": lambda source: source.case.office.issuing_body,
    "unit": lambda source: source.case.office.name,
    "city": lambda source: source.case.office.city,
    "follow": follow,
    "code": lambda source: source.case.code,
    "applicant": lambda source: source.case.applicant,
    "represented": represented,
    "identity": identity,
    "address": address,
    "phone": lambda source: national(source.case.phone),
    "email": lambda source: source.case.email,
    "matter": matter,
    "papers": papers,
    "sets": sets,
    "limit": limit,
    "received": received,
    "due": due,
    "old_due": old_due,
    "channel": channel,
    "book": book,
    "reason": lambda source: source.event.note,
    "missing": missing,
    "basis": basis,
    "until": until,
    "outcome": lambda source: str(OUTCOMES.get(source.event.to_state, "")),
    "decision": decision,
    "contact": contact,
    "handovers": lambda source: source.handovers,
    "officer": officer,
    "visited": visited,
    "place": visit("place"),
    "present": present,
    "findings": findings,
    "conclusion": conclusion,
    "remarks": visit("remarks"),
}


def facts_for(paper: Paper, source: Source) -> Told:
    """What the paper says in the language of the moment."""
    return {name: clean(FACTS[name](source)) for name in sorted(ALWAYS | paper.names)}


def clean(value: Any) -> Any:
    """Nothing that a page or a PDF cannot hold, whatever way it came in (R-39)."""
    if isinstance(value, list):
        return [clean(one) for one in value]
    return tidy(BROKEN.sub("", str(value)))
