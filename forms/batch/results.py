"""What a coordinator takes home: the sheet with its mistakes marked, and the list of what is filed
with each case's code and PIN."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from forms.batch.columns import columns_of
from forms.batch.template import Marked, Template, safe
from forms.models import Batch, BatchRow, Case


def filed(batch: Batch) -> QuerySet[Case]:
    """The cases of a batch in the order of their codes, without their answers."""
    cases = Case.objects.filter(batch_row__batch=batch).order_by("pk")
    return cases.defer("answers", "sealed", "visited")


def unfiled(batch: Batch) -> QuerySet[BatchRow]:
    """The rows of the sheet that was uploaded last, but for what was filed of it."""
    return batch.rows.filter(case=None)


@dataclass(frozen=True)
class Mistake:
    """One thing said of a row, with the name of its cell in the coordinator's own sheet."""

    cell: str
    label: str
    message: str
    doubt: bool


@dataclass(frozen=True)
class Shown:
    """A row as the page of mistakes shows it."""

    row: BatchRow
    name: str
    mistakes: tuple[Mistake, ...]
    code: str = ""


class Findings:
    """Rows with what is said of them, in the words of columns and cells."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.columns = columns_of(batch.kind, batch.office)
        self.labels = {column.code: column.label for column in self.columns}

    def shown(self, rows: Iterable[BatchRow]) -> list[Shown]:
        rows = list(rows)
        codes = self.codes(rows)
        return [
            Shown(
                row,
                row.cells.get(self.batch.kind.columns["subject"], ""),
                tuple(self.mistakes(row)),
                codes.get(row.person or "", ""),
            )
            for row in rows
        ]

    def codes(self, rows: Iterable[BatchRow]) -> dict[str, str]:
        """The codes of those whom this batch has filed already, by their digest."""
        people = [row.person for row in rows if row.standing == BatchRow.Standing.KNOWN]
        if not people:
            return {}
        claims = self.batch.rows.filter(case__isnull=False).values_list("person", "case__code")
        wanted = set(people)
        return {person: code for person, code in claims if person and code and person in wanted}

    def mistakes(self, row: BatchRow) -> Iterator[Mistake]:
        for column, message, doubt in row.problems:
            yield Mistake(
                self.cell(column, row.number), self.labels.get(column, ""), message, doubt
            )

    def cell(self, column: str, number: int) -> str:
        """`C12`; only the row's number where a mistake belongs to no column of the sheet."""
        if column not in self.batch.places:
            return str(number)
        return f"{get_column_letter(self.batch.places.index(column) + 1)}{number}"

    def workbook(self) -> bytes:
        """The coordinator's sheet again, every cell with something said of it marked."""
        rows = list(unfiled(self.batch))
        codes = self.codes(rows)
        template = Template(self.batch.kind, self.columns, self.batch.places)
        return template.content(self.marked(row, codes) for row in rows)

    def marked(self, row: BatchRow, codes: dict[str, str]) -> Marked:
        wrong: dict[str, str] = {}
        doubtful: dict[str, str] = {}
        said = []
        for column, message, doubt in row.problems:
            if column in self.batch.places:
                (doubtful if doubt else wrong).setdefault(column, message)
            else:
                said.append(message)
        if code := codes.get(row.person or ""):
            said.append(_("Đã nộp, mã hồ sơ %(code)s.") % {"code": code})
        return Marked(row.number, row.cells, wrong, doubtful, " ".join(said))


def receipt_workbook(batch: Batch) -> bytes:
    """Who was filed, with code and PIN; text only, whatever the names look like (R-38)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(safe(batch.code)[:31])
    for letter, width in zip("ABCD", (34, 30, 16, 24), strict=True):
        sheet.column_dimensions[letter].width = width

    def texts(*values: Any, bold: bool = False) -> list[WriteOnlyCell]:
        cells = [WriteOnlyCell(sheet, safe(value)) for value in values]
        for cell in cells:
            cell.data_type, cell.font = "s", Font(bold=bold)
        return cells

    sheet.append(texts(_("Họ và tên"), _("Mã hồ sơ"), _("Mã PIN"), _("Tình trạng"), bold=True))
    for case in filed(batch):
        pin = batch.known_pin_of(case) or _("đã thay")
        sheet.append(texts(case.subject, case.code, pin, case.citizen_state))
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()
