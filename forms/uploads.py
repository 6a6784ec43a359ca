"""What may be uploaded: ending, signature and a parser must agree (R-26 to R-30)."""

import hashlib
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any
from urllib.parse import unquote
from xml.parsers import expat

import filetype
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image

from forms.kinds.fields import UploadField
from forms.models import Attachment, Case
from forms.models.attachments import drop
from forms.scanning import scan_later

LARGEST = 20 * 1024**2
MOST_PER_SLOT = 10
MOST_PER_CASE = 300 * 1024**2
MOST_PIXELS = 50_000_000
MOST_INFLATED = 32 * 1024**2  # of a PDF's packed objects, or of what is read of a DOCX
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
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
DAMAGED = _("Tệp bị hỏng hoặc không đúng loại như tên tệp. Hãy mở thử rồi lưu lại.")
TOO_MANY_PIXELS = _("Ảnh quá lớn: không quá 50 triệu điểm ảnh.")
ACTIVE = _("Tệp có mã lệnh, mật khẩu hoặc tệp khác bên trong nên không nhận. Hãy in ra PDF mới.")
TOO_MANY = _("Mỗi mục không quá 10 tệp.")
TOO_MUCH = _("Hồ sơ đã đủ 300 MB tệp. Hãy xóa bớt hoặc thu nhỏ tệp.")
NOT_SAVED = _("Hệ thống chưa lưu được tệp này. Hãy thử lại sau ít phút.")


def shown_name(name: str) -> str:
    """A file's name as shown to people: NFC, no path, no control or direction characters, short."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    base = HIDDEN.sub("", base).strip(" .") or "tep"
    stem, dot, ending = base.rpartition(".")
    return f"{stem[: 99 - len(ending)]}.{ending}" if dot and len(ending) < 10 else base[:100]


def check(file: UploadedFile, field: UploadField) -> str:
    """The content type of a file that may be kept; raises in the citizen's words."""
    if not file.size:
        raise ValidationError(EMPTY, "empty")
    if file.size > LARGEST:
        raise ValidationError(TOO_LARGE, "large")
    name = file.name or ""
    if BREAKS.search(unquote(name)):  # browsers send a line break as %0A
        raise ValidationError(BAD_NAME, "name")
    ending = shown_name(name).rpartition(".")[2].lower().replace("jpeg", "jpg")
    if ending not in field.types:
        types = ", ".join(one.upper() for one in field.types)
        raise ValidationError(NOT_ACCEPTED, "type", {"types": types})
    stream = file.file
    assert stream is not None
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


def demand(holds: bool, otherwise: Any) -> None:
    if not holds:
        raise ValidationError(otherwise)


def check_signature(stream: IO[bytes], ending: str) -> None:
    """The first bytes say the type, and the last do not say that it is an archive as well."""
    guess = filetype.guess(stream.read(8192))
    demand(guess is not None and guess.extension == ending, DAMAGED)
    demand(not zipfile.is_zipfile(stream), DAMAGED)
    stream.seek(0)


