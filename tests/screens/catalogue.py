"""Every screen that a citizen may see, in every state.

Kinds, steps and states are counted, not listed: what is new there shows up by itself. A new page
comes in here: `tests/forms/citizen/test_screens.py` fails until each route, template and field is
on some screen.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms.filing.taking import Stop
from forms.kinds import KINDS
from forms.kinds.base import Step
from forms.kinds.inputs import DerivedField, UploadField
from forms.kinds.traits import traits
from forms.models import Case, FormPage
from forms.states import State
from tests.journeys import form_data
from tests.screens.world import World

Answers = Mapping[str, Any]
#: The route of pages that editors make.
PAGE = "page"
#: Routes that show no page of their own.
WITHOUT_PAGE = {
    "case_file": "a file",
    "follow_leave": "leads on to `follow`",
    "follow_copy": "a file",
    "follow_request": "leads on to `follow_case`",
    "follow_slip_pdf": "a file",
    "batch_file": "a file",
    "batch_template": "a sheet",
    "batch_mistakes": "a sheet",
    "batch_filed_sheet": "a sheet",
    "batch_again": "leads on to `batch`",
    "batch_case": "leads on to `follow_case`",
}
#: Code and PIN of nothing.
UNKNOWN = {"code": "000.00.00.T79-261121-0001", "pin": "ABCD 2345"}


@dataclass(frozen=True)
class Screen:
    """One page of one person: how a browser comes to see it.

    `draft` is given `answers` before it is asked for; `sent` is what is posted, if anything,
    beside what the page itself sends along.
    """

    name: str
    route: str
    path: str
    sent: Mapping[str, Any] | None = None
    status: int = 200
    draft: Case | None = None
    answers: Answers | None = None


def screens(world: World) -> Iterator[Screen]:
    before = (offers, beginnings, resumptions, overviews, ends)
    after = (followed, supplements, helping, lost_pins, contacts, data, batches)
    for source in (*before, *after):
        yield from source(world)
    for kind in KINDS:
        yield from steps(world, kind)


def offers(world: World) -> Iterator[Screen]:
    yield Screen("all forms", PAGE, "/nop-ho-so/")
    for kind, page in world.forms.items():
        yield Screen(f"{kind}: form page", PAGE, path_of(page))
    yield Screen("form page with questions", PAGE, path_of(world.asking))
    for stop, page in world.stops.items():
        if stop != Stop.GONE:
            yield Screen(f"form page: {stop}", PAGE, path_of(page))


def path_of(page: FormPage) -> str:
    return f"/nop-ho-so/{page.slug}/"


def beginnings(world: World) -> Iterator[Screen]:
    for kind, page in world.forms.items():
        path = reverse("case_new", args=[page.pk])
        yield Screen(f"{kind}: begun before", "case_new", path)
        anew = f"{path}?moi=1"
        yield Screen(f"{kind}: begin", "case_new", anew)
        yield Screen(f"{kind}: begin with nothing", "case_new", anew, {"act": "next"}, 422)
    for stop, page in world.stops.items():
        path = reverse("case_new", args=[page.pk])
        yield Screen(f"begin: {stop}", "case_new", path, status=stop.status)
    path = reverse("case_prefill", args=[world.forms["nomination"].pk])
    yield Screen("prefill", "case_prefill", path)
    yield Screen("prefill from nothing", "case_prefill", path, {}, 422)
    yield Screen("prefill from the unknown", "case_prefill", path, UNKNOWN, 404)
    for kind, case in world.receipts.items():
        path = reverse("case_prefill_from", args=[world.forms["nomination"].pk, case.key])
        yield Screen(f"prefill from {kind}", "case_prefill_from", path)
    path = reverse("case_eligibility", args=[world.asking.pk])
    yield Screen("eligibility", "case_eligibility", path)
    yield Screen("eligibility unanswered", "case_eligibility", path, {}, 422)
    yield Screen("not eligible", "case_eligibility", path, {"q1": "khong"})


def resumptions(world: World) -> Iterator[Screen]:
    """A draft gone on with elsewhere: by code and PIN, or by a link in a mail."""
    address = {"email": "mot.dia.chi.thu.dien.tu.that.la.dai@hop-thu.example.vn"}
    unknown = {"code": "NHAP-4F7-K2M-9QX", "pin": "ABCD 2345"}
    held = reverse("case_link", args=[world.bare["student"].key])
    for name, path, wrong, status in (
        ("draft_resume", reverse("draft_resume"), unknown, 404),
        ("draft_lost", reverse("draft_lost"), {"email": "?"}, 422),
        ("case_link", held, {"email": "?"}, 422),
    ):
        yield Screen(name, name, path)
        yield Screen(f"{name}: nothing", name, path, {"email": ""}, 422)
        yield Screen(f"{name}: wrong", name, path, wrong, status)
        if status == 422:
            yield Screen(f"{name}: sent", name, path, address)
    yield Screen("link", "draft_link", reverse("draft_link", args=[world.link]))
    yield Screen("used link", "draft_link", reverse("draft_link", args=["khong-co"]), status=410)
    forgotten = reverse("case_step", args=[uuid.uuid4(), "nguoi-nop"])
    typed = {"submitter_name": "Nguyễn Văn Mẫu", "act": "next"}
    yield Screen("forgotten draft", "case_step", forgotten, typed, 404)
    yield Screen("forgotten: PIN", "case_step", forgotten, typed | {"pin": "ABCD2345"}, 404)
    gone = reverse("case_tasks", args=[world.deleted])
    yield Screen("deleted draft", "case_tasks", gone, status=410)


def overviews(world: World) -> Iterator[Screen]:
    """All of a draft at once, well and badly filled in."""
    for kind in KINDS:
        whole, bare, answers = world.drafts[kind], world.bare[kind], world.paths(kind)[0]
        few = {name: answers[name] for name in deciding(kind) if name in answers}
        tasks, check = (reverse(f"case_{name}", args=[whole.key]) for name in ("tasks", "check"))
        good: dict[str, Any] = {"draft": whole, "answers": answers}
        wrong: dict[str, Any] = {"draft": whole, "answers": spoilt(answers) | few}
        yield Screen(f"{kind}: tasks done", "case_tasks", tasks, **good)
        yield Screen(f"{kind}: tasks with mistakes", "case_tasks", tasks, **wrong)
        yield Screen(f"{kind}: check", "case_check", check, **good)
        yield Screen(f"{kind}: check with mistakes", "case_check", check, **wrong)
        yield Screen(f"{kind}: check without consent", "case_check", check, {}, 422, **good)
        changed = {"seen": "cũ"}
        yield Screen(f"{kind}: check with a new notice", "case_check", check, changed, 422, **good)
        gaps = reverse("case_check", args=[bare.key])
        yield Screen(f"{kind}: check with gaps", "case_check", gaps, draft=bare, answers=few)
    yield Screen("discard", "case_discard", reverse("case_discard", args=[whole.key]))
    twin = world.drafts["nomination"]
    check = reverse("case_check", args=[twin.key])
    yield Screen("nominated already", "case_check", check, draft=twin, answers=world.twin)


def ends(world: World) -> Iterator[Screen]:
    for kind, case in world.receipts.items():
        path = reverse("case_receipt", args=[case.key])
        yield Screen(f"{kind}: receipt", "case_receipt", path)
    for stop, draft in world.stale.items():
        late: dict[str, Any] = {"draft": draft, "answers": world.paths("licence")[0]}
        for name in ("tasks", "check"):
            path = reverse(f"case_{name}", args=[draft.key])
            yield Screen(f"{name}: {stop}", f"case_{name}", path, **late)
        yield Screen(f"sent: {stop}", "case_check", path, {}, stop.status, **late)


def followed(world: World) -> Iterator[Screen]:
    path = reverse("follow")
    yield Screen("follow", "follow", path)
    yield Screen("follow nothing", "follow", path, {}, 422)
    yield Screen("follow the unknown", "follow", path, UNKNOWN, 404)
    for state, case in world.sent.items():
        yield Screen(f"followed: {state}", "follow_case", reverse("follow_case", args=[case.key]))
    for state in (State.PROCESSING, State.RETURNED, State.SUBMITTED):
        path = reverse("follow_ask", args=[world.sent[state].key])
        yield Screen(f"thread: {state}", "follow_ask", path)
    for state in (State.SUBMITTED, State.PROCESSING, State.RETURNED):
        away = reverse("follow_withdraw", args=[world.sent[state].key])
        yield Screen(f"withdraw: {state}", "follow_withdraw", away)
        moved = {"version": "0", "reason": "Tôi nộp nhầm."}
        yield Screen(f"withdraw: {state}, moved", "follow_withdraw", away, moved, 409)
    away = reverse("follow_withdraw", args=[world.sent[State.SUBMITTED].key])
    yield Screen("withdraw: no reason", "follow_withdraw", away, {"reason": ""}, 422)
    done = reverse("follow_rate", args=[world.sent[State.APPROVED].key])
    yield Screen("rate", "follow_rate", done)
    yield Screen("rate: nothing", "follow_rate", done, {}, 422)
    yield Screen("rate: given", "follow_rate", done, {"score": "4"})
    past = reverse("follow_rate", args=[world.sent[State.NOT_APPROVED].key])
    yield Screen("rate: long ago", "follow_rate", past)
    wrong = {"text": "", "attached": junk()}
    yield Screen("thread: refused", "follow_ask", path, wrong, 422)
    yield Screen("thread: sent", "follow_ask", path, {"text": "Bao giờ có kết quả?"})
    for language, slip in world.papers.items():
        case = slip.case
        yield Screen(f"papers: {language}", "follow_case", reverse("follow_case", args=[case.key]))
        path = reverse("follow_slip", args=[case.key, slip.pk])
        yield Screen(f"paper: {language}", "follow_slip", path)
    path = reverse("follow_slip", args=[world.lost_paper.case.key, world.lost_paper.pk])
    yield Screen("paper: lost", "follow_slip", path, status=409)
    for kind, case in world.receipts.items():
        yield Screen(f"{kind}: sent", "follow_sent", reverse("follow_sent", args=[case.key]))


def helping(world: World) -> Iterator[Screen]:
    """Somebody who helps: let in by the citizen, and what the helper sees."""
    for name, case in world.helped.items():
        path = reverse("follow_helpers", args=[case.key])
        yield Screen(f"helpers: {name}", "follow_helpers", path)
    yield Screen("helpers: no name", "follow_helpers", path, {"name": ""}, 422)
    yield Screen("helpers: one more", "follow_helpers", path, {"name": "Bà Nguyễn Thị Ánh"})
    for name, case in world.seen_by_helper.items():
        seen, sent = (reverse(route, args=[case.key]) for route in ("follow_case", "follow_sent"))
        status = 404 if name == "taken back" else 200
        yield Screen(f"as a helper: {name}", "follow_case", seen, status=status)
        if status == 200:
            yield Screen(f"as a helper: {name}, sent", "follow_sent", sent)
            yield Screen(
                f"as a helper: {name}, not theirs",
                "case_receipt",
                reverse("case_receipt", args=[case.key]),
                status=403,
            )


def data(world: World) -> Iterator[Screen]:
    """One's own data: what can be asked, and requests on their way."""
    for name, case in {"open": world.about, "new": world.receipts["licence"]}.items():
        path = reverse("follow_data", args=[case.key])
        yield Screen(f"data: {name}", "follow_data", path)
    for state, case in world.requests.items():
        yield Screen(f"request: {state}", "follow_case", reverse("follow_case", args=[case.key]))


