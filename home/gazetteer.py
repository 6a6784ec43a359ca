"""Finds a commune by what people type: without accents, without its kind, or half of its name.

Names repeat across and, unaccented, within provinces (Thanh An, Thạnh An), so a name may find
several, and only a code identifies. A lookup costs time linear in the number of communes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from unicodedata import normalize

from home.kept import Kept
from home.models.places import Commune, Province
from search.text import fold

LIKE = 0.4  # from where on a name is offered
NEAR = 6  # names offered instead of one that is unknown
LONGEST = 100  # of what is looked at, in characters
CODE = re.compile("[0-9]{5}")
#: The kind of a commune as people shorten it; districts' towns ended on 01/07/2025.
KIND = re.compile(r"(?:phuong|p|xa|x|dac khu|dk|thi tran|tt)[. ] *(?=\w)")


@dataclass(frozen=True)
class Place:
    """One commune, as it is written and as it is compared: folded, with its kind and without."""

    code: str
    name: str
    province: str
    folded: str
    bare: str
    sounds: frozenset[str]


class Gazetteer:
    """Provinces, and the communes of those whose communes are loaded."""

    def __init__(self, provinces: dict[str, str], places: Iterable[Place]) -> None:
        self.provinces = provinces
        self.places = {place.code: place for place in places}
        self.by_province: dict[str, list[Place]] = {}
        for place in self.places.values():
            self.by_province.setdefault(place.province, []).append(place)
        names = "".join(f"{place.code}{place.name}" for place in self.places.values())
        self.version = sha256(f"{provinces}{names}".encode()).hexdigest()[:12]

    def among(self, province: str) -> list[Place]:
        """The communes of one province, or of all."""
        return self.by_province.get(province, []) if province else [*self.places.values()]

    def found(self, text: str, province: str = "") -> list[Place]:
        """The communes that a text names; its accents and its kind decide where they can."""
        name, _comma, after = " ".join(text[:LONGEST].split()).partition(",")
        if after and not province:
            return self.within(name, after)
        if CODE.fullmatch(name):
            return [place for place in self.among(province) if place.code == name]
        plain, bare = folds(name)
        near = [place for place in self.among(province) if place.bare in (bare, plain)]
        if not name.isascii():
            near = [place for place in near if ends_alike(place.name, name, bare)] or near
        return [place for place in near if place.folded == plain] or near

    def within(self, name: str, province: str) -> list[Place]:
        """The communes of a name with that of its province: Ninh Kiều, Cần Thơ."""
        called = fold(province.strip())
        codes = [code for code, known in self.provinces.items() if fold(known).endswith(called)]
        return self.found(name, codes[0]) if len(codes) == 1 else []

    def near(self, text: str, province: str = "") -> list[Place]:
        """A few communes with names like a text that names none, the likeliest first."""
        _plain, bare = folds(text)
        if not bare:
            return []
        heard = sounds(bare)
        ranked = [
            (not place.bare.startswith(bare), -likeness(heard, place.sounds), place.code)
            for place in self.among(province)
        ]
        likely = sorted(one for one in ranked if not one[0] or -one[1] >= LIKE)
        return [self.places[code] for _other, _unlike, code in likely[:NEAR]]

    def full_name(self, code: str) -> str:
        """`Phường Ninh Kiều, Thành phố Cần Thơ`; the code itself when it is not known."""
        place = self.places.get(code)
        return f"{place.name}, {self.provinces[place.province]}" if place else code


def folds(text: str) -> tuple[str, str]:
    """A name as it is compared, with the word for its kind and without."""
    plain = fold(" ".join(text[:LONGEST].split()))
    return plain, KIND.sub("", plain, count=1) if KIND.match(plain) else plain


def ends_alike(name: str, typed: str, bare: str) -> bool:
    """Whether the name proper is the same with its accents."""
    words = len(bare.split())
    one, other = (normalize("NFC", text).casefold().split() for text in (name, typed))
    return one[-words:] == other[-words:]


def sounds(bare: str) -> frozenset[str]:
    """Pairs of letters, by which a slip of the finger is still near."""
    return frozenset(first + second for first, second in pairwise(f" {bare} "))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0, nothing in common, to 1."""
    return len(one & other) / (len(one | other) or 1)


def read() -> Gazetteer:
    """All of it, in one query; some provinces have no commune yet."""
    provinces: dict[str, str] = {}
    places: list[Place] = []
    rows = Province.objects.order_by("code", "commune__folded", "commune__code").values_list(
        "code", "full_name", "commune__code", "commune__full_name", "commune__folded"
    )
    for province, province_name, code, name, bare in rows:
        provinces[province] = province_name
        if code:
            places.append(Place(code, name, province, fold(name), bare, sounds(bare)))
    return Gazetteer(provinces, places)


gazetteer = Kept(read, Commune, Province)
