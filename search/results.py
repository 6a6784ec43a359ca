"""What a search gives back: a page of results with highlights, facets and counts."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models.functions import Substr
from django.utils.safestring import SafeString

from search.highlight import highlighted, snippet
from search.models import Entry
from search.ranking import Row
from search.registry import label

PER_PAGE = 10
SHOWN_BODY = 4000  # characters of a body in which the snippet is looked for


@dataclass(frozen=True)
class Hit:
    """One result."""

    entry: Entry
    kind: str
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Facet:
    """One choice that narrows the results."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Results:
    """A page of results, and what can be said about all of them."""

    text: str
    hits: list[Hit] = field(default_factory=list)
    page: Page = field(default_factory=lambda: Paginator([], PER_PAGE).page(1))
    total: int = 0
    more: bool = False  # there are more than `total`
    kinds: list[Facet] = field(default_factory=list)
    offices: list[Facet] = field(default_factory=list)
    elsewhere: list[tuple[str, int]] = field(default_factory=list)  # other languages, with counts
    stood_in: bool = False  # the search engine failed, the database answered

    @property
    def shown(self) -> int:
        """How many of them can be paged through."""
        return self.page.paginator.count


def hits_of(rows: Iterable[Row], asked: set[str]) -> list[Hit]:
    """The texts of one page of results, the words that were asked for marked in them."""
    order = [row.pk for row in rows]
    entries = (
        Entry.objects.filter(pk__in=order)
        .select_related("office", "locale")
        .annotate(start=Substr("body", 1, SHOWN_BODY))
        .defer("body", "search_fold")
    )
    by_pk = {entry.pk: entry for entry in entries} if order else {}
    return [hit_of(by_pk[pk], asked) for pk in order if pk in by_pk]


def hit_of(entry: Entry, asked: set[str]) -> Hit:
    text = f"{entry.summary} {entry.start}".strip()  # type: ignore[attr-defined]
    return Hit(
        entry=entry,
        kind=label(entry.kind),
        title=highlighted(entry.title, asked),
        snippet=snippet(text, asked),
    )


def kind_facets(rows: list[Row], chosen: list[str], office: int | None) -> list[Facet]:
    here = [row for row in rows if office is None or row.office_id == office]
    counts = Counter(row.kind for row in here)
    return facets(counts, label, chosen)


def office_facets(rows: list[Row], kinds: list[str], office: int | None) -> list[Facet]:
    here = [row for row in rows if row.office_id and (not kinds or row.kind in kinds)]
    names = {str(row.office_id): row.office for row in rows}
    counts = Counter(str(row.office_id) for row in here)
    return facets(counts, lambda value: names.get(value, value), [str(office)] if office else [])


def facets(counts: "Counter[str]", name: Callable[[str], str], chosen: list[str]) -> list[Facet]:
    """The commonest first; what is chosen is there even if nothing has it."""
    values = sorted({*counts, *chosen}, key=lambda value: (-counts[value], value))
    return [Facet(value, name(value), counts[value], value in chosen) for value in values]
