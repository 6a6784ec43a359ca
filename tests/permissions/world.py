"""The world that the permission table speaks of: two offices, their staff, and things of office A.

Every private thing carries one of the MARKERS in its text: an answer that tells of it shows.
"""

import uuid
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    UploadedFile,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation, TranslationSource

from forms.citizen.access import COOKIE
from forms.filing.origins import Origin
from forms.models import (
    Absence,
    Apology,
    AssignmentRule,
    Attachment,
    BulkLine,
    BulkRun,
    Case,
    Event,
    FormPage,
    Label,
    Message,
    OfficeStep,
    Recount,
    Reply,
    SavedList,
    Supplement,
)
from forms.models.events import record
from forms.notes.labelling import put
from forms.notices.telling import write
from forms.references import pin_digest
from forms.sealing import seal
from forms.slips.issuing import issue_on_demand
from forms.slips.papers import PAPERS
from forms.states import State
from home.models import NewsPage, Office, Role
from home.staffing import own_collection
from search.text import plain
from tests import batches, cases, factories, journeys
from tests.forms.kinds import answers as given

HOST = "hcmc.localhost"
PIN = "ABCD2345"
OFFICES = {"a": "hcmc", "b": "cantho"}
STAFF = [f"{role}_{letter}" for letter in OFFICES for role in Role.values]
VIEWERS = ["anonymous", "citizen", *STAFF, "superuser"]

CONTENT = {"editor_a", "admin_a", "leader_a", "superuser"}
FILES = {"editor_a", "admin_a", "superuser"}
DESK = {"clerk_a", "officer_a", "deputy_a", "leader_a", "superuser"}
OWNER = {"citizen"}
#: The words planted in what office A keeps to itself, and who may read them.
MARKERS = {
    "zqdraft": CONTENT,
    "zqunpublished": CONTENT,
    "zqscheduled": CONTENT,
    "zqmoderated": CONTENT,
    "zqimage": FILES,
    "zqdocument": FILES,
    "zqlocked": set(),
    "zqsubject": DESK | OWNER,
    "zqapplicant": DESK | OWNER,
    "zqattachment": DESK | OWNER,
    "zqpaper": DESK - {"superuser"} | OWNER,
    "zqnote": DESK,
    "zqlabel": DESK | {"admin_a"},
    "zqsaved": {"clerk_a"},
    "zqmessage": DESK - {"superuser"} | OWNER,
    "zqreply": DESK | {"admin_a"},
    "zqnominee": DESK | {"association_a"},
    "zqstudent": {"officer_a", "deputy_a", "leader_a", "superuser"},
    "zqcolleague": {f"{role}_a" for role in Role.values} | {"superuser"},
}

LOGGED = [
    "image",
    "document",
    "licence",
    "institution",
    "student",
    "day",
    "label",
    "office",
    "user",
    "group",
]


class World:
    """Both offices. `things` gives each object of the table its name."""

    def __init__(self) -> None:
        self.offices = {letter: self.open(code) for letter, code in OFFICES.items()}
        self.users = {name: self.person(name) for name in STAFF}
        self.users["superuser"] = factories.superuser()
        for user in self.users.values():
            UserProfile.get_for_user(user)  # Wagtail makes it at the first visit
        self.things: dict[str, Any] = {"root": Page.get_first_root_node()}
        for letter, office in self.offices.items():
            for maker in MAKERS:
                made = maker(self, office, letter)
                self.things |= {f"{name}_{letter}": thing for name, thing in made.items()}
            self.remember(letter)
        self.things |= shared() | self.users
        self.clients = self.sign_in()
        self.jars = {name: deepcopy(client.cookies) for name, client in self.clients.items()}

    def open(self, code: str) -> Office:
        office = factories.office(code, languages=("en",))
        cases.calendar(office)
        return office

    def person(self, name: str) -> User:
        role, letter = name.split("_")
        username = f"{name}.zqcolleague" if letter == "a" else name
        return factories.staff(self.offices[letter], role, username)

    def remember(self, letter: str) -> None:
        """The log line that the CMS writes when somebody makes one of these there."""
        for name in LOGGED:
            thing = self.things[f"{name}_{letter}"]
            log(instance=thing, action="wagtail.create", user=self.users[f"admin_{letter}"])

    def sign_in(self) -> dict[str, Client]:
        """A browser for each viewer, signed in once, asking the site of office A."""
        found = {name: factories.signed_in(user) for name, user in self.users.items()}
        found |= {"anonymous": Client(), "citizen": self.citizen()}
        for client in found.values():
            client.raise_request_exception = False
            client.defaults["HTTP_HOST"] = HOST
        return found

    def browser(self, viewer: str) -> Client:
        """The viewer's browser with the cookies it began with."""
        client = self.clients[viewer]
        client.cookies = deepcopy(self.jars[viewer])
        return client

    def citizen(self) -> Client:
        """Holds the cookie of what is theirs at office A: sent, received, asked, or a draft."""
        client = Client()
        mine = ("case_a", "received_a", "draft_a", "batch_a", "request_a", "waiting_a")
        held = {self.things[name].key.hex: PIN for name in mine}
        client.cookies[COOKIE] = seal(held)
        return client