def supplements(world: World) -> Iterator[Screen]:
    """What a citizen is asked to complete, point by point."""
    kind = KINDS["licence"]
    slugs = {name: step.slug for step in kind.steps for name in step.base_fields}
    marked = ("head_address", "programmes", "director_cv_file")
    for name, case in (
        ("asked", world.asked_again),
        ("late", world.changed),
        ("with mistakes", world.half),
    ):
        for route in ("follow_supplement", "supplement_check"):
            yield Screen(f"{route}: {name}", route, reverse(route, args=[case.key]))
    for slug in dict.fromkeys(slugs[name] for name in marked):
        path = reverse("supplement_step", args=[world.asked_again.key, slug])
        yield Screen(f"supplement: {slug}", "supplement_step", path)
    path = reverse("supplement_step", args=[world.half.key, slugs["head_address"]])
    wrong = {"head_address": "", "act": "next"}
    yield Screen("supplement: wrong", "supplement_step", path, wrong, 422)
    stale = {"head_address": "?", "seen": "cũ", "act": "next"}
    yield Screen("supplement: saved elsewhere", "supplement_step", path, stale, 409)
    expired = world.sent[State.EXPIRED]
    path = reverse("supplement_step", args=[expired.key, slugs["head_address"]])
    typed = {"head_address": "Số 12", "act": "next"}
    yield Screen("supplement: ended", "supplement_step", path, typed, 409)
    path = reverse("supplement_check", args=[world.changed.key])
    yield Screen("supplement: sent without a word", "supplement_check", path, {}, 422)
    yield Screen("supplement: changed", "supplement_check", path, {"seen": "cũ"}, 409)
    path = reverse("supplement_sent", args=[world.mended.key])
    yield Screen("supplement: sent", "supplement_sent", path)


