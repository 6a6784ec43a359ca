"""What may be uploaded: ending, signature and a parser must agree (R-26 to R-30)."""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Callable
from typing import IO

import filetype
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image

from forms.kinds.fields import UploadField
from forms.models import Attachment, Case

LARGEST = 20 * 1024**2
MOST_PER_SLOT = 10
MOST_PIXELS = 50_000_000
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: What makes a PDF act by itself, or hides what it holds.
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|Encrypt|XFA)\b")
HIDDEN = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")

NOT_ACCEPTED = _("Chỉ nhận tệp %(types)s. Tệp này là loại khác.")
DAMAGED = _("Tệp bị hỏng hoặc không đúng loại như tên tệp. Hãy mở thử rồi lưu lại.")
ACTIVE = _("Tệp có mã lệnh, mật khẩu hoặc tệp khác bên trong nên không nhận. Hãy in ra PDF mới.")


def shown_name(name: str) -> str:
    """A file's name as shown to people: NFC, no path, no control or direction characters, short."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    base = HIDDEN.sub("", base).strip(" .") or "tep"
    stem, dot, ending = base.rpartition(".")
    return f"{stem[: 99 - len(ending)]}.{ending}" if dot and len(ending) < 10 else base[:100]


def check(file: UploadedFile, field: UploadField) -> str:
    """The content type of a file that may be kept. Raises ValidationError in the citizen's words."""
    if not file.size:
        raise ValidationError(_("Tệp rỗng. Hãy chọn lại tệp."), "empty")
    if file.size > LARGEST:
        raise ValidationError(_("Tệp quá lớn: mỗi tệp không quá 20 MB."), "large")
    ending = shown_name(file.name or "").rpartition(".")[2].lower().replace("jpeg", "jpg")
    types = ", ".join(name.upper() for name in field.types)
    if ending not in field.types:
        raise ValidationError(NOT_ACCEPTED, "type", {"types": types})
    stream = file.file
    stream.seek(0)
    try:
        PARSERS[ending](stream)
    except ValidationError:
        raise
    except Exception as error:  # a parser may fail in any way on a hostile file
        raise ValidationError(DAMAGED, "damaged") from error
    finally:
        stream.seek(0)
    return CONTENT_TYPES[ending]


def check_signature(stream: IO[bytes], ending: str) -> None:
    head = stream.read(8192)
    stream.seek(0)
    guess = filetype.guess(head)
    if guess is None or guess.extension != ending:
        raise ValidationError(DAMAGED, "damaged")


def check_image(ending: str) -> Callable[[IO[bytes]], None]:
    """Reads the header before any pixel, so that a bomb costs nothing."""

    def check_one(stream: IO[bytes]) -> None:
        check_signature(stream, ending)
        with Image.open(stream, formats=["JPEG" if ending == "jpg" else "PNG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(_("Ảnh quá lớn: không quá 50 triệu điểm ảnh."), "pixels")
            image.verify()

    return check_one


def check_pdf(stream: IO[bytes]) -> None:
    check_signature(stream, "pdf")
    content = stream.read()
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content[-4096:]:
        raise ValidationError(DAMAGED, "damaged")
    if ACTIVE_PDF.search(content):
        raise ValidationError(ACTIVE, "active")


def check_docx(stream: IO[bytes]) -> None:
    """Reads the archive's directory only: names, sizes, flags; unpacks nothing."""
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if "[Content_Types].xml" not in names or "word/document.xml" not in names:
            raise ValidationError(DAMAGED, "damaged")
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members) or 1
        if len(members) > 2000 or unpacked > 200 * 1024**2 or unpacked / packed > 100:
            raise ValidationError(DAMAGED, "bomb")
        hostile = any(
            member.flag_bits & 1
            or ".." in member.filename
            or "vbaProject" in member.filename
            or "embeddings/" in member.filename
            for member in members
        )
        if hostile:
            raise ValidationError(ACTIVE, "active")


PARSERS: dict[str, Callable[[IO[bytes]], None]] = {
    "pdf": check_pdf,
    "jpg": check_image("jpg"),
    "png": check_image("png"),
    "docx": check_docx,
}


def keep(case: Case, slot: str, field: UploadField, file: UploadedFile) -> Attachment:
    """Checks a file and keeps it with the case; a slot for one file replaces what it held."""
    content_type = check(file, field)
    sha256 = hashlib.sha256()
    for chunk in file.chunks():
        sha256.update(chunk)
    held = list(case.attachments.filter(slot=slot))
    same = [attachment for attachment in held if attachment.sha256 == sha256.hexdigest()]
    if same:
        return same[0]
    if field.many and len(held) >= MOST_PER_SLOT:
        raise ValidationError(_("Mỗi mục không quá 10 tệp."), "many")
    attachment = Attachment(
        case=case,
        slot=slot,
        name=shown_name(file.name or ""),
        content_type=content_type,
        size=file.size or 0,
        sha256=sha256.hexdigest(),
    )
    file.seek(0)
    attachment.file.save(attachment.name, file, save=True)
    if not field.many:
        for old in held:
            old.delete()
    return attachment
