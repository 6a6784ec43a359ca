"""What the screens of a citizen show: an office with a form of every kind, drafts and cases."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Site

from forms.access import case_links, contacts
from forms.access.draft_links import new_link
from forms.citizen import drafts
from forms.citizen.agreement import agreement_of
from forms.filing.claims import claim_of
from forms.filing.taking import Stop
from forms.kinds import KINDS, OFFERED
from forms.kinds.base import Step
from forms.kinds.inputs import UploadField
from forms.kinds.traits import Condition, Either, When, traits
from forms.models import (
    Attachment,
    Batch,
    Case,
    FormPage,
    KeptText,
    Message,
    Notice,
    Rating,
    Remark,
    Slip,
)
from forms.models.attachments import private_storage
from forms.models.batches import SILENT
from forms.models.second_pins import second_digest
from forms.references import new_pin, pin_digest
from forms.sealing import seal
from forms.slips.issuing import issue_on_demand
from forms.slips.papers import PAPERS
from forms.states import State
from forms.supplements.answering import Answering
from forms.supplements.asking import Mark
from forms.supplements.sending import send
from services.models import ProcedurePage
from tests import batches, cases, factories
from tests.forms.citizen.conftest import with_derived
from tests.forms.kinds import answers as given
from tests.test_evil_input import PATHS
from tests.test_public_pages import PROCEDURE, Public

LANGUAGES = [code for code, _name in settings.LANGUAGES]
FILE = "Giấy tờ của Trung tâm Ngoại ngữ Bình Minh.pdf"

#: Where a request about personal data may stand.
REQUESTED = (State.SUBMITTED, State.PROCESSING, State.APPROVED, State.NOT_APPROVED, State.RETURNED)
#: What schools upload, by what becomes of it.
SHEETS = {
    "new": None,
    "at work": None,
    "silent": None,
    "unreadable": batches.sheet([], codes=["?"]),
    "mixed": batches.sheet([batches.student(1), dict.fromkeys(batches.student(2), "?"), None]),
    "filed": batches.sheet(batches.students(2, first=3)),
}
#: Contacts asked for instead of those that a case has.
CONTACTS: dict[str, dict[str, str]] = {
    "as it is": {},
    "without mail": {},
    "asked": {"email": "moi@example.vn", "phone": "+84987654321"},
    "agreed": {"email": "moi@example.vn"},
    "done": {"phone": "+84987654321"},
}
#: How many people may see a case.
HELPED = {"nobody": 0, "all three": 3, "two": 2}


class World(Public):
    """One browser may open every draft and case; `pins` are what it holds."""

    def __init__(self) -> None:
        super().__init__()
        Site.objects.update(port=80)
        Site.clear_site_root_paths_cache()
        factories.commune("92", "31135", "Phường Ninh Kiều")
        given.plant(self.office)
        call_command("load_criteria", verbosity=0)
        cases.calendar(self.office)
        self.pins: dict[str, str] = {}
        self.offer()
        self.about = self.granted(cases.case(self.office, "student", State.RETURNED))
        self.drafts = {kind: self.draft(kind) for kind in KINDS}
        self.bare = {kind: self.draft(kind, files=False) for kind in KINDS}
        self.stale = {stop: self.draft("licence", form_page=self.stops[stop]) for stop in Stop}
        self.deleted = uuid.uuid4()
        self.pins[self.deleted.hex] = new_pin()
        self.link = new_link(self.bare["student"])
        sent = [state for state in cases.WAYS if state != State.DRAFT]
        self.sent = {state: self.submitted("licence", state) for state in sent}
        self.talk(self.sent[State.PROCESSING])
        self.talk(self.sent[State.RETURNED])
        ended = timezone.now() - timedelta(days=40)
        Case.objects.filter(pk=self.sent[State.RETURNED].pk).update(closed_at=ended)
        rated = Rating.for_case(self.sent[State.NOT_APPROVED], Rating.Score.FAIR)
        rated.given_on -= timedelta(days=30)
        rated.save()
        self.receipts = {kind: self.agreed(kind) for kind in KINDS}
        self.twin = self.nominated_already()
        self.helped = {name: self.helped_by(number) for name, number in HELPED.items()}
        self.seen_by_helper = {name: self.as_helper(name) for name in ("reading", "taken back")}
        self.requests = {state: self.request(state) for state in REQUESTED}
        self.asked_again = self.supplement()
        self.changed = self.supplement(**{"head_address": "Số 12, đường Mới", "programmes": []})
        self.half = self.supplement(**{"head_address": ""})
        self.mended = self.answered()
        self.pin_link = case_links.pin_token(self.told(self.receipts["licence"]))
        self.contact_links: dict[str, str] = {}
        self.contacts = {name: self.contact(name, new) for name, new in CONTACTS.items()}
        self.batches = {name: self.batch(rows) for name, rows in SHEETS.items()}
        self.papers = {language: self.paper(language) for language in LANGUAGES}
        self.lost_paper = self.paper("vi")
        self.lost_paper.keep("page", b"<p>")
        private_storage().delete(self.lost_paper.page.name)
        self.at_work()

    def nominated_already(self) -> dict[str, Any]:
        """Answers of a nomination that another case stands in the way of."""
        answers = {**self.paths("nomination")[0], "nominee_name": "Gia đình Đã Đề Nghị"}
        other = cases.case(self.office, "nomination", State.SUBMITTED)
        Case.objects.filter(pk=other.pk).update(claim=claim_of(other.kind, answers))
        return answers

    def offer(self) -> None:
        """A form page for every kind, one that asks first, and one for each way to be stopped."""
        tomorrow, yesterday = (timezone.now() + timedelta(days=days) for days in (1, -1))
        questions = [factories.question(), factories.question("Nhà thuê?", help="Cũng được.")]
        self.forms = {kind: self.form(kind, kind, closes_at=tomorrow, quota=99) for kind in OFFERED}
        self.asking = self.form("licence", "hoi-truoc", eligibility=questions)
        full = self.form("licence", "da-du", quota=1)
        cases.case(self.office, form_page=full)
        expired = factories.procedure(self.office, valid_to=yesterday.date())
        self.stops = {
            Stop.GONE: self.form("licence", "da-go"),
            Stop.REPEALED: self.form("licence", "het-hieu-luc", procedure=expired),
            Stop.EARLY: self.form("licence", "chua-mo", opens_at=tomorrow),
            Stop.LATE: self.form("licence", "da-dong", closes_at=yesterday),
            Stop.FULL: full,
        }
        removed = {"live": False, "first_published_at": yesterday}
        FormPage.objects.filter(pk=self.stops[Stop.GONE].pk).update(**removed)
        self.translate(self.forms["student"])

    def form(self, kind: str, slug: str, **fields: Any) -> FormPage:
        texts = {"summary": "Nộp tại đây.", "intro": "<p>Giấy tờ.</p>", "confirmation": "Mời đến."}
        if "procedure" not in fields:
            fields["procedure"] = self.procedure(kind)
        page: FormPage = factories.form_page(self.office, kind, slug=slug, **texts, **fields)
        return page

    def procedure(self, kind: str) -> ProcedurePage:
        """One that asks for a paper, for another if there is one, and for nothing else."""
        papers = [*PROCEDURE["papers"], ("paper", {"name": "Bản vẽ", "mandatory": False})]
        fields = PROCEDURE | {"papers": papers, "working_days": 15}
        if kind == "licence":
            fields["application_kind"] = "establish"
        page: ProcedurePage = factories.procedure(self.office, **fields)
        return page

    def translate(self, page: FormPage) -> None:
        for language in LANGUAGES:
            if language != settings.LANGUAGE_CODE:
                locale = Locale.objects.get(language_code=language)
                for original in (page.get_parent().specific, page):
                    original.copy_for_translation(locale).save_revision().publish()

    def draft(self, kind: str, files: bool = True, **columns: Any) -> Case:
        """A draft that has been at every step, with or without a file in every place for one."""
        visited = [step.slug for step in KINDS[kind].steps]
        columns = self.begun_from(kind) | {"visited": visited} | columns
        made = cases.case(self.office, kind, State.DRAFT, {}, **columns)
        for slot in self.slots(kind) if files else ():
            cases.attach(made, FILE, slot)
        return self.granted(made)

    def begun_from(self, kind: str) -> dict[str, Any]:
        """A form page, or the case that a request is about."""
        return {"form_page": self.forms[kind]} if kind in OFFERED else {"about": self.about}

    def slots(self, kind: str) -> set[str]:
        """Every place for files, also those that a procedure makes."""
        return {
            name
            for _name, step, answers in self.asked(kind)
            for name, field in step(self.office, answers).fields.items()
            if isinstance(field, UploadField)
        }

    def submitted(self, kind: str, state: str) -> Case:
        """A case with a file that waits for the scanner, and one that it found bad."""
        made = cases.case(self.office, kind, state, **self.begun_from(kind))
        cases.attach(made)
        bad = cases.attach(made, "virus.pdf")
        made.attachments.filter(pk=bad.pk).update(scan=Attachment.Scan.INFECTED)
        return self.granted(made)

    def talk(self, case: Case) -> None:
        """A question with a file, and an answer that nobody has read."""
        officer = factories.staff(self.office)
        for text, side, author in (
            ("Bao giờ có kết quả?", "citizen", None),
            ("Dự kiến ngày 10.", "office", officer),
        ):
            message = Message.written(text, case=case, side=side, author=author)
            message.save()
            cases.attach(case, FILE, message.slot)

    def request(self, state: str) -> Case:
        """A request to see one's data; where it was granted, the copy can be fetched."""
        made = cases.case(
            self.office, "data_request", state, given.data_request("see"), about=self.about
        )
        return self.granted(made)

    def supplement(self, **changes: Any) -> Case:
        """A case of which everything at three steps is marked, changed so far or not at all."""
        answers = given.licence()
        answers["programmes"] = answers["programmes"] * 2
        made = cases.case(self.office, "licence", State.SUPPLEMENT, answers)
        Case.objects.filter(pk=made.pk).update(form_page=self.forms["licence"])
        made.supplements.all().delete()
        due = timezone.localdate() - timedelta(days=1 if changes else 0)
        cases.ask_for(made, *marks("licence"), due_on=due, legal_basis="Nghị định 118/2025/NĐ-CP")
        cases.attach(made, FILE, "director_cv_file")
        if changes:
            answering = Answering.of(Case.objects.get(pk=made.pk))
            assert answering is not None
            answering.open_here = frozenset(changes)
            answering.store(changes)
            answering.save()
            new = cases.attach(made, FILE, "director_cv_file")
            coming = Attachment.every.filter(pk=new.pk)
            coming.update(came_with=answering.supplement, in_force=False)
        return self.granted(made)

    def answered(self) -> Case:
        """One that its citizen has completed, late."""
        made = self.supplement(head_address="Số 14, đường Mới")
        answering = Answering.of(Case.objects.get(pk=made.pk))
        assert answering is not None
        send(answering, {})
        return made

    def agreed(self, kind: str) -> Case:
        """A case with the text that it was sent under, and every permission that there is."""
        made, now = self.submitted(kind, State.SUBMITTED), timezone.now()
        agreement = agreement_of(made, drafts.check(made))
        KeptText.keep(agreement.text)
        made.agreed_text_id = agreement.digest
        made.save()
        for number, code in enumerate(agreement.permissions):
            taken_back = now if number % 2 else None
            made.permissions.create(code=code, given_at=now, withdrawn_at=taken_back)
        return made

    def helped_by(self, number: int) -> Case:
        """A case that so many people may see, one of them today, and one no longer."""
        made, now = self.submitted("nomination", State.PROCESSING), timezone.now()
        for name in ["Con gái", "Cô giáo chủ nhiệm", "Cháu"][:number]:
            made.helpers.create(name=name, pin_digest=uuid.uuid4().hex)
        made.helpers.filter(name="Con gái").update(last_used_on=timezone.localdate())
        if number:
            made.helpers.create(name="Hàng xóm", pin_digest=uuid.uuid4().hex, revoked_at=now)
        return made

    def told(self, case: Case) -> Notice:
        """A notice to the case's own mailbox."""
        return Notice(case=case, to=case.email)

    def contact(self, name: str, new: dict[str, str]) -> Case:
        """A case whose citizen asks for this contact instead, or has got it."""
        made = self.submitted("licence", State.PROCESSING)
        if name == "without mail":
            Case.objects.filter(pk=made.pk).update(email="", phone="")
        if not new:
            return made
        change = contacts.ask(made, new)
        self.contact_links[name] = case_links.confirmation_token(self.told(made))
        if name != "asked":
            change.refresh_from_db()
            contacts.confirm_old(change)
        return made

    def as_helper(self, name: str) -> Case:
        """A case that this browser holds by a second PIN."""
        made = self.submitted("nomination", State.SUPPLEMENT)
        self.pins[made.key.hex] = pin = new_pin()
        digest = second_digest(made.key.hex, pin)
        revoked = timezone.now() if name == "taken back" else None
        made.helpers.create(name="Con gái", pin_digest=digest, revoked_at=revoked)
        return made

    def paper(self, language: str) -> Slip:
        """The receipt of a case whose citizen reads this language."""
        case = self.granted(cases.case(self.office, state=State.ACCEPTED, language=language))
        return issue_on_demand(case.pk, PAPERS["01"], AnonymousUser(), "")

    def batch(self, content: bytes | None) -> Batch:
        """A school's batch, its sheet judged if there is one."""
        made = batches.batch(self.office, self.forms["student"])
        self.pins[made.key.hex] = batches.PIN
        return made if content is None else batches.judged(made, content)

    def at_work(self) -> None:
        """Batches whose rows are filed, or whose job has begun or is heard of no more."""
        batches.filed(self.batches["filed"])
        begun = {"work": Batch.Work.CHECKING, "total": 50, "done": 20}
        for name, heard in (("at work", timezone.now()), ("silent", timezone.now() - 2 * SILENT)):
            found = Batch.objects.filter(pk=self.batches[name].pk)
            found.update(worked_at=heard, **begun)

    def granted(self, case: Case) -> Case:
        """The case, with a PIN that the browser holds."""
        self.pins[case.key.hex] = pin = new_pin()
        proof = {"pin_digest": pin_digest(case.key.hex, pin), "sealed_pin": seal(pin)}
        Case.objects.filter(pk=case.pk).update(**proof)
        case.pin_digest, case.sealed_pin = proof.values()
        return case

    def paths(self, kind: str) -> list[dict[str, Any]]:
        """Answers that between them ask all that a kind asks."""
        known = [{**with_derived(KINDS[kind], self.office, path), **path} for path in PATHS[kind]]
        return known + list(turns(kind, known))

    def asked(self, kind: str) -> Iterator[tuple[str, type[Step], dict[str, Any]]]:
        """Every step under a name, as often as it asks what no step before has asked."""
        seen: set[str] = set()
        times: dict[str, int] = {}
        for answers in self.paths(kind):
            for step in KINDS[kind].steps_for(answers):
                fields = set(step(self.office, answers).fields) | {step.slug}
                if fields - seen:
                    times[step.slug] = number = times.get(step.slug, 0) + 1
                    yield f"{kind}/{step.slug}/{number}", step, answers
                seen |= fields