def lost_pins(world: World) -> Iterator[Screen]:
    path = reverse("lost_pin")
    case = world.receipts["licence"]
    yield Screen("lost PIN", "lost_pin", path)
    yield Screen("lost PIN: nothing", "lost_pin", path, {}, 422)
    yield Screen("lost PIN: wrong", "lost_pin", path, {"code": "x", "contact": "?"}, 422)
    asked = {"code": case.code, "contact": "mot.dia.chi.that.la.dai@hop-thu.example.vn"}
    yield Screen("lost PIN: asked", "lost_pin", path, asked)
    path = reverse("pin_link", args=[world.pin_link])
    yield Screen("PIN link", "pin_link", path)
    yield Screen("PIN link: new PIN", "pin_link", path, {})
    path = reverse("pin_link", args=["khong-co"])
    yield Screen("PIN link: used", "pin_link", path, status=410)


def contacts(world: World) -> Iterator[Screen]:
    """A change of contact: asked for, waiting for either mailbox, done, called off."""
    for name, case in world.contacts.items():
        path = reverse("follow_contact", args=[case.key])
        yield Screen(f"contact: {name}", "follow_contact", path)
        if name in ("as it is", "without mail"):
            yield Screen(f"contact: {name}, nothing", "follow_contact", path, {"email": ""}, 422)
        if name == "asked":
            yield Screen("contact: wrong code", "follow_contact", path, {"code": "?"}, 422)
    for name, token in world.contact_links.items():
        path = reverse("contact_confirm", args=[token])
        yield Screen(f"contact link: {name}", "contact_confirm", path)
        if name == "asked":
            for answer in ("yes", "no"):
                sent = {"answer": answer}
                yield Screen(f"contact link: {answer}", "contact_confirm", path, sent)
    path = reverse("contact_confirm", args=["khong-co"])
    yield Screen("contact link: used", "contact_confirm", path, status=410)


