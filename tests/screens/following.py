"""The screens after a case was sent, and those of a school that sends many."""

from collections.abc import Iterator

from django.urls import reverse

from forms.kinds import KINDS
from forms.states import State
from tests.screens.screen import UNKNOWN, Screen, junk
from tests.screens.world import World


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