Things = dict[str, Any]


def people(world: World, office: Office, letter: str) -> Things:
    editor = world.users[f"editor_{letter}"]
    return {
        "office": office,
        "site": office.site,
        "home": office.site.root_page,
        "user": editor,
        "group": editor.groups.get(),
    }


def private(letter: str, word: str) -> str:
    """A title that everybody's search for `kín` finds; office A's carries the marker."""
    return f"Mục kín {word if letter == 'a' else 'b'}"


def pages(world: World, office: Office, letter: str) -> Things:
    """A published page with a later draft, one never published, one scheduled, one restricted."""
    editor = world.users[f"editor_{letter}"]
    page = factories.news(office, f"Tin chung {letter}")
    page.title = private(letter, "zqdraft")
    page.save_revision(user=editor, log_action=True)
    hidden = factories.news(office, private(letter, "zqunpublished"), live=False)
    hidden.locked, hidden.locked_by, hidden.locked_at = True, editor, timezone.now()
    hidden.save_revision(user=editor, log_action=True)
    hidden.save()
    later = timezone.now() + timedelta(days=9)
    soon = factories.news(office, private(letter, "zqscheduled"), live=False, go_live_at=later)
    soon.save_revision(user=editor, approved_go_live_at=later)
    closed = factories.news(office, f"Tin có mật khẩu {letter}")
    return {
        "index": page.get_parent(),
        "page": page,
        "revision": page.get_latest_revision(),
        "hidden": hidden,
        "soon": soon,
        "closed": closed,
        "restriction": PageViewRestriction.objects.create(
            page=closed, restriction_type=PageViewRestriction.PASSWORD, password="x"
        ),
        "form": factories.form_page(office, eligibility=[factories.question()]),
        "duty": factories.duty(office),
    }


def moderated(world: World, office: Office, letter: str) -> Things:
    """A page that waits for its approval."""
    page = factories.news(office, private(letter, "zqmoderated"), live=False)
    editor = world.users[f"editor_{letter}"]
    page.save_revision(user=editor)
    state = page.get_workflow().start(page, editor)
    return {
        "moderated": page,
        "workflow": state.workflow,
        "workflow_state": state,
        "task_state": state.current_task_state,
        "task": state.current_task_state.task,
    }


def translated(world: World, office: Office, letter: str) -> Things:
    """A page on its way into English."""
    figure = {"image": world.things[f"image_{letter}"], "alt": "", "caption": ""}
    title, body = private(letter, "zqdraft"), [("figure", figure), ("callout", "Lưu ý")]
    page = factories.guidance(office, title, live=False, body=body)
    source, _ = TranslationSource.get_or_create_from_instance(page)
    english = Locale.objects.get(language_code="en")
    index = page.get_parent()
    index.copy_for_translation(english, alias=True)
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(publish=False)
    return {
        "guidance": page,
        "source": source,
        "translation": translation,
        "translated": translation.get_target_instance(),
        "string": source.stringsegment_set.first(),
        "override": source.overridablesegment_set.first(),
    }


def files(world: World, office: Office, letter: str) -> Things:
    """An image and a document; and a document that only those read who know a password."""
    collection, editor = own_collection(office), world.users[f"editor_{letter}"]
    closed = collection.add_child(instance=Collection(name=f"Đóng {letter}"))
    restriction = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.PASSWORD, password="x"
    )
    title = private(letter, "zqdocument")
    open_title = f"Tài liệu chung {letter}"  # like every document of an open collection, public
    return {
        "collection": collection,
        "closed_collection": closed,
        "image": picture(private(letter, "zqimage"), collection, editor),
        "document": document(open_title, collection, f"tai-lieu-{letter}.pdf", b""),
        "locked_document": document(title, closed, f"dong-{letter}.pdf", private_bytes(letter)),
        "collection_restriction": restriction,
        "uploaded_image": upload(editor, Image, f"{letter}.png", journeys.png().read()),
        "uploaded_document": upload(editor, Document, f"{letter}.pdf", journeys.PDF),
    }


