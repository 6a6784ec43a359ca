"""Sheets as programs write them and as attackers do: bounded, never computed, never a 5xx."""

import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from forms.batch.columns import columns_of
from forms.batch.reading import LAST_ROW, MOST_ROWS, Unreadable, read
from forms.files.uploads import receive
from forms.kinds import KINDS
from tests.batches import sheet, student, students
from tests.ugly_files import archive, laughs, relations

pytestmark = pytest.mark.django_db
CODES = [*student()]


@pytest.fixture
def columns(office):
    return columns_of(KINDS["student"], office)


def changed(content, change):
    """The workbook after somebody has worked on it."""
    book = load_workbook(io.BytesIO(content))
    change(book.active)
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def problems(content, columns):
    with pytest.raises(Unreadable) as raised:
        read(content, columns)
    return " ".join(raised.value.problems)


def test_rows_keep_their_numbers_and_blank_ones_are_skipped(columns):
    found = read(sheet([student(1), None, {"full_name_passport": "  "}, student(2)]), columns)
    assert [line.number for line in found.lines] == [4, 7]
    assert found.lines[0].cells["passport_no"] == "PA0000001"


def test_moved_columns_are_found_by_their_code(columns):
    moved = list(reversed(CODES))
    found = read(sheet([student(1)], ["?", *moved]), columns)
    assert found.places == ["", *moved]
    assert found.lines[0].cells["nationality"] == "Lào"


def test_labels_serve_where_the_codes_were_deleted(columns):
    labels = {column.code: column.label for column in columns}
    book = Workbook()
    book.active.append([f"{labels[code]} *" for code in CODES])
    book.active.append([student(1)[code] for code in CODES])
    content = io.BytesIO()
    book.save(content)
    found = read(content.getvalue(), columns)
    assert found.lines[0].number == 2
    assert found.lines[0].cells == {code: str(student(1)[code]) for code in CODES}


def test_unknown_columns_are_named_and_missing_ones_refused(columns):
    found = read(sheet([student(1)], [*CODES, "ghi_chu", "x"]), columns)
    assert "U, V" in found.remarks[0]
    without = [code for code in CODES if code not in ("passport_no", "gender")]
    said = problems(sheet([student(1)], without), columns)
    assert "Giới tính, Số hộ chiếu" in said
    assert "hai lần: Giới tính" in problems(sheet([student(1)], [*CODES, "gender"]), columns)


def test_another_sheet_of_the_workbook_may_hold_the_rows(columns):
    book = load_workbook(io.BytesIO(sheet(students(2))))
    book.create_sheet("Trước", 0).append(["Ghi chú của trường"])
    content = io.BytesIO()
    book.save(content)
    assert len(read(content.getvalue(), columns).lines) == 2


def test_a_formula_is_its_text_and_never_its_value(columns):
    content = changed(
        sheet([student(1)]), lambda page: page.cell(4, 2, '=HYPERLINK("http://evil.example")')
    )
    line = read(content, columns).lines[0]
    assert line.cells["full_name_passport"].startswith("=HYPERLINK")
    assert line.formulas == {"full_name_passport"}


def test_one_row_too_many_is_refused(columns):
    row = {"nationality": "Lào", "passport_no": "PA1"}
    assert len(read(sheet([row] * MOST_ROWS), columns).lines) == MOST_ROWS
    assert str(MOST_ROWS) in problems(sheet([row] * (MOST_ROWS + 1)), columns)


def test_what_lies_far_away_costs_nothing(columns):
    def far(page):
        page.cell(1_048_576, 1, "x")
        page.cell(4, 16_384, "x")

    content = changed(sheet([student(1)]), far)
    started = time.process_time()
    assert len(read(content, columns).lines) == 1
    assert time.process_time() - started < 2
    assert "2000" in problems(
        changed(sheet([student(1)]), lambda page: page.cell(LAST_ROW + 1, 1, "x")), columns
    )


@pytest.mark.parametrize(
    "content",
    [
        sheet([]),
        sheet([None] * 20),
        sheet([student(1)], ["a", "b", "c"]),
        archive([("xl/workbook.xml", "<x/>"), ("[Content_Types].xml", "<Types/>")]),
        archive([("xl/workbook.xml", ""), ("[Content_Types].xml", "")]),
    ],
    ids=["no row", "blank rows", "no column of ours", "no workbook", "empty parts"],
)
def test_a_sheet_without_rows_is_refused_in_words(columns, content):
    assert problems(content, columns)


def xlsx(*more, **instead):
    """A small correct workbook with further parts; keywords replace its own."""
    with zipfile.ZipFile(io.BytesIO(sheet([student(1)]))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts |= instead
    return archive([*parts.items(), *more])


HOSTILE = {
    "not an archive": b"MZ" + bytes(900),
    "a page": b"<html><script>1</script>",
    "cut off": sheet([student(1)])[:2000],
    "a letter": archive([("[Content_Types].xml", ""), ("word/document.xml", "")]),
    "a macro": xlsx(("xl/vbaProject.bin", b"\xd0\xcf")),
    "a macro's type": xlsx(
        **{
            "[Content_Types].xml": '<Types><Override ContentType="application/'
            'vnd.ms-excel.sheet.macroEnabled.main+xml" PartName="/xl/workbook.xml"/></Types>'
        }
    ),
    "a link to another workbook": xlsx(
        ("xl/externalLinks/externalLink1.xml", "<externalLink/>"),
    ),
    "a link that opens by itself": xlsx(
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            relations(("oleObject", "http://evil.example/", "External")),
        ),
    ),
    "a file within": xlsx(("xl/embeddings/o.bin", b"x")),
    "a path upwards": xlsx(("../../x", b"x")),
    "entities that explode": xlsx(**{"xl/sharedStrings.xml": laughs()}),
    "a sheet that explodes": xlsx(**{"xl/worksheets/sheet1.xml": b"<x>" + b"A" * 40_000_000}),
    "too many parts": xlsx(*[(f"xl/{n}", b"") for n in range(2100)]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_before_it_is_read(name):
    started = time.process_time()
    received = receive(SimpleUploadedFile("a.xlsx", HOSTILE[name]))
    assert time.process_time() - started < 1
    assert received.refused
    assert received.content is None


def test_an_honest_workbook_is_received():
    assert receive(SimpleUploadedFile("Danh sách (2).XLSX", sheet(students(2)))).refused == ""