def check_image(ending: str) -> Callable[[IO[bytes]], None]:
    """Reads the header before any pixel, so that a bomb costs nothing."""

    def check_one(stream: IO[bytes]) -> None:
        check_signature(stream, ending)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our limit is lower
            try:
                image = Image.open(stream, formats=["JPEG" if ending == "jpg" else "PNG"])
            except Image.DecompressionBombError as error:
                raise ValidationError(TOO_MANY_PIXELS) from error
        with image:
            demand(image.width * image.height <= MOST_PIXELS, TOO_MANY_PIXELS)
            if ending == "png":
                image.verify()  # every chunk is there and whole
            else:
                image.draft("L", (image.width // 8, image.height // 8))
                image.load()  # at an eighth of the size: cheap, and a cut file shows

    return check_one


def named(*words: str) -> bytes:
    """Any of these names in a PDF; every letter may be escaped, as in /J#61vaScript."""

    def spelled(word: str) -> str:
        return "".join(f"(?:{letter}|(?i:#{ord(letter):x}))" for letter in word)

    return f"/(?:{'|'.join(map(spelled, words))})".encode()


#: What makes a PDF act by itself, or hides what it holds.
ACTIVE_PDF = re.compile(
    named("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "Encrypt")
    + rb"(?![A-Za-z])|"
    + named("XFA")
    + rb"[\s\[\d]"
)
PACKED = re.compile(named("ObjStm"))
STREAM = re.compile(rb"(?<!end)stream\r?\n")
FLATE = re.compile(rb"/Filter\s*(?:/FlateDecode(?![A-Za-z])|\[\s*/FlateDecode\s*\])")
MOST_PACKED = 5000


def check_pdf(stream: IO[bytes]) -> None:
    check_signature(stream, "pdf")
    content = stream.read()
    demand(b"%%EOF" in content[-2048:] and b"startxref" in content[-4096:], DAMAGED)
    demand(not ACTIVE_PDF.search(content), ACTIVE)
    for packed in packed_objects(content):
        demand(not ACTIVE_PDF.search(packed), ACTIVE)


def packed_objects(content: bytes) -> Iterator[bytes]:
    """What the object streams of a PDF hold, inflated up to a limit."""
    left, before = MOST_INFLATED, 0
    for number, found in enumerate(PACKED.finditer(content)):
        begins = STREAM.search(content, max(before, found.end()))
        if begins is None:
            return
        if found.start() < before:
            continue
        head = content[max(before, content.rfind(b"obj", before, found.start())) : begins.start()]
        demand(number < MOST_PACKED, DAMAGED)
        flate = FLATE.search(head) is not None
        demand(flate or not (b"Filter" in head or b"#" in head), ACTIVE)
        before = begins.end()
        if flate:
            inflated = inflate(content, before, left)
            left -= len(inflated)
            demand(left > 0, DAMAGED)
            yield inflated


def inflate(content: bytes, start: int, most: int) -> bytes:
    """Inflates piece by piece, so that neither the input nor the output is copied whole."""
    inflater, found = zlib.decompressobj(), bytearray()
    for place in range(start, len(content), 65536):
        found += inflater.decompress(content[place : place + 65536], most - len(found))
        if inflater.eof or len(found) >= most:
            break
    return bytes(found)


def check_docx(stream: IO[bytes]) -> None:
    """Judges by the archive's directory, then reads of each part only what could do harm."""
    demand(stream.read(4) == b"PK\x03\x04", DAMAGED)
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        demand(len(members) == len(names) <= 2000, DAMAGED)
        demand({"[Content_Types].xml", "word/document.xml"} <= names, DAMAGED)
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members) or 1
        demand(unpacked <= 200 * 1024**2 and unpacked / packed <= 100, DAMAGED)
        demand(not any(map(is_hostile, members)), ACTIVE)
        left = MOST_INFLATED
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                left -= read_xml(archive, member, left)


def is_hostile(member: zipfile.ZipInfo) -> bool:
    """Encrypted, a link, outside the archive, a macro, or a file within the file."""
    name = member.filename.lower()
    return bool(
        member.flag_bits & 1
        or (member.external_attr >> 16) & 0o170000 == 0o120000
        or ".." in name
        or name.startswith(("/", "\\"))
        or any(part in name for part in ("vbaproject", "embeddings/", "activex/"))
    )


class Enough(Exception):
    """The part has begun without a document type: nothing that comes later can declare one."""


def read_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    """Refuses a document type, which is how XML explodes, and links that open by themselves.

    Returns how many bytes it read: all of the lists of links, the beginning of other parts.
    """
    links = member.filename.endswith(".rels")
    parser = expat.ParserCreate()

    def begins(tag: str, attributes: dict[str, str]) -> None:
        outside = attributes.get("TargetMode", "").lower() == "external"
        demand(not outside or attributes.get("Type", "").endswith("/hyperlink"), ACTIVE)
        macro = "macroenabled" in attributes.get("ContentType", "").lower()
        demand(not macro, ACTIVE)
        if not links and member.filename != "[Content_Types].xml":
            raise Enough

    def declares(*_declaration: object) -> None:
        raise ValidationError(ACTIVE)

    parser.StartElementHandler = begins
    parser.StartDoctypeDeclHandler = declares
    read = 0
    with archive.open(member) as part:
        try:
            while chunk := part.read(65536):
                read += len(chunk)
                demand(read <= most, DAMAGED)
                parser.Parse(chunk)
            parser.Parse(b"", True)
        except Enough:
            pass
    return read


PARSERS: dict[str, Callable[[IO[bytes]], None]] = {
    "pdf": check_pdf,
    "jpg": check_image("jpg"),
    "png": check_image("png"),
    "docx": check_docx,
}


def keep(
    case: Case,
    slot: str,
    field: UploadField,
    files: list[UploadedFile],
    held: dict[str, list[Attachment]],
) -> list[str]:
    """Keeps what may be kept of the files sent for a slot, and returns the reasons for the others.

    `held` are the case's files, brought up to date here. A slot for one file replaces what it held.
    """
    reasons: list[str] = []
    new: list[Attachment] = []
    for file in files:
        try:
            attachment = checked(case, slot, field, file, held, new)
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
        drop(before)
    held[slot] = [*before, *new] if field.many else new
    return reasons


def digest_of(file: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()


def checked(
    case: Case,
    slot: str,
    field: UploadField,
    file: UploadedFile,
    held: dict[str, list[Attachment]],
    new: list[Attachment],
) -> Attachment | None:
    """The attachment that a file becomes, content stored; None when the slot holds it already."""
    content_type = check(file, field)
    here = [*held.get(slot, []), *new]
    sha256 = digest_of(file)
    if any(attachment.sha256 == sha256 for attachment in here):
        return None
    if len(here) >= MOST_PER_SLOT if field.many else new:
        raise ValidationError(TOO_MANY if field.many else _("Chỉ chọn một tệp."))
    total = sum(attachment.size for slots in held.values() for attachment in slots)
    if total + sum(attachment.size for attachment in new) + (file.size or 0) > MOST_PER_CASE:
        raise ValidationError(TOO_MUCH)
    attachment = Attachment(
        case=case,
        slot=slot,
        name=shown_name(file.name or ""),
        content_type=content_type,
        size=file.size or 0,
        sha256=sha256,
    )
    file.seek(0)
    try:
        attachment.file.save(attachment.name, file, save=False)
    except OSError as error:  # a full disk must not lose the rest of the step
        raise ValidationError(NOT_SAVED) from error
    return attachment
