"""Reading an uploaded sheet: bounded in every direction, and nothing in it is ever computed."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from forms.batch.columns import Column, names
from forms.kinds.text import tidy
from search.text import fold

MOST_ROWS = 2000
LAST_ROW = 3 * MOST_ROWS  # how far down rows are looked for, blank ones among them
MOST_COLUMNS = 200
MOST_INFLATED = 48 * 1024**2
HEAD_ROWS = 10
LEAST_KNOWN = 3  # columns, for a row to be the header
MARK = re.compile(r"\s*(\*|\(\*\))$")  # of a required column, behind its label


class Unreadable(Exception):
    """The sheet as a whole cannot be used; `problems` say why, in the coordinator's language."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = list(problems)


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number there, and the text of each cell that is not empty."""

    number: int
    cells: dict[str, str]
    formulas: frozenset[str] = frozenset()


@dataclass
class Sheet:
    """What was read: the rows, and what was passed over."""

    lines: list[Line] = field(default_factory=list)
    #: The codes of the columns in the order of the sheet; empty where a column is not ours.
    places: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(content: bytes, columns: Sequence[Column]) -> Sheet:
    """The filled rows of the first sheet that has our columns, wherever these have been moved."""
    try:
        demand_bounded(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        for worksheet in book.worksheets[:HEAD_ROWS]:
            worksheet.reset_dimensions()  # what a file says of its own size is not believed
            found = read_worksheet(worksheet, columns)
            if found is not None:
                return found
    except Unreadable:
        raise
    except Exception as error:  # a parser may fail in any way on a hostile file
        raise Unreadable(_("Không đọc được bảng. Hãy mở thử, lưu lại rồi gửi lại.")) from error
    raise Unreadable(_("Không thấy các cột của biểu mẫu. Hãy dùng bảng mẫu tải từ trang này."))


def demand_bounded(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_INFLATED:
            raise Unreadable(_("Bảng quá lớn. Hãy xóa các dòng và trang tính không dùng."))


def read_worksheet(worksheet: Any, columns: Sequence[Column]) -> Sheet | None:
    """The sheet's rows, or None when it has not our columns."""
    rows = worksheet.iter_rows(max_row=LAST_ROW + 1, max_col=MOST_COLUMNS)
    head = []
    for _number, row in zip(range(HEAD_ROWS), rows, strict=False):
        head.append(row)
    place = header_of(head, columns)
    if place is None:
        return None
    sheet = Sheet()
    layout = places(head[place], columns, sheet)
    width = max(layout) + 1
    sheet.places = [layout[n].code if n in layout else "" for n in range(width)]
    first = place + 1
    for number, row in enumerate(chain(head[first:], rows), first + 1):
        take(sheet, number, row, layout)
    if not sheet.lines:
        raise Unreadable(_("Bảng chưa có dòng nào được điền."))
    return sheet


def known(row: Sequence[Any], columns: Sequence[Column]) -> dict[int, Column]:
    """The columns of a header row by their place: by code, else by label in any language."""
    by_name = {name: column for column in columns for name in names(column)}
    found: dict[int, Column] = {}
    for place, cell in enumerate(row):
        text = tidy(str(cell.value or ""))[:200]
        column = by_name.get(text) or by_name.get(fold(MARK.sub("", text)))
        if column is not None:
            found[place] = column
    return found


def header_of(head: Sequence[Sequence[Any]], columns: Sequence[Column]) -> int | None:
    """The last row at the top that names our columns: the codes stand under the labels."""
    good = [place for place, row in enumerate(head) if len(known(row, columns)) >= LEAST_KNOWN]
    return good[-1] if good else None


def places(row: Sequence[Any], columns: Sequence[Column], sheet: Sheet) -> dict[int, Column]:
    """Where each column stands; raises for those that are missing or there twice."""
    found = known(row, columns)
    here = [column.code for column in found.values()]
    twice = [column.label for column in columns if here.count(column.code) > 1]
    missing = [
        column.label
        for column in columns
        if column.code not in here and column.required and not column.conditional
    ]
    problems = []
    if missing:
        problems.append(_("Thiếu cột: %(names)s.") % {"names": ", ".join(missing)})
    if twice:
        problems.append(_("Cột có hai lần: %(names)s.") % {"names": ", ".join(twice)})
    if problems:
        raise Unreadable(*problems)
    others = [
        get_column_letter(place + 1)
        for place, cell in enumerate(row)
        if place not in found and tidy(str(cell.value or ""))
    ]
    if others:
        told = _("Các cột không thuộc biểu mẫu đã được bỏ qua: %(names)s.")
        sheet.remarks.append(told % {"names": ", ".join(others[:20])})
    return found


def take(sheet: Sheet, number: int, row: Sequence[Any], layout: dict[int, Column]) -> None:
    """Keeps a row unless it is blank; raises for one too many."""
    cells = {column.code: row[place] for place, column in layout.items() if place < len(row)}
    columns = {column.code: column for column in layout.values()}
    texts = {code: text_of(cell, columns[code]) for code, cell in cells.items()}
    texts = {code: text for code, text in texts.items() if text}
    if not texts:
        return
    if len(sheet.lines) == MOST_ROWS or number > LAST_ROW:
        told = _("Mỗi bảng không quá %(most)d dòng. Hãy chia thành nhiều bảng.")
        raise Unreadable(told % {"most": MOST_ROWS})
    formulas = frozenset(code for code in texts if cells[code].data_type == "f")
    sheet.lines.append(Line(number, texts, formulas))


def text_of(cell: Any, column: Column) -> str:
    """What a cell says; of a formula, how it is written."""
    if cell.value is None:
        return ""
    if cell.data_type != "f":
        return column.text(cell.value)
    written = str(getattr(cell.value, "text", None) or cell.value)
    return written if written.startswith("=") else f"={written}"
