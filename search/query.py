"""The one way to search: the public page, the acceptance run and every engine go through here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Substr

from search import engines
from search.models import Entry, mark
from search.plan import Found, Plan
from search.ranking import Row, ranked
from search.results import PER_PAGE, Results, hits_of, kind_facets, office_facets
from search.steps import STEPS
from search.typed import Typed, read

RANKED = 200  # results that are put in order and can be paged through
READ = 300  # characters of a summary that ranking looks at
COUNTED = 1000  # and that are counted: beyond, it is "more than"


@dataclass
class Asking:
    """One search under way: which engine is asked, and whether it failed."""

    engine: str
    stood_in: bool = False

    def best(self, plan: Plan) -> list[Found]:
        found, stood_in = engines.best(plan, RANKED, COUNTED, self.engine)
        self.stood_in |= stood_in
        return found


def search(
    q: str,
    *,
    locale: str | None = None,
    kinds: Iterable[str] = (),
    office: int | None = None,
    page: int = 1,
    engine: str = "default",
) -> Results:
    """Finds what the public may read; `locale` is a language code, None for all of them."""
    typed, chosen, asking = read(q), list(kinds), Asking(engine)
    if not typed.words:
        return Results(typed.text)
    plan, found = first_answer(typed, marks(locale, chosen, office), asking)
    around = found
    if chosen or office is not None:  # facets also count what is narrowed away
        around = asking.best(replace(plan, marks=marks(locale, (), None)))
    rows, every = rows_of(plan, found, around)
    pages = Paginator(ranked(rows[:RANKED], typed), PER_PAGE).get_page(page)
    return Results(
        text=typed.text,
        hits=hits_of(pages, set(typed.words)),
        page=pages,
        total=len(rows),
        more=len(found) >= COUNTED,
        kinds=kind_facets(every, chosen, office),
        offices=office_facets(every, chosen, office),
        elsewhere=other_locales(plan, asking) if locale and not every else [],
        stood_in=asking.stood_in,
    )


def first_answer(
    typed: Typed, groups: tuple[tuple[str, ...], ...], asking: Asking
) -> tuple[Plan, list[Found]]:
    """The first reading of the query that finds anything."""
    for step in STEPS:
        plan = Plan(step(typed), groups)
        found = asking.best(plan)
        if found:
            break
    return plan, found


def marks(
    locale: str | None, kinds: Iterable[str], office: int | None
) -> tuple[tuple[str, ...], ...]:
    """Groups of words of which an entry must hold one each."""
    groups = [
        tuple(mark("kind", kind) for kind in kinds),
        (mark("locale", locale),) if locale else (),
        (mark("office", office),) if office is not None else (),
    ]
    return tuple(group for group in groups if group)


def rows_of(plan: Plan, *lists: list[Found]) -> list[list[Row]]:
    """The rows of what was found, in that order, without any that was deleted meanwhile."""
    start = Substr("summary", 1, READ)
    columns = ("pk", "kind", "office_id", "office__site_name", "title", "date", start)
    pks = {hit.pk for found in lists for hit in found}
    rows = Entry.objects.filter(pk__in=pks).values_list(*columns) if pks else []
    by_pk = {row[0]: Row(*row) for row in rows}
    return [
        [
            replace(by_pk[hit.pk], worth=plan.tiers[hit.tier].worth)
            for hit in found
            if hit.pk in by_pk
        ]
        for found in lists
    ]


def other_locales(plan: Plan, asking: Asking) -> list[tuple[str, int]]:
    """Languages in which there are results, where the reader's own has none."""
    found = [hit.pk for hit in asking.best(replace(plan, marks=()))]
    counts = Entry.objects.filter(pk__in=found).values_list("locale__language_code")
    return list(counts.annotate(count=Count("pk")).order_by("-count", "locale__language_code"))
