"""Tables to take away, piece by piece: CSV and XLSX whose size is nobody's concern.

No cell is ever taken for a formula (R-38), and none can break the file (R-39).
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Any
from xml.sax.saxutils import escape

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override

from forms.copies.streaming import Member, zipped
from forms.files.downloads import HEADERS
from forms.kinds.text import BIDI, BROKEN, NOTHING

Row = Sequence[Any]
#: Rows that are written, and sent, at once.
CHUNK = 500
#: A spreadsheet takes 1,048,576 rows; beyond this a further sheet begins.
MOST_ROWS = 500_000
#: The most characters that a spreadsheet takes in one cell.
LONGEST = 32_767
FORMULA = tuple("=+-@\t\r\n＝＋－＠|%")
#: What stands before the first character that counts: blanks, BOM, zero-width, directions.
UNSEEN = re.compile(f"(?:{BIDI.pattern}|{NOTHING.pattern[:-1]})*")
PHONE = re.compile(r"\+\d[\d ]{6,18}")


def clean(value: Any) -> str:
    """Without what neither XML nor a spreadsheet can hold."""
    return "" if value is None else BROKEN.sub("", str(value))[:LONGEST]


def safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula; a phone number is none."""
    text = clean(value)
    if PHONE.fullmatch(text):
        return text
    seen = UNSEEN.sub("", text, count=1)
    return f"'{text}" if text.startswith(FORMULA) or seen.startswith(FORMULA) else text


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """With a byte order mark, so that spreadsheets read its accents."""
    writer = csv.writer(Echo())
    yield b"\xef\xbb\xbf"
    for some in chunks(rows):
        yield "".join(writer.writerow([safe(cell) for cell in row]) for row in some).encode()


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The first row alone, so that the first byte is there at once; then many at a time."""
    rows = iter(rows)
    yield list(islice(rows, 1))
    while some := list(islice(rows, CHUNK)):
        yield some


def as_xlsx(rows: Iterable[Row]) -> Iterator[bytes]:
    """Texts only, one sheet after the other, and at the end the book that names them."""
    return zipped(parts_of_book(iter(rows)))


def parts_of_book(rows: Iterator[Row]) -> Iterator[Member]:
    head = next(rows, ())
    for number in count(1):
        first = list(islice(rows, 1)) if number > 1 else []  # the first sheet is there anyway
        if number > 1 and not first:
            break
        some = chain([head], first, islice(rows, MOST_ROWS - len(first)))
        yield Member(f"xl/worksheets/sheet{number}.xml", sheet(some))
        sheets = number
    for name, content in book(sheets).items():
        yield Member(name, [content.encode()])


def sheet(rows: Iterable[Row]) -> Iterator[bytes]:
    yield f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    for some in chunks(rows):
        yield "".join(map(row_xml, some)).encode()
    yield b"</sheetData></worksheet>"


def row_xml(row: Row) -> str:
    return f"<row>{''.join(map(cell_xml, row))}</row>"


def cell_xml(value: Any) -> str:
    text = escape(clean(value))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
FORMATS = "http://schemas.openxmlformats.org"
MAIN, OFFICE = f"{FORMATS}/spreadsheetml/2006/main", f"{FORMATS}/officeDocument/2006/relationships"
PACKAGE = f"{FORMATS}/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def book(sheets: int) -> dict[str, str]:
    """The small parts of a workbook of so many sheets."""
    numbers = range(1, sheets + 1)
    named = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{CONTENT}.worksheet+xml"/>'
        for n in numbers
    )
    relations = f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    return {
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"{relations}{related}</Relationships>",
        "_rels/.rels": f'{relations}<Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}.sheet.main+xml"/>'
        f"{typed}</Types>",
    }


@dataclass(frozen=True)
class Format:
    """A kind of file that a table becomes."""

    label: str
    content_type: str
    written: Callable[[Iterable[Row]], Iterator[bytes]]


FILES = {
    "xlsx": Format("XLSX (Excel)", f"{CONTENT}.sheet", as_xlsx),
    "csv": Format("CSV", "text/csv; charset=utf-8", as_csv),
}


def in_language(language: str | None, rows: Iterable[Row]) -> Iterator[Row]:
    """Rows that are made when the request is over, and with it the choice of a language."""
    waiting = iter(rows)
    while True:
        with override(language):
            row = next(waiting, None)
        if row is None:
            return
        yield row


def download(name: str, kind: str, rows: Iterable[Row]) -> StreamingHttpResponse:
    """The table as a file, sent while it is being written, in the language of whoever asked."""
    file, told = FILES[kind], in_language(get_language(), rows)
    response = StreamingHttpResponse(file.written(told), content_type=file.content_type)
    named = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    for header, value in (HEADERS | named).items():
        response.headers[header] = value
    return response
