"""What an office has in the CMS and in its registers, half of it not to be seen by others."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    PageViewRestriction,
    UploadedFile,
)
from wagtail_localize.models import Translation, TranslationSource

from forms.models import (
    Recount,
)
from home.models import Office
from home.staffing import own_collection
from tests import factories, journeys
from tests.permissions.world import Things, World, private


def people(world: World, office: Office, letter: str) -> Things:
    editor = world.users[f"editor_{letter}"]
    return {
        "office": office,
        "site": office.site,
        "home": office.site.root_page,
        "user": editor,
        "group": editor.groups.get(),
    }


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
