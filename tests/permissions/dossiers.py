"""What an office has at its desks: cases, files, notes, batches, labels, runs."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from wagtail.admin.models import EditingSession

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
    Reply,
    SavedList,
    Supplement,
)
from forms.models.events import record
from forms.notes.labelling import put
from forms.notices.telling import write
from forms.references import pin_digest
from forms.slips.issuing import issue_on_demand
from forms.slips.papers import PAPERS
from forms.states import State
from home.models import NewsPage, Office
from search.text import plain
from tests import batches, cases, factories, journeys
from tests.forms.kinds import answers as given
from tests.permissions.world import PIN, Things, World, private


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