def picture(title: str, collection: Collection, user: User) -> Image:
    made = Image(title=title, collection=collection, uploaded_by_user=user)
    made.file = ImageFile(journeys.png().file, name=f"anh-{collection.pk}.png")
    made._set_image_file_metadata()  # else the first look at it would save it
    made.save()
    return made


def document(title: str, collection: Collection, name: str, content: bytes) -> Document:
    made = Document(title=title, collection=collection)
    made.file.save(name, ContentFile(journeys.PDF + content), save=False)
    made._set_document_file_metadata()
    made.save()
    return made


def private_bytes(letter: str) -> bytes:
    return private(letter, "zqlocked").encode()


def upload(user: User, model: Any, name: str, content: bytes) -> UploadedFile:
    """A file that lacks its title yet: the second step of uploading several."""
    made = UploadedFile(
        for_content_type=ContentType.objects.get_for_model(model), uploaded_by_user=user
    )
    made.file.save(name, ContentFile(content))
    return made


def registers(world: World, office: Office, letter: str) -> Things:
    """One entry of each register, and a day of the calendar."""
    return {
        "institution": factories.institution(office, f"Trường {letter}"),
        "dormitory": factories.dormitory(office, f"Ký túc xá {letter}"),
        "licence": factories.licence(office, f"Trung tâm {letter}"),
        "recognition": factories.recognition(office, f"Gia đình {letter}"),
        "student": factories.student(office, private(letter, "ZQSTUDENT")),
        "day": office.calendarday_set.first(),
        "recount": Recount.objects.create(
            office=office, why=f"Đổi lịch {letter}", since=timezone.localdate()
        ),
    }


def dossiers(world: World, office: Office, letter: str) -> Things:
    """A case with a note and a file, at the clerk's desk; and a draft."""
    form = FormPage.objects.descendant_of(office.site.root_page).first()
    case = named(cases.case(office, form_page=form), letter)
    record(
        case, Event.Act.NOTED, note=private(letter, "zqnote"), actor=world.users[f"clerk_{letter}"]
    )
    case.save()
    for side, author in (("citizen", None), ("office", world.users[f"officer_{letter}"])):
        text = private(letter, "zqmessage")
        Message.written(text, case=case, side=side, author=author).save()
    ready = named(cases.case(office, state=State.SIGNING), letter)
    draft = named(cases.case(office, state=State.DRAFT, form_page=form), letter)
    received, clerk = named(cases.case(office, state=State.ACCEPTED), letter), f"clerk_{letter}"
    label = Label.objects.create(office=office, name=private(letter, "zqlabel"))
    put(case.pk, label, world.users[f"clerk_{letter}"])
    return {
        "label": label,
        "saved": SavedList.objects.create(
            user=world.users[f"clerk_{letter}"], name=private(letter, "zqsaved")
        ),
        "case": Case.objects.get(pk=case.pk),
        "request": named(cases.case(office, "data_request", about=case), letter),
        "received": received,
        "slip": issue_on_demand(received.pk, PAPERS["01"], world.users[clerk], ""),
        "control": issue_on_demand(received.pk, PAPERS["06"], world.users[clerk], ""),
        **at_counter(world, office, letter, form),
        "ready": ready,
        "late": late(named(cases.case(office, state=State.PROCESSING), letter)),
        "draft": draft,
        "attachment": paper(case, letter),
        "notice": write(
            case, State.SUBMITTED, f"{'zqsubject' if letter == 'a' else 'b'}@example.vn", "vi"
        ),
        "draft_attachment": paper(draft, letter),
        "visited": named(cases.case(office, state=State.INSPECTION), letter),
        **nomination(office, letter),
    }


def nomination(office: Office, letter: str) -> Things:
    """What the Study Promotion Association is heard on: its proof, and a paper that is none."""
    OfficeStep.objects.create(
        office=office, kind_code="nomination", state=State.CO_REVIEW, taken=True
    )
    answers = given.nomination(nominee_name=private(letter, "zqnominee"))
    case = cases.case(office, "nomination", answers=answers)
    return {
        "nomination": case,
        "judged": cases.case(office, "nomination", State.CO_REVIEW, answers),
        "evidence": cases.attach(case, "minh-chung.pdf", "evidence_files"),
        "nomination_paper": cases.attach(case, "uy-quyen.pdf", "authority_file"),
    }


