"""Every screen that a citizen may see, in every state and language, as the server answers it.

Steps, kinds, states and languages are counted here, not listed: what is new shows up by itself, and
`tests/forms/citizen/test_screens.py` fails for a route, a template or a field that no screen shows.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address
from itertools import count
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Locale, Site

from forms.citizen.access import COOKIE
from forms.kinds import KINDS
from forms.kinds.base import Step
from forms.kinds.inputs import UploadField
from forms.kinds.traits import Condition, Either, When, traits
from forms.models import Attachment, Case, FormPage
from forms.references import new_pin, pin_digest
from forms.sealing import seal
from forms.states import State
from tests import cases, factories
from tests.browser.town import DECIDING
from tests.forms.citizen.conftest import with_derived
from tests.forms.kinds import answers as given
from tests.journeys import form_data
from tests.test_evil_input import PATHS
from tests.test_public_pages import PROCEDURE, Public

Answers = Mapping[str, Any]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
EVERY_LANGUAGE = os.environ.get("CI") == "true"
ADDRESS = map(IPv4Address, count(int(IPv4Address("10.9.0.1"))))
#: The route of pages that editors make.
PAGE = "page"
#: There is one, so files wait for it; nothing is sent to it, as nothing is kept.
SCANNER = "tcp://127.0.0.1:1"
WITHOUT_PAGE = {
    "case_file": "a file",
    "follow_leave": "leads on to `follow`",
}


@dataclass(frozen=True)
class Screen:
    """One page of one person: how a browser comes to see it.

    `draft` is given `answers` before it is asked for; `sent` is what is posted, if anything.
    """

    name: str
    route: str
    path: str
    sent: Mapping[str, Any] | None = None
    status: int = 200
    draft: Case | None = None
    answers: Answers | None = None


@dataclass(frozen=True)
class Shown:
    """A screen in one language, as it was answered."""

    screen: Screen
    language: str
    html: str
    headers: Mapping[str, str]
    templates: frozenset[str]


def spoilt(answers: Answers) -> dict[str, Any]:
    """The same answers, wrong in every place but those that decide what is asked."""
    return {
        name: answer
        if name in DECIDING
        else [dict.fromkeys(row, "?") for row in answer]
        if is_rows(answer)
        else "?"
        for name, answer in answers.items()
    }


def meets(condition: Condition) -> Iterator[tuple[str, Any]]:
    """An answer with which a condition holds."""
    if isinstance(condition, Either):
        yield from meets(condition.conditions[0])
    elif isinstance(condition, When):
        yield condition.field, "" if condition.negated else condition.values[0]


def is_rows(answer: Any) -> bool:
    return isinstance(answer, list) and bool(answer) and isinstance(answer[0], dict)


def doubled(answers: Answers) -> dict[str, Any]:
    """The same answers with two rows for one."""
    return {name: answer * 2 if is_rows(answer) else answer for name, answer in answers.items()}


class Gallery(Public):
    """An office with a form of every kind, drafts and cases of one citizen; and all screens."""

    def __init__(self) -> None:
        super().__init__()
        Site.objects.update(port=80)
        Site.clear_site_root_paths_cache()
        factories.commune("92", "31135", "Phường Ninh Kiều")
        given.plant(self.office)
        call_command("load_criteria", verbosity=0)
        cases.calendar(self.office)
        tomorrow, yesterday = (timezone.now() + timedelta(days=days) for days in (1, -1))
        self.pins: dict[str, str] = {}
        self.forms = {kind: self.form(kind) for kind in KINDS}
        questions = [
            factories.question(),
            factories.question("Có nhà?", help="Nhà thuê cũng được."),
        ]
        self.asking = self.form("licence", slug="hoi-truoc", eligibility=questions)
        self.early = self.form("licence", slug="chua-mo", opens_at=tomorrow)
        self.late = self.form("licence", slug="da-dong", closes_at=yesterday)
        self.translate(self.forms["student"])
        self.drafts = {kind: self.draft(kind) for kind in KINDS}
        self.bare = {kind: self.draft(kind, files=False) for kind in KINDS}
        self.stale = self.draft("licence", form_page=self.late)
        self.sent = {state: self.submitted("licence", state) for state in cases.WAYS}
        del self.sent[State.DRAFT]
        self.receipts = {kind: self.submitted(kind, State.SUBMITTED) for kind in KINDS}
        with override(settings.LANGUAGE_CODE):
            self.screens = list(self.all_screens())
        names = [screen.name for screen in self.screens]
        assert len(set(names)) == len(names), sorted(
            name for name in names if names.count(name) > 1
        )

    # The things that are shown.

    def form(self, kind: str, slug: str = "", **fields: Any) -> FormPage:
        procedure = factories.procedure(self.office, working_days=15, **PROCEDURE)
        fields |= {"summary": "Nộp tại đây.", "confirmation": "Mời đến nhận."}
        made: FormPage = factories.form_page(
            self.office,
            kind,
            slug=slug or kind,
            intro="<p>Giấy tờ.</p>",
            procedure=procedure,
            **fields,
        )
        return made

    def translate(self, page: FormPage) -> None:
        for language in LANGUAGES:
            if language != settings.LANGUAGE_CODE:
                locale = Locale.objects.get(language_code=language)
                for original in (page.get_parent().specific, page):
                    original.copy_for_translation(locale).save_revision().publish()

    def draft(self, kind: str, files: bool = True, **columns: Any) -> Case:
        """A draft that has been at every step, with or without a file in every place for one."""
        visited = [step.slug for step in KINDS[kind].steps]
        columns = {"form_page": self.forms.get(kind), "visited": visited} | columns
        made = cases.case(self.office, kind, State.DRAFT, {}, **columns)
        for slot in KINDS[kind].upload_slots if files else ():
            cases.attach(made, "Giấy tờ của trung tâm ngoại ngữ Bình Minh.pdf", slot)
        return self.granted(made)

    def submitted(self, kind: str, state: str) -> Case:
        """A case with a file that waits for the scanner, and one that it found bad."""
        made = cases.case(self.office, kind, state, form_page=self.forms[kind])
        cases.attach(made)
        bad = cases.attach(made, "virus.pdf")
        made.attachments.filter(pk=bad.pk).update(scan=Attachment.Scan.INFECTED)
        return self.granted(made)

    def granted(self, case: Case) -> Case:
        """The case, with a PIN that this browser holds."""
        self.pins[case.key.hex] = pin = new_pin()
        Case.objects.filter(pk=case.pk).update(pin_digest=pin_digest(case.key.hex, pin))
        return case

    # The screens.

    def all_screens(self) -> Iterator[Screen]:
        for source in (self.offers, self.beginnings, self.overviews, self.ends, self.followed):
            yield from source()
        for kind in KINDS:
            yield from self.steps_of(kind)

    def offers(self) -> Iterator[Screen]:
        yield Screen("all forms", PAGE, "/nop-ho-so/")
        for kind, page in self.forms.items():
            yield Screen(f"{kind}: form page", PAGE, path_of(page))
        yield Screen("form page not yet open", PAGE, path_of(self.early))
        yield Screen("closed form page", PAGE, path_of(self.late))

    def beginnings(self) -> Iterator[Screen]:
        for kind, page in self.forms.items():
            path = reverse("case_new", args=[page.pk])
            yield Screen(f"{kind}: begin", "case_new", path)
            yield Screen(f"{kind}: begin with nothing", "case_new", path, {"act": "next"}, 422)
        for name, page in (("not yet open", self.early), ("closed", self.late)):
            path = reverse("case_new", args=[page.pk])
            yield Screen(f"begin: {name}", "case_new", path, status=410)
        path = reverse("case_eligibility", args=[self.asking.pk])
        yield Screen("eligibility", "case_eligibility", path)
        yield Screen("eligibility unanswered", "case_eligibility", path, {}, 422)
        yield Screen("not eligible", "case_eligibility", path, {"q1": "khong"})

    def overviews(self) -> Iterator[Screen]:
        for kind in KINDS:
            whole, bare, answers = self.drafts[kind], self.bare[kind], self.paths(kind)[0]
            few = {name: answers[name] for name in DECIDING if name in answers}
            tasks = reverse("case_tasks", args=[whole.key])
            check = reverse("case_check", args=[whole.key])
            state = {"draft": whole, "answers": doubled(answers)}
            wrong = {"draft": whole, "answers": spoilt(answers)}
            yield Screen(f"{kind}: tasks, all done", "case_tasks", tasks, **state)
            yield Screen(f"{kind}: tasks, all wrong", "case_tasks", tasks, **wrong)
            yield Screen(f"{kind}: check", "case_check", check, **state)
            yield Screen(f"{kind}: check with mistakes", "case_check", check, **wrong)
            path = reverse("case_check", args=[bare.key])
            yield Screen(f"{kind}: check with gaps", "case_check", path, draft=bare, answers=few)
            yield Screen(f"{kind}: check without consent", "case_check", check, {}, 422, **state)
            changed = {"seen": "cũ"}
            yield Screen(f"{kind}: check anew", "case_check", check, changed, 422, **state)
        yield Screen("discard", "case_discard", reverse("case_discard", args=[whole.key]))

    def ends(self) -> Iterator[Screen]:
        for kind, case in self.receipts.items():
            path = reverse("case_receipt", args=[case.key])
            yield Screen(f"{kind}: receipt", "case_receipt", path)
        for name in ("tasks", "check"):
            path = reverse(f"case_{name}", args=[self.stale.key])
            state = {"draft": self.stale, "answers": self.paths("licence")[0]}
            yield Screen(f"{name} of a closed form", f"case_{name}", path, **state)
        path = reverse("case_check", args=[self.stale.key])
        yield Screen("sent to a closed form", "case_check", path, {}, 410, **state)

    def followed(self) -> Iterator[Screen]:
        path = reverse("follow")
        yield Screen("follow", "follow", path)
        yield Screen("follow nothing", "follow", path, {}, 422)
        unknown = {"code": "000.00.00.T79-261121-0001", "pin": "ABCD 2345"}
        yield Screen("follow the unknown", "follow", path, unknown, 404)
        for state, case in self.sent.items():
            path = reverse("follow_case", args=[case.key])
            yield Screen(f"followed: {state}", "follow_case", path)

    def paths(self, kind: str) -> list[dict[str, Any]]:
        """Answers that between them ask all that a kind asks."""
        known = [{**with_derived(KINDS[kind], self.office, path), **path} for path in PATHS[kind]]
        return known + list(self.turns(kind, known))

    def turns(self, kind: str, known: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The same, turned where a field is asked that none of the known answers brings up."""
        for step in KINDS[kind].steps:
            for field in step.base_fields.values():
                conditions = (*step.asked, *traits(field).asked)
                if not any(all(one.holds(path) for one in conditions) for path in known):
                    made = {name: value for one in conditions for name, value in meets(one)}
                    yield known[0] | made

    def asked(self, kind: str) -> Iterator[tuple[dict[str, Any], type[Step], str]]:
        """Every step, as often as it asks what no step before has asked; with a name for each."""
        seen: set[str] = set()
        for answers in self.paths(kind):
            for step in KINDS[kind].steps_for(answers):
                fields = set(step(self.office, answers).fields) | {step.slug}
                if fields - seen:
                    again = " again" * (step.slug in seen)
                    yield answers, step, f"{kind}/{step.slug}{again} {len(seen)}".rstrip(" 0")
                seen |= fields

    def steps_of(self, kind: str) -> Iterator[Screen]:
        whole, bare = self.drafts[kind], self.bare[kind]
        for answers, step, name in self.asked(kind):
            path = reverse("case_step", args=[whole.key, step.slug])
            full = {"draft": whole, "answers": doubled(answers)}
            yield Screen(f"{name}: filled", "case_step", path, **full)
            wrong = {"draft": whole, "answers": spoilt(answers)}
            yield Screen(f"{name}: wrong", "case_step", f"{path}?kiem-tra=1", **wrong)
            empty = {key: answers[key] for key in answers if key not in step.base_fields}
            path = reverse("case_step", args=[bare.key, step.slug])
            yield Screen(f"{name}: empty", "case_step", path, draft=bare, answers=empty)
            yield from self.sent_steps(name, step, path, {"draft": bare, "answers": answers})

    def sent_steps(
        self, name: str, step: type[Step], path: str, state: dict[str, Any]
    ) -> Iterator[Screen]:
        """What comes back of a step: saved elsewhere, with refused files, with a row more."""
        form = step(self.office, state["answers"])
        if slots := [key for key, field in form.fields.items() if isinstance(field, UploadField)]:
            files = {slot: junk() for slot in slots}
            sent = form_data(step, state["answers"]) | files | {"act": "next"}
            yield Screen(f"{name}: refused files", "case_step", path, sent, 422, **state)
        for group in form.row_sets:
            for act in (f"add:{group}", f"remove:{group}:0"):
                sent = form_data(step, state["answers"]) | {"act": act}
                yield Screen(f"{name}: {act}", "case_step", path, sent, **state)
        if step is KINDS[state["draft"].kind_code].steps[1]:
            sent = dict.fromkeys(step.base_fields, "?") | {"seen": "cũ", "act": "next"}
            yield Screen(f"{name}: saved elsewhere", "case_step", path, sent, 409, **state)

    # How they are shown.

    def shown(self, languages: Iterable[str] = LANGUAGES) -> Iterator[Shown]:
        """All screens: with CI=true in all these languages, else in those whose turn it is."""
        for screen in self.screens:
            for language in languages:
                if EVERY_LANGUAGE or self.has_its_turn(screen, language):
                    yield self.show(screen, language)

    def has_its_turn(self, screen: Screen, language: str) -> bool:
        """Whether this is the one language in which all of a screen is looked at."""
        return LANGUAGES.index(language) == self.screens.index(screen) % len(LANGUAGES)

    def show(self, screen: Screen, language: str) -> Shown:
        """Asks for a screen; whatever that changes is taken back."""
        with transaction.atomic(), override_settings(CLAMD_URL=SCANNER):
            if screen.draft is not None:
                store(screen.draft, screen.answers or {})
            response = self.ask(screen, language)
            transaction.set_rollback(True)
        assert response.status_code == screen.status, (screen.name, response.status_code)
        return Shown(
            screen,
            language,
            response.content.decode(),
            dict(response.headers),
            frozenset(str(template.name) for template in response.templates),
        )

    def ask(self, screen: Screen, language: str) -> Any:
        client = self.browser()
        path = screen.path if language == settings.LANGUAGE_CODE else f"/{language}{screen.path}"
        if screen.route == PAGE:  # pages exist in the languages that they were translated into
            path = path if client.get(path).status_code == 200 else screen.path
        page = client.get(path, follow=True)
        if screen.sent is None:
            return page
        return client.post(path, hidden_in(page) | {**screen.sent}, follow=True)

    def browser(self) -> Client:
        """A browser that holds every case, at an address that no limit has seen."""
        host = self.office.site.hostname
        client = Client(headers={"host": host}, REMOTE_ADDR=str(next(ADDRESS)))
        client.cookies[COOKIE] = seal(self.pins)
        return client


@contextmanager
def opened(blocker: DjangoDbBlocker) -> Iterator[Gallery]:
    """The gallery, made in a transaction that is taken back in the end."""
    with blocker.unblock(), transaction.atomic():
        yield Gallery()
        transaction.set_rollback(True)
    for folder in ("media", "private"):
        shutil.rmtree(settings.VAR / folder, ignore_errors=True)


def path_of(page: FormPage) -> str:
    return f"/nop-ho-so/{page.slug}/"


def store(case: Case, answers: Answers) -> None:
    """The case with these answers only."""
    case.answers, case.sealed = {}, ""
    case.__dict__.pop("all_answers", None)
    case.store(answers)
    case.save()


def hidden_in(page: Any) -> dict[str, str]:
    """What a page sends back of itself."""
    html = page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def junk() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay-to.pdf", b"not a document", "application/pdf")
