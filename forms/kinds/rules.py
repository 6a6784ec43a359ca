"""What several kinds judge by: thresholds that are data, ages, terms, and identity numbers."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).resolve().parents[1] / "data"
#: Century and sex by the fourth digit of the personal number (NĐ 137/2015/NĐ-CP Art. 13).
CENTURIES = {str(digit): 1900 + 100 * (digit // 2) for digit in range(10)}
OTHER_PERSON = _("Số định danh không khớp với ngày sinh. Hãy kiểm tra lại cả hai.")


@cache
def read(name: str) -> Any:
    """A data file of this app."""
    return yaml.safe_load((DATA / name).read_text("utf-8"))


def limit(name: str) -> Any:
    """A threshold of `forms/data/limits.yaml`."""
    return read("limits.yaml")[name]["value"]


def years_after(day: date, years: int) -> date:
    """The same day some years later, or earlier if negative; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_after(day: date, months: int) -> date:
    """The same day some months later, at most the 28th beyond a short month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


def age(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def identity_doubt(number: str, birth: date | None) -> str | Promise:
    """Why a 12-digit number and a birth date do not fit; the empty text when they do.

    The first three digits name the place of birth registration, provinces that no longer exist
    among them, so they are never judged.
    """
    if birth is None or len(number) != 12 or not number.isdecimal():
        return ""
    year = CENTURIES[number[3]] + int(number[4:6])
    return "" if year == birth.year else OTHER_PERSON


def as_day(value: Any) -> date | None:
    """A date that was cleaned just now or stored in ISO form."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