def batches(world: World) -> Iterator[Screen]:
    """A school files for its students."""
    path = reverse("batch_new", args=[world.forms["student"].pk])
    yield Screen("batch: begin", "batch_new", path)
    yield Screen("batch: begin with nothing", "batch_new", path, {}, 422)
    for name, batch in world.batches.items():
        yield Screen(f"batch: {name}", "batch", reverse("batch", args=[batch.key]))
    whole = {name: batch.key for name, batch in world.batches.items()}
    path = reverse("batch_form", args=[whole["new"]])
    yield Screen("batch: coordinator", "batch_form", f"{path}?kiem-tra=1")
    path = reverse("batch_upload", args=[whole["mixed"]])
    yield Screen("batch: refused sheet", "batch_upload", path, {"sheet": junk()}, 422)
    path = reverse("batch_file_rows", args=[whole["mixed"]])
    yield Screen("batch: file", "batch_file_rows", path)
    yield Screen("batch: file without consent", "batch_file_rows", path, {}, 422)
    yield Screen("batch: file anew", "batch_file_rows", path, {"seen": "cũ"}, 422)
    path = reverse("batch_filed", args=[whole["filed"]])
    yield Screen("batch: what was filed", "batch_filed", path)
    yield Screen("batch: what was filed, to print", "batch_filed", f"{path}?in=1")


