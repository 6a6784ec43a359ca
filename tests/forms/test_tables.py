"""Tables to take away: opened by what opens them, with every row, and without one formula."""

import csv
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from django.utils.translation import get_language, gettext, override

from forms import tables
from forms.tables import as_csv, as_xlsx, download, safe
from tests.forms.kinds.ugly import UGLY

FORMULAS = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\ufeff=1",
    "\u200b=1",
    "＝1",
    " =1",
    "\u200e=1",
    "\u202e=1",
    "\u2066+1",
    "\u180e-1",
    "\u3000 @1",
    "\u200b\n\u200f=1",
]
BROKEN = ["a\x00b", "a\x01b", "a\x0bb", "a\ufffeb", "a\uffffb", "a\ud800b", "]]>", "<a>&amp;", ""]
NASTY = [*FORMULAS, *BROKEN, *(one for one in UGLY if isinstance(one, str))]


def written(file, rows):
    return b"".join(file(iter(rows)))


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("evil", FORMULAS)
def test_R38_no_cell_of_a_csv_is_a_formula(evil):
    [[cell]] = csv_rows(written(as_csv, [[evil]]))
    assert cell.startswith("'") or not cell.strip("\t\r\n ")


def test_R38_a_phone_number_stays_a_number():
    assert safe("+84 912 345 678") == "+84 912 345 678"
    assert safe("+1+1") == "'+1+1"


def test_R38_no_cell_of_a_workbook_is_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(written(as_xlsx, [[one] for one in NASTY])))
    types = {cell.data_type for row in book.active for cell in row}
    assert types <= {"s", "n", "inlineStr"}  # an empty cell counts as a number
    assert not any(cell.data_type == "f" for row in book.active for cell in row)


def test_R39_no_value_breaks_a_file_and_no_row_is_missing():
    rows = [[one, "cột hai"] for one in NASTY]
    assert len(csv_rows(written(as_csv, rows))) == len(rows)
    book = openpyxl.load_workbook(io.BytesIO(written(as_xlsx, rows)))
    assert book.active.max_row == len(rows)
    assert [row[1].value for row in book.active] == ["cột hai"] * len(rows)


@pytest.mark.parametrize(
    "honest", ["Số 39, đường 3 tháng 2", "Null", "<Hoa> & “Cánh”", "a\nb", 0, 15]
)
def test_R42_what_is_honest_is_kept_exactly(honest):
    [[cell]] = csv_rows(written(as_csv, [[honest]]))
    assert cell == str(honest)
    book = openpyxl.load_workbook(io.BytesIO(written(as_xlsx, [[honest]])))
    assert book.active["A1"].value == str(honest)


def test_a_further_sheet_begins_where_one_is_full_under_the_same_names(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    rows = [["tên"], *([number] for number in range(7))]
    book = openpyxl.load_workbook(io.BytesIO(written(as_xlsx, rows)))
    found = [[row[0].value for row in sheet] for sheet in book]
    assert found == [["tên", "0", "1", "2"], ["tên", "3", "4", "5"], ["tên", "6"]]


@pytest.mark.parametrize("full", [0, 3, 6])
def test_no_empty_sheet_follows_a_full_one(monkeypatch, full):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    rows = [["tên"], *([number] for number in range(full))]
    with zipfile.ZipFile(io.BytesIO(written(as_xlsx, rows))) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/" in name]
    assert len(sheets) == max(full // 3, 1)


def test_a_file_is_in_the_language_of_whoever_asked_for_it():
    """It is written when the request is over, and nobody's language is in force any more."""

    def rows():
        for _number in range(3):
            yield [gettext("Người nộp"), get_language()]

    with override("en"):
        answer = download("ten", "csv", rows())
    with override("km"):
        content = b"".join(answer)
        assert get_language() == "km"
    assert {language for _text, language in csv_rows(content)} == {"en"}


@pytest.mark.parametrize("file", [as_csv, as_xlsx])
def test_the_first_bytes_are_there_before_the_second_row_is_read(file):
    def rows():
        yield ["tên"]
        raise AssertionError("read ahead")

    assert next(file(rows()))


@pytest.mark.parametrize("file", [as_csv, as_xlsx])
def test_memory_stays_flat_whatever_the_number_of_rows(file):
    rows = ([f"dòng {number}", "Nguyễn Văn Mẫu"] for number in range(60_000))
    tracemalloc.start()
    for _piece in file(rows):
        pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * 1024**2
