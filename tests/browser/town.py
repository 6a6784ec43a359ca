"""A town for browsers: an office with every page there is, drafts at every step, cases, staff."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext
from wagtail.models import Site

from forms.citizen import drafts
from forms.citizen.access import COOKIE
from forms.kinds import KINDS, OFFERED, sources
from forms.models import Case, Rating
from forms.references import new_pin, pin_digest
from forms.sealing import seal
from forms.states import State
from forms.talking import Draft, answer, ask
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given
from tests.test_public_pages import Public

#: Public pages by name; `Town.addresses` knows where each is.
PAGES = (
    *("home", "news index", "news", "guidance index", "guidance", "duty index", "duty"),
    *("service index", "procedure", "expired procedure", "register index", "institutions"),
    *("licences", "recognitions", "institution", "licence", "recognition"),
    *("form index", "form page", "form page not yet open", "closed form", "search"),
    *("questions before a form",),
    *("search with results", "search without results", "follow", "no such page", "in English"),
    *("in Lao", "in Khmer", "form in Lao"),
)
#: Texts that stand in for a page when something went wrong.
STAND_INS = (
    *sorted(f"errors/{path.name}" for path in (settings.ROOT / "templates/errors").glob("*.html")),
    *("search/too_many.html", "forms/too_large.html", "forms/no_room.html"),
)
#: Pages of one person, besides the steps.
OWN_PAGES = ("first step", "tasks", "check", "check with gaps", "discard", "receipt", "follow own")
CASES = (State.SUBMITTED, State.ACCEPTED, State.SUPPLEMENT, State.SIGNING, State.RETURNED)
STEPS = tuple((kind.code, step.slug) for kind in KINDS.values() for step in kind.steps)
#: Screens of the queue.
QUEUE = (
    *("list", "list with nothing", "list of all", "new case", "case at work", "case that waits"),
    *("case to sign", "closed case", "accept", "refuse", "assign", "approve", "impossible move"),
    *("list of questions", "case with questions", "satisfaction"),
)


class Town(Public):
    """Builds on what the tests of public pages need; keys and PINs of its cases are known."""

    def __init__(self, port: int) -> None:
        super().__init__()
        Site.objects.update(port=port)
        Site.clear_site_root_paths_cache()
        factories.commune("92", "31135", "Phường Ninh Kiều")
        given.plant(self.office)
        call_command("load_criteria", verbosity=0)
        cases.calendar(self.office)
        tomorrow, yesterday = (timezone.now() + timedelta(days=days) for days in (1, -1))
        self.form_pages = {
            kind: factories.form_page(self.office, kind, slug=kind, intro="<p>Giấy tờ.</p>")
            for kind in OFFERED
        }
        early = factories.form_page(self.office, opens_at=tomorrow)
        closed = factories.form_page(self.office, closes_at=yesterday)
        self.asking = factories.form_page(self.office, eligibility=[factories.question()])
        self.pins: dict[str, str] = {}
        self.drafts = {kind: self.filled(kind) for kind in KINDS}
        self.cases = {state: self.submitted(state) for state in CASES}
        self.clerk = factories.staff(self.office, Role.CLERK)
        for role in (Role.OFFICER, Role.LEADER):
            self.clerk.groups.add(self.office.groups.get(role=role).group)
        self.asked = self.talked_about()
        self.gap = self.draft("licence", {"application_kind": "establish"})
        self.addresses |= {
            "form index": "/nop-ho-so/",
            "form page": "/nop-ho-so/licence/",
            "form page not yet open": early.url,
            "closed form": reverse("case_new", args=[closed.pk]),
            "questions before a form": reverse("case_eligibility", args=[self.asking.pk]),
            "search": "/tim-kiem/",
            "search with results": "/tim-kiem/?q=trung+tam",
            "search without results": "/tim-kiem/?q=qwertyuiop",
            "follow": "/tra-cuu/",
            "no such page": "/khong-co/",
            "in English": "/en/",
            "in Lao": "/lo/huong-dan/",
            "in Khmer": "/km/huong-dan/",
            "form in Lao": f"/lo/ho-so/moi/{self.form_pages['student'].pk}/",
        }
        assert set(self.addresses) == set(PAGES)

    def draft(self, kind: str, answers: Mapping[str, Any]) -> Case:
        """A draft that has been at every step."""
        visited = [step.slug for step in KINDS[kind].steps]
        begun: dict[str, Any] = {"form_page": self.form_pages.get(kind)}
        if kind not in OFFERED:
            begun = {"about": cases.case(self.office, "student")}
        case = cases.case(self.office, kind, State.DRAFT, dict(answers), visited=visited, **begun)
        self.give_pin(case)
        return case

    def give_pin(self, case: Case) -> None:
        self.pins[case.key.hex] = pin = new_pin()
        kept = {"pin_digest": pin_digest(case.key.hex, pin), "sealed_pin": seal(pin)}
        Case.objects.filter(pk=case.pk).update(**kept)

    def filled(self, kind: str) -> list[Case]:
        """Complete drafts that have all steps of a kind between them."""
        if kind == "licence":
            filled = [given.licence(act) for act in given.APPLICATIONS]
        elif kind == "nomination":
            scored = given.nomination("don_vi")
            filled = [scored | {"criteria_set": sources.criteria_for("don_vi", scored["year"])}]
        else:
            filled = [given.OF_KIND[kind]()]
        if kind in OFFERED:
            filled.append(filled[0] | given.for_another())
        made = [self.draft(kind, answers) for answers in filled]
        for case, answers in zip(made, filled, strict=True):
            for slot in given.files(kind, answers):
                cases.attach(case, slot=slot)
        return made

    def submitted(self, state: str) -> Case:
        case = cases.case(self.office, "licence", state, form_page=self.form_pages["licence"])
        cases.attach(case)
        self.give_pin(case)
        return case

    def talked_about(self) -> Case:
        """A case with a question that waits, and an answer to an earlier one; and some ratings."""
        case = cases.case(self.office, state=State.PROCESSING)
        ask(case.pk, Draft(uuid.uuid4(), "Bao giờ có kết quả?"))
        answer(case.pk, Draft(uuid.uuid4(), "Dự kiến ngày 10."), self.clerk)
        ask(case.pk, Draft(uuid.uuid4(), "Cảm ơn, còn bản chính thì sao?"))
        for score in (5, 5, 4, 4, 2, 1):
            rated = cases.case(self.office, state=State.RETURNED)
            Rating.for_case(rated, score, "Rõ ràng.").save()
        return case

    def step(self, kind: str, slug: str) -> str:
        """The address of a step in a draft that has it, filled in well."""
        for case in self.drafts[kind]:
            judged = {form.slug: form for form in drafts.check(case)}
            if slug in judged and judged[slug].is_valid():
                return reverse("case_step", args=[case.key, slug])
        raise LookupError(f"no draft of {kind} with the step {slug}")

    def own(self, name: str) -> str:
        """The address of one of OWN_PAGES."""
        whole, sent = self.drafts["licence"][0].key, self.cases[State.ACCEPTED].key
        return {
            "first step": reverse("case_new", args=[self.form_pages["licence"].pk]),
            "tasks": reverse("case_tasks", args=[self.gap.key]),
            "check": reverse("case_check", args=[whole]),
            "check with gaps": reverse("case_check", args=[self.gap.key]),
            "discard": reverse("case_discard", args=[whole]),
            "receipt": reverse("case_receipt", args=[sent]),
            "follow own": reverse("follow"),
        }[name]

    def queue(self, name: str) -> str:
        """The address of one of QUEUE."""
        at = {state: case.pk for state, case in self.cases.items()}
        return {
            "list": reverse("cases:list"),
            "list with nothing": reverse("cases:list") + "?q=qwertyuiop",
            "list of all": reverse("cases:list") + "?muc=tat-ca",
            "new case": reverse("cases:case", args=[at[State.SUBMITTED]]),
            "case at work": reverse("cases:case", args=[at[State.ACCEPTED]]),
            "case that waits": reverse("cases:case", args=[at[State.SUPPLEMENT]]),
            "case to sign": reverse("cases:case", args=[at[State.SIGNING]]),
            "closed case": reverse("cases:case", args=[at[State.RETURNED]]),
            "list of questions": reverse("cases:list") + "?muc=co-cau-hoi",
            "case with questions": reverse("cases:case", args=[self.asked.pk]),
            "satisfaction": reverse("cases:satisfaction"),
            "accept": reverse("cases:move", args=[at[State.SUBMITTED], State.ACCEPTED]),
            "refuse": reverse("cases:move", args=[at[State.SUBMITTED], State.REFUSED]),
            "assign": reverse("cases:move", args=[at[State.ACCEPTED], State.ASSIGNED]),
            "approve": reverse("cases:move", args=[at[State.SIGNING], State.APPROVED]),
            "impossible move": reverse("cases:move", args=[at[State.SUBMITTED], State.RETURNED]),
        }[name]

    def open_cases_in(self, context: BrowserContext, address: str) -> None:
        """As if this browser had begun every case."""
        cookie = {"name": COOKIE, "value": seal(self.pins), "url": address}
        context.add_cookies([cookie])

    def sign_in(self, context: BrowserContext, address: str) -> None:
        """As if somebody who is clerk, officer and leader had logged in."""
        session = factories.signed_in(self.clerk).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": session.key, "value": session.value, "url": address}])
