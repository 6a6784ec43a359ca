"""The sheet that a coordinator fills: lists to choose from, help at each column, an explanation.

The same builder writes a sheet back with the cells that are wrong marked: same columns, same rows.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from forms.batch.columns import Column
from forms.batch.reading import MOST_ROWS
from forms.kinds import Kind
from forms.kinds.inputs import SeveralField
from forms.kinds.text import BROKEN

GROUPS, LABELS, CODES = 1, 2, 3
FIRST_ROW = CODES + 1
LAST_ROW = FIRST_ROW + MOST_ROWS - 1
#: Families that the office programs of each script bring along; others are found by the program.
FONTS = {"lo": "Leelawadee UI", "km": "Leelawadee UI"}
TALL = {"lo": 1.25, "km": 1.4}
TEXT, DAY = "@", "dd/mm/yyyy"
BRAND, SOFT, RED, AMBER, GREEN = "0B4F55", "E6F1F2", "F7C6C2", "FDF3DA", "E7F3EA"
AUTHOR = "Một Cửa"


@dataclass(frozen=True)
class Marked:
    """A row to be written back: its cells as they came, and what is said of them."""

    number: int
    cells: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)
    doubtful: Mapping[str, str] = field(default_factory=dict)
    #: Of the row as a whole.
    said: str = ""


def safe(text: Any) -> str:
    """What any spreadsheet program can open (R-39)."""
    return BROKEN.sub("�", str(text))


def sheet_title(text: str) -> str:
    """A name that a spreadsheet may bear."""
    return "".join(" " if char in "[]:*?/\\'" else char for char in text)[:31].strip()


class Template:
    """One workbook in the language of this moment."""

    def __init__(self, kind: Kind, columns: Sequence[Column], places: Sequence[str] = ()) -> None:
        """`places` are the codes in the order of somebody's own sheet, empty for other columns."""
        self.kind, self.columns = kind, columns
        by_code = {column.code: column for column in columns}
        self.places = [by_code.get(code) for code in places or by_code]
        self.language = get_language() or "vi"
        self.book = Workbook(write_only=True)
        self.lists = {
            column.code: list(column.labels.values())
            for column in columns
            if column.labels and not isinstance(column.field, SeveralField)
        }
        self.titles = [sheet_title(_("Hướng dẫn")), sheet_title(_("Danh sách"))]
        self.list_title = sheet_title(_("Danh mục chọn"))

    def font(self, **style: Any) -> Font:
        return Font(name=FONTS.get(self.language, "Arial"), size=style.pop("size", 11), **style)

    def content(self, rows: Iterable[Marked] = ()) -> bytes:
        """The workbook with these rows in it."""
        self.explain()
        self.write_rows(rows)
        self.write_lists()
        found = io.BytesIO()
        self.book.save(found)
        return found.getvalue()

    # ── the sheet that explains ──

    def explain(self) -> None:
        sheet = self.book.create_sheet(self.titles[0])
        sheet.sheet_view.showGridLines = False
        sheet.column_dimensions["A"].width = 56
        sheet.column_dimensions["B"].width = 16
        sheet.column_dimensions["C"].width = 110
        sheet.row_dimensions[1].height = 28 * TALL.get(self.language, 1)
        sheet.append([self.cell(sheet, self.kind.title, bold=True, size=16)])
        for line in self.advice():
            sheet.append([self.cell(sheet, line)])
        sheet.append([])
        head = (_("Cột"), _("Bắt buộc"), _("Cách điền"))
        sheet.append([self.cell(sheet, text, bold=True, fill=SOFT) for text in head])
        for column in self.columns:
            texts = (column.label, self.need(column), self.how(column))
            sheet.append([self.cell(sheet, text, wrap=True) for text in texts])

    def advice(self) -> list[str]:
        """What is to be known before the first row is filled."""
        return [
            _("Mỗi người một dòng ở trang “%(sheet)s”, từ dòng %(row)d; nhiều nhất %(most)d dòng.")
            % {"sheet": self.titles[1], "row": FIRST_ROW, "most": MOST_ROWS},
            _("Cột có dấu * là bắt buộc; dấu (*) là bắt buộc trong trường hợp nêu ở cách điền."),
            _("Ô có danh sách: bấm vào ô rồi chọn. Ngày: ghi ngày/tháng/năm, ví dụ 05/09/2026."),
            _("Không ghi công thức. Dòng trống được bỏ qua. Có thể đổi chỗ cột; đừng sửa tên cột."),
            _(
                "Giấy tờ của từng người (ảnh hộ chiếu, văn bằng…) không gửi trong bảng này: hồ sơ "
                "được nhận trước, đơn vị yêu cầu bổ sung giấy tờ sau cho từng hồ sơ."
            ),
            _("Gửi bảng lại nhiều lần được: người đã nộp không bị nộp lần nữa."),
        ]

    def need(self, column: Column) -> str:
        if not column.required:
            return ""
        return _("Có điều kiện") if column.conditional else _("Bắt buộc")

    def how(self, column: Column) -> str:
        """The help of the field, and what kind of cell it is."""
        said = [str(column.field.help_text)] if column.field.help_text else []
        if column.code in self.lists:
            labels = self.lists[column.code]
            chosen = ", ".join(labels) if len(labels) <= 8 else _("xem danh sách ở ô")
            said.append(_("Chọn một: %(choices)s.") % {"choices": chosen})
        elif column.is_day:
            said.append(_("Ngày/tháng/năm."))
        return " ".join(said)

    # ── the sheet to be filled ──

    def write_rows(self, rows: Iterable[Marked]) -> None:
        sheet = self.book.create_sheet(self.titles[1])
        sheet.freeze_panes = f"C{FIRST_ROW}"
        for place, column in self.placed():
            dimension = sheet.column_dimensions[get_column_letter(place)]
            dimension.width = self.width(column)
            dimension.number_format = DAY if column.is_day else TEXT
            dimension.font = self.font()
            if column.code in self.lists:
                sheet.data_validations.append(self.choice(place, column))
        sheet.row_dimensions[LABELS].height = 48 * TALL.get(self.language, 1)
        sheet.row_dimensions[CODES].hidden = True
        sheet.append(self.groups(sheet))
        sheet.append([column and self.head(sheet, column) for column in self.places])
        sheet.append([column and column.code for column in self.places])
        at = FIRST_ROW
        for row in rows:
            for _gap in range(at, row.number):
                sheet.append([])
            sheet.append([column and self.written(sheet, row, column) for column in self.places])
            at = row.number + 1

    def placed(self) -> Iterator[tuple[int, Column]]:
        for place, column in enumerate(self.places, start=1):
            if column:
                yield place, column

    def width(self, column: Column) -> float:
        longest = max([len(word) for word in self.lists.get(column.code, ())], default=0)
        return min(max(14, len(column.label) * 0.7, longest + 4), 36)

    def groups(self, sheet: Any) -> list[Any]:
        """The titles of the steps, each above its first column."""
        found: list[Any] = []
        before: Any = ""
        for column in self.places:
            group = column.group if column else before
            title = "" if group == before else group
            found.append(self.cell(sheet, title, bold=True, fill=BRAND, color="FFFFFF"))
            before = group
        return found

    def head(self, sheet: Any, column: Column) -> Any:
        mark = (" (*)" if column.conditional else " *") if column.required else ""
        cell = self.cell(sheet, column.label + mark, bold=True, wrap=True, fill=SOFT)
        told = " – ".join(filter(None, (self.need(column), self.how(column))))
        if told:
            cell.comment = comment(told)
        return cell

    def choice(self, place: int, column: Column) -> DataValidation:
        """The list that a column's cells open; it stands on a sheet of its own."""
        letter = get_column_letter([*self.lists].index(column.code) + 1)
        last = len(self.lists[column.code]) + 1
        validation = DataValidation(
            type="list",
            formula1=f"'{self.list_title}'!${letter}$2:${letter}${last}",
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="stop",
            errorTitle=safe(column.label)[:32],
            error=_("Hãy chọn một mục trong danh sách."),
        )
        here = get_column_letter(place)
        validation.add(f"{here}{FIRST_ROW}:{here}{LAST_ROW}")
        return validation

    def written(self, sheet: Any, row: Marked, column: Column) -> Any:
        """One cell of a row: always text or a day, never a formula (R-38)."""
        text = row.cells.get(column.code, "")
        wrong, doubt = row.wrong.get(column.code), row.doubtful.get(column.code)
        first = column is next(filter(None, self.places))
        if not text and not wrong and not doubt and not (first and row.said):
            return None
        cell = WriteOnlyCell(sheet, day_of(text) if column.is_day else None)
        if cell.value is None:
            cell.value, cell.data_type = safe(text), "s"
        cell.number_format = DAY if cell.is_date else TEXT
        cell.font = self.font()
        told = wrong or doubt or (row.said if first else "")
        if told:
            cell.comment = comment(told)
            cell.fill = PatternFill("solid", fgColor=RED if wrong else AMBER if doubt else GREEN)
        return cell

    # ── the lists ──

    def write_lists(self) -> None:
        sheet = self.book.create_sheet(self.list_title)
        by_code = {column.code: column for column in self.columns}
        for place in range(1, len(self.lists) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = 30
        heads = [by_code[code].label for code in self.lists]
        sheet.append([self.cell(sheet, text, bold=True) for text in heads])
        longest = max(map(len, self.lists.values()), default=0)
        for place in range(longest):
            sheet.append(
                [
                    safe(words[place]) if place < len(words) else None
                    for words in self.lists.values()
                ]
            )

    def cell(
        self,
        sheet: Any,
        text: Any,
        *,
        wrap: bool = False,
        fill: str = "",
        **font: Any,
    ) -> Any:
        cell = WriteOnlyCell(sheet, safe(text))
        cell.data_type = "s"
        cell.font = self.font(**font)
        cell.alignment = Alignment(wrap_text=wrap, vertical="top")
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        return cell


def comment(text: str) -> Comment:
    found = Comment(safe(text), AUTHOR)
    found.width, found.height = 320, 40 + 22 * (len(text) // 40 + 1)
    return found


def day_of(text: str) -> datetime | None:
    """A day as a real one, where the text is one."""
    try:
        return datetime.strptime(text, "%d/%m/%Y")
    except ValueError:
        return None
