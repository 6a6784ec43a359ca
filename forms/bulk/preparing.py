"""Choosing the cases of a run and judging each, before anything is done to any."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms.bulk.acts import Act
from forms.models import BulkLine, BulkRun, Case
from forms.moves.transitions import who_was_first
from forms.queue.cases import visible_among
from forms.states import User

#: So many may be ticked one by one; so many taken as "all that match".
MOST_CHOSEN, MOST_MATCHING = 500, 2000
CHUNK = 500
#: By id, the version of each case that the user saw.
Seen = Mapping[int, int]


class NotChosen(Exception):
    """Nothing can be prepared from what was chosen; the message says why."""


def chosen(user: User, seen: Seen) -> QuerySet[Case]:
    """The ticked cases. Raises Case.DoesNotExist when one of them is none that the user sees."""
    if not seen:
        raise NotChosen(_("Hãy đánh dấu ít nhất một hồ sơ."))
    if len(seen) > MOST_CHOSEN:
        raise NotChosen(
            _("Mỗi lần chọn được nhiều nhất %(most)d hồ sơ; bạn đã chọn %(number)d.")
            % {"most": MOST_CHOSEN, "number": len(seen)}
        )
    found = visible_among(user, seen)
    if found.count() < len(seen):
        raise Case.DoesNotExist
    return found


def matching(found: QuerySet[Case]) -> QuerySet[Case]:
    """All of a list, as long as there are not too many."""
    number = found.order_by().values("pk")[: MOST_MATCHING + 1].count()
    if number > MOST_MATCHING:
        raise NotChosen(
            _(
                "Danh sách có hơn %(most)d hồ sơ. Hãy lọc hẹp lại, ví dụ theo loại hồ sơ hoặc "
                "trạng thái, rồi làm từng phần."
            )
            % {"most": MOST_MATCHING}
        )
    if not number:
        raise NotChosen(_("Danh sách không có hồ sơ nào."))
    return found


def prepare(user: Any, act: Act, cases: QuerySet[Case], seen: Seen, address: str) -> BulkRun:
    """The run with a line for each case, the first to arrive first; those that the act cannot be
    done to are left out from the start, with the reason."""
    rows = cases.select_related("about").defer("answers", "sealed", "visited", "about__answers")
    rows = rows.order_by("submitted_at", "pk")
    with transaction.atomic():
        run = BulkRun.objects.create(
            user_id=user.pk, act=act.code, address=address, language=get_language() or "vi"
        )
        lines = lines_of(run, user, act, rows.iterator(CHUNK), seen)
        BulkLine.objects.bulk_create(lines, batch_size=CHUNK)
    return run


def lines_of(
    run: BulkRun, user: User, act: Act, cases: Iterable[Case], seen: Seen
) -> Iterator[BulkLine]:
    for number, case in enumerate(cases, 1):
        line = BulkLine(run=run, number=number, case=case, version=seen.get(case.pk, case.version))
        if line.version != case.version:
            line.outcome, line.remark = BulkLine.Outcome.SKIPPED, who_was_first(case)
        else:
            allowed, why_not = act.judge(user, case)
            if not allowed:
                line.outcome, line.remark = BulkLine.Outcome.SKIPPED, str(why_not)
        yield line
