"""Reads the permission table: which viewer gets which answer at which address.

`policies.csv` names the ways in which the viewers are answered; `table/*.csv` gives each address
its policy; `posts.csv` lists what must not be done by sending; `writes.csv` what reading may write.
In addresses and forms `{page_a.pk}` is an attribute of a thing of `world.World`.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """One address under the key of its route, and the answer to each viewer."""

    key: str
    address: str
    expected: dict[str, str]

    def url(self, things: dict[str, Any]) -> str:
        return self.address.format(**things)

    @property
    def mirrored(self) -> str:
        """The address of the same thing at the other office."""
        return self.address.replace("_a.", "_b.")


@dataclass(frozen=True)
class Post:
    """Something that a viewer sends (post, put or delete) and that must change nothing."""

    viewer: str
    method: str
    address: str
    form: str
    answer: str
    why: str

    def __str__(self) -> str:
        return f"{self.viewer}: {self.why}"


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def policies() -> dict[str, dict[str, str]]:
    return {row["policy"]: row for row in read("policies.csv")}


@cache
def rows() -> list[Row]:
    return list(all_rows())


def all_rows() -> Iterator[Row]:
    for path in sorted((HERE / "table").glob("*.csv")):
        for row in read(f"table/{path.name}"):
            yield Row(row["key"], row["address"], policies()[row["policy"]])


def posts() -> list[Post]:
    return [Post(**row) for row in read("posts.csv")]


@cache
def writes() -> set[tuple[str, str]]:
    """Route and database table."""
    return {(row["key"], row["table"]) for row in read("writes.csv")}