def late(case: Case) -> Case:
    """The case with the apology that it owes."""
    case.due_on = timezone.localdate() - timedelta(days=9)
    case.save()
    Apology.objects.create(case=case, late_since=case.due_on)
    return case


def at_counter(world: World, office: Office, letter: str, form: FormPage) -> Things:
    """A paper case that is being taken in; one that waits for its citizen; one that was answered
    at the counter."""
    clerk = world.users[f"clerk_{letter}"]
    begun = {"form_page": form, "origin": Origin.COUNTER, "taken_in_by": clerk}
    intake = named(cases.case(office, state=State.DRAFT, **begun), letter)
    waiting = named(cases.case(office, state=State.SUPPLEMENT), letter)
    answered = named(cases.case(office, state=State.PROCESSING), letter)
    cases.ask_for(
        answered,
        due_on=timezone.localdate(),
        ended_at=timezone.now(),
        how=Supplement.How.TYPED,
    )
    return {
        "intake": intake,
        "intake_scan": paper(intake, letter),
        "waiting": waiting,
        "waiting_scan": paper(waiting, letter),
        "answered": answered,
    }


def paper(case: Case, letter: str) -> Attachment:
    made = cases.attach(case, f"{private(letter, 'zqattachment')}.pdf")
    Path(made.file.path).write_bytes(journeys.PDF + private(letter, "zqpaper").encode())
    return made


def school(world: World, office: Office, letter: str) -> Things:
    """A batch of which one student is filed and one row is wrong."""
    factories.institution(office, f"Trường của lô {letter}", slug="truong-mau")
    factories.dormitory(office, "Ký túc xá Mẫu")
    page = factories.form_page(office, "student")
    batch = batches.batch(office, page, PIN)
    answers = batch.answers | {"submitter_name": private(letter, "zqapplicant")}
    batch.store(answers)
    batch.save()
    marked = "ZQSUBJECT" if letter == "a" else "B"
    rows = [
        batches.student(1, full_name_passport=marked),
        batches.student(2, full_name_passport=marked, gender="?"),
    ]
    batch = batches.filed(batches.judged(batch, batches.sheet(rows)))
    batched = Case.objects.get(batch_row__batch=batch)
    return {
        "school_form": page,
        "batch": batch,
        "batched": batched,
        "authority": batch.attachments.get(),
    }


def named(case: Case, letter: str) -> Case:
    """The case with what its citizen wrote marked."""
    case.subject, case.applicant = private(letter, "zqsubject"), private(letter, "zqapplicant")
    case.pin_digest = pin_digest(case.key.hex, PIN)
    case.folded = plain(f"muc kin {case.subject} {case.applicant}")
    case.save()
    return case


def team(world: World, office: Office, letter: str) -> Things:
    """A rule of assigning for no commune of anybody's, and an absence that is to come."""
    officer, leader = world.users[f"officer_{letter}"], world.users[f"leader_{letter}"]
    rule = AssignmentRule.objects.create(office=office, kind_code="student", communes=["00000"])
    rule.officers.set([officer])
    day = timezone.localdate() + timedelta(days=30)
    days = {"first_day": day, "last_day": day}
    absence = Absence.objects.create(office=office, user=officer, deputy=leader, **days)
    return {"rule": rule, "absence": absence}


def bulk(world: World, office: Office, letter: str) -> Things:
    """What a leader chose and has not confirmed; and a canned reply."""
    leader, ready = world.users[f"leader_{letter}"], world.things[f"ready_{letter}"]
    run = BulkRun.objects.create(user=leader, act="signing-approved")
    BulkLine.objects.create(run=run, number=1, case=ready, version=ready.version)
    word = private(letter, "zqreply")
    reply = Reply.objects.create(office=office, place="message", title=word, body=word)
    return {"run": run, "reply": reply}


def session(world: World, office: Office, letter: str) -> Things:
    """An editor at work on the page."""
    page = NewsPage.objects.descendant_of(office.site.root_page).first()
    found = EditingSession.objects.create(
        user=world.users[f"editor_{letter}"], content_object=page, last_seen_at=timezone.now()
    )
    return {"session": found}


def shared() -> Things:
    """What belongs to the installation."""
    return {
        "locale": Locale.objects.get(language_code="km"),
        "redirect": Redirect.objects.create(old_path="/cu", redirect_link="/moi/"),
        "nothing": uuid.UUID(int=0),
    }


#: In this order, as later ones use what earlier ones made.
MAKERS = (
    *(people, files, pages, moderated, translated),
    *(registers, dossiers, school, team, bulk, session),
)