def steps(world: World, kind: str) -> Iterator[Screen]:
    whole, bare = world.drafts[kind], world.bare[kind]
    for name, step, answers in world.asked(kind):
        path = reverse("case_step", args=[whole.key, step.slug])
        form = step(world.office, answers)
        good: dict[str, Any] = {"draft": whole, "answers": doubled(answers)}
        wrong: dict[str, Any] = {"draft": whole, "answers": wrong_in(form, answers)}
        yield Screen(f"{name}: filled", "case_step", path, **good)
        yield Screen(f"{name}: wrong", "case_step", f"{path}?kiem-tra=1", **wrong)
        path = reverse("case_step", args=[bare.key, step.slug])
        rest = {key: answers[key] for key in answers if key not in step.base_fields}
        yield Screen(f"{name}: empty", "case_step", path, draft=bare, answers=rest)
        yield from sent_steps(name, form, path, bare, answers)


def sent_steps(name: str, form: Step, path: str, draft: Case, answers: Answers) -> Iterator[Screen]:
    """What comes back of a step: with refused files, with rows rearranged, as saved elsewhere."""
    state: dict[str, Any] = {"draft": draft, "answers": answers}
    full = form_data(type(form), answers)
    if slots := [key for key, field in form.fields.items() if isinstance(field, UploadField)]:
        sent = full | {slot: junk() for slot in slots} | {"act": "next"}
        yield Screen(f"{name}: refused files", "case_step", path, sent, 422, **state)
    for group in form.row_sets:
        for act in (f"add:{group}", f"remove:{group}:0"):
            yield Screen(f"{name}: {act}", "case_step", path, full | {"act": act}, **state)
    if form.slug == draft.kind.steps[1].slug:
        sent = dict.fromkeys(form.base_fields, "?") | {"seen": "cũ", "act": "next"}
        yield Screen(f"{name}: saved elsewhere", "case_step", path, sent, 409, **state)


def deciding(kind: str) -> set[str]:
    """Answers on which it depends what is asked."""
    steps = KINDS[kind].steps
    fields = {name: field for step in steps for name, field in step.base_fields.items()}
    asked = [step.asked for step in steps] + [traits(field).asked for field in fields.values()]
    derived = {name for name, field in fields.items() if isinstance(field, DerivedField)}
    return derived.union(*(one.fields for conditions in asked for one in conditions))


def wrong_in(form: Step, answers: Answers) -> dict[str, Any]:
    """The answers, wrong in every place of this step."""
    own = [name for name, field in form.fields.items() if not isinstance(field, DerivedField)]
    return {**answers, **spoilt({name: answers.get(name) for name in own})}


def spoilt(answers: Answers) -> dict[str, Any]:
    return {
        name: [dict.fromkeys(row, "?") for row in answer] if is_rows(answer) else "?"
        for name, answer in answers.items()
    }


def doubled(answers: Answers) -> dict[str, Any]:
    """The same answers with two rows for one."""
    return {name: answer * 2 if is_rows(answer) else answer for name, answer in answers.items()}


def is_rows(answer: Any) -> bool:
    return isinstance(answer, list) and any(isinstance(row, dict) for row in answer)


def junk() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay-to.pdf", b"not a document", "application/pdf")
