"""The columns of a list as data. Which are shown, and in which order, is part of the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from forms.states import Text


@dataclass(frozen=True)
class Column:
    """One column; its cell is the template of its code in `forms/queue/cells/`."""

    code: str
    label: Text
    #: The orders that its head offers, in turn.
    sorts: tuple[str, ...] = ()

    @property
    def cell(self) -> str:
        return f"forms/queue/cells/{self.code}.html"


COLUMNS = {
    column.code: column
    for column in (
        Column("ma", _("Mã hồ sơ"), ("moi-nhat", "cu-nhat")),
        Column("viec", _("Về việc"), ("viec", "viec-nguoc")),
        Column("loai", _("Loại hồ sơ"), ("loai", "loai-nguoc")),
        Column("nguoi-nop", _("Người nộp"), ("nguoi-nop", "nguoi-nop-nguoc")),
        Column("trang-thai", _("Trạng thái"), ("trang-thai", "trang-thai-nguoc")),
        Column("nguoi-xu-ly", _("Người xử lý"), ("nguoi-xu-ly", "nguoi-xu-ly-nguoc")),
        Column("han", _("Hạn"), ("han",)),
        Column("nhan", _("Nhãn")),
        Column("xa", _("Xã, phường")),
        Column("noi-nop", _("Nơi nộp")),
        Column("nop-luc", _("Nộp lúc"), ("moi-nhat", "cu-nhat")),
        Column("tiep-nhan", _("Tiếp nhận lúc")),
        Column("dot", _("Đợt xét")),
    )
}
#: Leads to the case, so it is always there.
HEAD = "ma"
USUAL = ("ma", "viec", "loai", "nguoi-nop", "trang-thai", "nguoi-xu-ly", "han")


def chosen_columns(text: str) -> list[Column]:
    """`ma,viec,han`: those that there are, each once; the usual ones where nothing makes sense."""
    codes = [code for code in dict.fromkeys(text.split(",")) if code in COLUMNS]
    if not codes:
        codes = list(USUAL)
    if HEAD not in codes:
        codes.insert(0, HEAD)
    # Their names are put into the language once, not once for every cell.
    return [replace(COLUMNS[code], label=str(COLUMNS[code].label)) for code in codes]


@dataclass(frozen=True)
class Arranging:
    """A column as the chooser shows it: where its links lead."""

    column: Column
    earlier: str = ""
    later: str = ""
    removed: str = ""
    added: str = ""


def arranging(
    shown: Sequence[Column], address: Callable[[str], str]
) -> tuple[list[Arranging], list[Arranging]]:
    """The columns that are shown, and those that may be; `address` is of the list with such."""
    codes = [column.code for column in shown]
    there = [
        Arranging(
            column,
            earlier=address(swapped(codes, n - 1)) if n > 0 else "",
            later=address(swapped(codes, n)) if n < len(codes) - 1 else "",
            removed=address(without(codes, n)) if column.code != HEAD else "",
        )
        for n, column in enumerate(shown)
    ]
    left = [
        Arranging(column, added=address(",".join([*codes, code])))
        for code, column in COLUMNS.items()
        if code not in codes
    ]
    return there, left


def swapped(codes: list[str], n: int) -> str:
    """The order in which this one and the next have changed places."""
    return ",".join([*codes[:n], codes[n + 1], codes[n], *codes[n + 2 :]])


def without(codes: list[str], n: int) -> str:
    return ",".join([*codes[:n], *codes[n + 1 :]])
