"""Fills the tables of provinces and communes from CSV files, as often as one likes."""

import csv
from pathlib import Path

from home.gazetteer import gazetteer
from home.models import Commune, Province
from search.text import fold

DATA = Path(__file__).parent / "data"


class PlacesError(Exception):
    """A file of places cannot be loaded; the message names file, line and column."""


def load_provinces(path: Path = DATA / "provinces.csv") -> int:
    """Adds and updates provinces; none is ever removed. Returns how many the file holds."""
    rows = read(path, ("code", "name", "full_name"))
    provinces = [
        Province(code=row["code"], name=row["name"], full_name=row["full_name"]) for row in rows
    ]
    Province.objects.bulk_create(
        provinces,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "full_name"],
    )
    return len(provinces)


def load_communes(path: Path = DATA / "communes.csv") -> int:
    """Adds and updates communes; none is ever removed. Returns how many the file holds."""
    rows = read(path, ("code", "province_code", "kind", "name", "full_name"))
    known = set(Province.objects.values_list("code", flat=True))
    communes = []
    for line, row in enumerate(rows, 2):
        if row["province_code"] not in known:
            raise PlacesError(f"{path}:{line}: province_code {row['province_code']!r} is unknown")
        if row["kind"] not in Commune.Kind:
            raise PlacesError(f"{path}:{line}: kind {row['kind']!r} is unknown")
        communes.append(
            Commune(
                code=row["code"],
                province_id=row["province_code"],
                kind=row["kind"],
                name=row["name"],
                full_name=row["full_name"],
                folded=fold(row["name"]),
            )
        )
    Commune.objects.bulk_create(
        communes,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["province", "kind", "name", "full_name", "folded"],
    )
    gazetteer.forget()  # bulk_create tells nobody
    return len(communes)


def read(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a CSV file that must have these columns, all filled, and codes of digits."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in columns if name not in (reader.fieldnames or [])]
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PlacesError(f"{path}: {error}") from error
    if missing:
        raise PlacesError(f"{path}: column {', '.join(missing)} is missing")
    digits = Commune if "province_code" in columns else Province
    length = digits._meta.get_field("code").max_length
    for line, row in enumerate(rows, 2):
        for name in columns:
            if not (row[name] or "").strip():
                raise PlacesError(f"{path}:{line}: {name} is empty")
        if not (row["code"].isascii() and row["code"].isdecimal() and len(row["code"]) == length):
            raise PlacesError(f"{path}:{line}: code {row['code']!r} must have {length} digits")
    return rows
