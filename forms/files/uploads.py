"""What may be uploaded, and keeping it: judged before any row is locked, counted under the lock."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from forms.files.contents import clean
from forms.files.scanning import scan_later
from forms.kinds.fields import UploadField
from forms.models import Attachment
from forms.models.attachments import take_away

LARGEST = 20 * 1024**2
MOST_PER_SLOT = 10
MOST_PER_CASE = 300 * 1024**2
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufff9-\uffff]"
)
BREAKS = re.compile("[\x00-\x1f\x7f]")

EMPTY = _("Tệp rỗng. Hãy chọn lại tệp.")
TOO_LARGE = _("Tệp quá lớn: mỗi tệp không quá 20 MB.")
BAD_NAME = _("Tên tệp có ký tự không dùng được. Hãy đổi tên tệp rồi chọn lại.")
NOT_ACCEPTED = _("Chỉ nhận tệp %(types)s. Tệp này là loại khác.")
TOO_MANY = _("Mỗi mục không quá 10 tệp.")
TOO_MUCH = _("Hồ sơ đã đủ 300 MB tệp. Hãy xóa bớt hoặc thu nhỏ tệp.")
NOT_SAVED = _("Hệ thống chưa lưu được tệp này. Hãy thử lại sau ít phút.")
ONLY_ONE = _("Chỉ chọn một tệp.")


def shown_name(name: str) -> str:
    """A file's name as shown to people: NFC, no path, no control or direction characters, short."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    base = HIDDEN.sub("", base).strip(" .") or "tep"
    stem, dot, ending = base.rpartition(".")
    return f"{stem[: 99 - len(ending)]}.{ending}" if dot and len(ending) < 10 else base[:100]


def ending_of(name: str) -> str:
    return shown_name(name).rpartition(".")[2].lower().replace("jpeg", "jpg")


class Owner(Protocol):
    """A case, a batch, or what a citizen changes of a sent case."""

    @property
    def new_file(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Received:
    """A file that was sent: what may be kept of it, or the reason why nothing may."""

    name: str
    ending: str
    content: File | None = None
    size: int = 0
    sha256: str = ""
    refused: Any = ""


def receive(file: UploadedFile, refused: Any = "") -> Received:
    """Judges one file by itself. Takes time, so call it while no row is locked.

    `refused` is a reason that holds whatever is in the file.
    """
    name = file.name or ""
    shown, ending = shown_name(name), ending_of(name)
    try:
        demand_sendable(file, name)
        if refused or ending not in CONTENT_TYPES:  # which `keep` refuses, naming what it takes
            return Received(shown, ending, refused=refused)
        assert file.file is not None
        content = File(clean(file.file, ending))
        size, sha256 = measured(content)
    except ValidationError as error:
        return Received(shown, ending, refused=error.messages[0])
    except OSError:  # no room for the picture drawn anew
        return Received(shown, ending, refused=NOT_SAVED)
    return Received(shown, ending, content, size, sha256)


def demand_sendable(file: UploadedFile, name: str) -> None:
    if not file.size:
        raise ValidationError(EMPTY)
    if file.size > LARGEST:
        raise ValidationError(TOO_LARGE)
    if BREAKS.search(unquote(name)):  # browsers send a line break as %0A
        raise ValidationError(BAD_NAME)


def measured(content: File) -> tuple[int, str]:
    """Size and digest of what will be kept, which of a picture is not what was sent."""
    digest, size = hashlib.sha256(), 0
    for chunk in content.chunks():
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def keep(
    case: Owner,
    slot: str,
    field: UploadField,
    files: Iterable[Received],
    held: dict[str, list[Attachment]],
) -> list[str]:
    """Keeps what may be kept of the files sent for a slot, and returns the reasons for the others.

    `held` are the case's files, brought up to date here. A slot for one file replaces what it held.
    """
    reasons: list[str] = []
    new: list[Attachment] = []
    for file in files:
        try:
            attachment = kept(case, slot, field, file, held, new)
        except ValidationError as error:
            reasons += error.messages
        else:
            new += [attachment] if attachment else []
    if not new:
        return reasons
    Attachment.objects.bulk_create(new)
    scan_later(new)
    before = held.get(slot, [])
    if not field.many:
        take_away(before, case.new_file.get("came_with"))
    held[slot] = [*before, *new] if field.many else new
    return reasons


def kept(
    case: Owner,
    slot: str,
    field: UploadField,
    file: Received,
    held: dict[str, list[Attachment]],
    new: list[Attachment],
) -> Attachment | None:
    """The attachment that a file becomes, content stored; None when the slot holds it already."""
    demand_good(field, file)
    assert file.content is not None
    here = [*held.get(slot, []), *new]
    if any(attachment.sha256 == file.sha256 for attachment in here):
        return None
    if len(here) >= MOST_PER_SLOT if field.many else new:
        raise ValidationError(TOO_MANY if field.many else ONLY_ONE)
    everything = [*new, *(attachment for slots in held.values() for attachment in slots)]
    if sum(attachment.size for attachment in everything) + file.size > MOST_PER_CASE:
        raise ValidationError(TOO_MUCH)
    attachment = Attachment(
        **case.new_file,
        slot=slot,
        label=label_of(field),
        name=file.name,
        content_type=CONTENT_TYPES[file.ending],
        size=file.size,
        sha256=file.sha256,
    )
    file.content.seek(0)
    try:
        attachment.file.save(attachment.name, file.content, save=False)
    except OSError as error:  # a full disk must not lose the rest of the step
        raise ValidationError(NOT_SAVED) from error
    return attachment


def demand_good(field: UploadField, file: Received) -> None:
    """What a file must be by itself, whatever the case holds already."""
    if not file.refused and file.ending not in field.types:
        types = ", ".join(one.upper() for one in field.types)
        raise ValidationError(NOT_ACCEPTED, "type", {"types": types})
    if file.refused or file.content is None:
        raise ValidationError(file.refused)


def label_of(field: UploadField) -> str:
    """What the component is called, in the language of the office."""
    with translation.override("vi"):
        return str(field.label)[:255]
