"""What a file really is: ending, signature and a parser must agree (R-26 to R-29)."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from errno import ENOSPC
from typing import IO, Any
from xml.parsers import expat

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms.files.pictures import redrawn

MOST_INFLATED = 32 * 1024**2  # of a PDF's packed objects, or of what is read of a DOCX
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

DAMAGED = _("Tệp bị hỏng hoặc không đúng loại như tên tệp. Hãy mở thử rồi lưu lại.")
ACTIVE = _("Tệp có mã lệnh, mật khẩu hoặc tệp khác bên trong nên không nhận. Hãy in ra PDF mới.")


def clean(stream: IO[bytes], ending: str) -> IO[bytes]:
    """What may be kept of a file: its own bytes, or a picture drawn anew; raises a plain reason."""
    stream.seek(0)
    try:
        return PARSERS[ending](stream)
    except (ValidationError, MemoryError):
        raise
    except OSError as error:
        if error.errno == ENOSPC:  # our disk, not their file
            raise
        raise ValidationError(DAMAGED, "damaged") from error
    except Exception as error:  # a parser may fail in any way on a hostile file
        raise ValidationError(DAMAGED, "damaged") from error
    finally:
        stream.seek(0)


def demand(holds: bool, otherwise: Any) -> None:
    if not holds:
        raise ValidationError(otherwise)


def check_signature(stream: IO[bytes], ending: str) -> None:
    """The first bytes say the type, and the last do not say that it is an archive as well."""
    guess = filetype.guess(stream.read(8192))
    demand(guess is not None and guess.extension == ending, DAMAGED)
    demand(not zipfile.is_zipfile(stream), DAMAGED)
    stream.seek(0)


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


def check_pdf(stream: IO[bytes]) -> IO[bytes]:
    check_signature(stream, "pdf")
    content = stream.read()
    demand(b"%%EOF" in content[-2048:] and b"startxref" in content[-4096:], DAMAGED)
    demand(not ACTIVE_PDF.search(content), ACTIVE)
    for packed in packed_objects(content):
        demand(not ACTIVE_PDF.search(packed), ACTIVE)
    return stream


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


def check_docx(stream: IO[bytes]) -> IO[bytes]:
    return check_package(stream, "word/document.xml")


def check_xlsx(stream: IO[bytes]) -> IO[bytes]:
    return check_package(stream, "xl/workbook.xml")


def check_package(stream: IO[bytes], main: str) -> IO[bytes]:
    """Judges by the archive's directory, then reads of each part only what could do harm."""
    demand(stream.read(4) == b"PK\x03\x04", DAMAGED)
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        demand(len(members) == len(names) <= 2000, DAMAGED)
        demand({"[Content_Types].xml", main} <= names, DAMAGED)
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members) or 1
        demand(unpacked <= 200 * 1024**2 and unpacked / packed <= 100, DAMAGED)
        demand(not any(map(is_hostile, members)), ACTIVE)
        left = MOST_INFLATED
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                left -= read_xml(archive, member, left)
    return stream


def is_hostile(member: zipfile.ZipInfo) -> bool:
    """Encrypted, a link, outside the archive, a macro, or a file within the file."""
    name = member.filename.lower()
    return bool(
        member.flag_bits & 1
        or (member.external_attr >> 16) & 0o170000 == 0o120000
        or ".." in name
        or name.startswith(("/", "\\"))
        or any(part in name for part in ("vbaproject", "embeddings/", "activex/", "externallinks/"))
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


def draw(ending: str) -> Callable[[IO[bytes]], IO[bytes]]:
    def draw_one(stream: IO[bytes]) -> IO[bytes]:
        check_signature(stream, ending)
        return redrawn(stream, ending)

    return draw_one


PARSERS: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    "pdf": check_pdf,
    "jpg": draw("jpg"),
    "png": draw("png"),
    "docx": check_docx,
    "xlsx": check_xlsx,
}
