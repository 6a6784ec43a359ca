"""The screens before a case is sent: what is offered, begun, filled in, gone on with."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from forms.filing.taking import Stop
from forms.kinds import KINDS
from forms.kinds.base import Step
from forms.kinds.inputs import DerivedField, UploadField
from forms.kinds.traits import traits
from forms.models import Case, FormPage
from tests.journeys import form_data
from tests.screens.screen import PAGE, UNKNOWN, Answers, Screen, junk
from tests.screens.world import World


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
