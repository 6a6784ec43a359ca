"""YAML files read with errors that name the file and the key."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class DataError(Exception):
    """A file of data cannot be loaded; the message names the file and the key."""


@dataclass(frozen=True)
class Record:
    """One mapping of a data file; `where` says which, for errors."""

    values: dict[str, Any]
    where: str

    def text(self, key: str, default: str | None = None) -> str:
        """A text; null or nothing gives the default, and without one is an error."""
        value = self.values.get(key)
        if value is None:
            if default is None:
                raise DataError(f"{self.where}: {key} is missing")
            return default
        if not isinstance(value, str):
            raise DataError(f"{self.where}: {key} must be text, not {value!r}")
        return value.strip()

    def number(self, key: str) -> int | None:
        return self.one_of(key, int, "a whole number")

    def flag(self, key: str) -> bool:
        return bool(self.one_of(key, bool, "true or false"))

    def day(self, key: str) -> date | None:
        return self.one_of(key, date, "a date (YYYY-MM-DD)")

    def one_of(self, key: str, kind: type, name: str) -> Any:
        value = self.values.get(key)
        if value is not None and type(value) is not kind:
            raise DataError(f"{self.where}: {key} must be {name}, not {value!r}")
        return value

    def record(self, key: str) -> "Record":
        """A mapping below this one; empty when it is not there."""
        value = self.one_of(key, dict, "a mapping")
        return Record(value or {}, f"{self.where}: {key}")

    def records(self, key: str) -> list["Record"]:
        """A list of mappings; empty when it is not there."""
        rows = [Record(row, f"{self.where}: {key}[{i}]") for i, row in self.items(key)]
        for row in rows:
            if not isinstance(row.values, dict):
                raise DataError(f"{row.where} must be a mapping, not {row.values!r}")
        return rows

    def texts(self, key: str) -> list[str]:
        """A list of texts; empty when it is not there."""
        for i, value in self.items(key):
            if not isinstance(value, str):
                raise DataError(f"{self.where}: {key}[{i}] must be text, not {value!r}")
        return [value for _, value in self.items(key)]

    def items(self, key: str) -> list[tuple[int, Any]]:
        return list(enumerate(self.one_of(key, list, "a list") or [], 1))


def read(path: Path) -> Record:
    """The one mapping that a YAML file holds."""
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"{path}: {error}") from error
    if not isinstance(values, dict):
        raise DataError(f"{path} must hold one mapping")
    return Record(values, str(path))