def marks(kind: str) -> Iterator[Mark]:
    """An answer, a row of a list, a component, and what nobody asks for any more."""
    what = Remark.What
    for name, sort, row in (
        ("head_address", what.FIELD, None),
        ("ward_code", what.FIELD, None),
        ("programmes", what.ROW, 1),
        ("languages", what.FIELD, None),
        ("director_cv_file", what.FILES, None),
    ):
        slug = next(step.slug for step in KINDS[kind].steps if name in step.base_fields)
        yield Mark(sort, slug, name, "Mục", f"Nhãn {name}", "Xin sửa lại.", row)
    yield Mark(what.FILES, slug, "paper_khong-con-hoi", "Mục", "Giấy tờ cũ", "Xin gửi lại.")


def turns(kind: str, known: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The first answers, turned where a field is asked that none of those known brings up."""
    for step in KINDS[kind].steps:
        for field in step.base_fields.values():
            conditions = (*step.asked, *traits(field).asked)
            if not any(all(one.holds(answers) for one in conditions) for answers in known):
                yield known[0] | {name: value for one in conditions for name, value in meets(one)}


def meets(condition: Condition) -> Iterator[tuple[str, Any]]:
    """An answer with which a condition holds."""
    if isinstance(condition, Either):
        yield from meets(condition.conditions[0])
    elif isinstance(condition, When):
        yield condition.field, "" if condition.negated else condition.values[0]
