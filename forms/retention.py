"""For how long which records are kept: periods that are data, with the sentences that say them, and
what nobody needs any more after a while."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from forms.kinds.rules import read
from forms.models import (
    Absence,
    BulkRun,
    ContactChange,
    Digest,
    DraftLink,
    Helper,
    PinLink,
    Recount,
    SavedList,
    Visit,
    bulk,
    lists,
    visits,
)

SENTENCES = {
    "licence": _(
        "Hồ sơ cấp phép: {n} năm sau khi trung tâm ngừng hoạt động; quyết định được giữ vĩnh viễn."
    ),
    "nomination": _(
        "Hồ sơ đề nghị công nhận: {n} năm kể từ năm có quyết định; quyết định được giữ vĩnh viễn."
    ),
    "student": _("Hồ sơ lưu học sinh: {n} năm sau khi bạn kết thúc khóa học."),
    "student_scans": _("Ảnh hộ chiếu và thị thực: xóa {n} tháng sau khi bạn kết thúc khóa học."),
    "data_request": _("Yêu cầu về dữ liệu cá nhân: {n} năm kể từ khi đơn vị trả lời."),
    "unfinished": _("Hồ sơ bị từ chối, bị dừng, quá hạn hoặc được rút: {n} năm."),
    "access_log": _("Nhật ký những ai đã xem hồ sơ: {n} năm."),
}


@dataclass(frozen=True)
class Period:
    """One period in force, in years (of scans: months); `checked` against the official text."""

    value: int
    sentence: Any
    checked: bool


def period(name: str, day: date) -> Period:
    """The period of this name in force on a day."""
    for row in read("retention.yaml")[name]:
        if row["valid_from"] <= day and (row["valid_to"] is None or day <= row["valid_to"]):
            sentence = format_lazy(SENTENCES[name], n=row["value"])
            return Period(row["value"], sentence, row["mark"] == "V")
    raise LookupError(f"no retention period of {name} is in force on {day}")


#: Rows that are deleted together: no lock is held for long, however much has piled up.
TOGETHER = 500
AT_ONCE, A_DAY, A_MONTH = timedelta(0), timedelta(days=1), timedelta(days=30)
HALF_A_YEAR, A_YEAR = timedelta(days=180), timedelta(days=366)


@dataclass(frozen=True)
class Leftover:
    """Rows that nobody needs any more so long after the moment or day `since`; `which` of them."""

    model: type[Model]
    since: str
    kept: timedelta
    which: Q = field(default_factory=Q)

    def forget(self, now: datetime) -> int:
        """Deletes them; how many there were."""
        gone = {f"{self.since}__lt": now - self.kept}
        old = self.model._default_manager.filter(self.which, **gone).order_by()
        number = 0
        while pks := list(old.values_list("pk", flat=True)[:TOGETHER]):
            deleted = old.filter(pk__in=pks).delete()[1]
            number += deleted.get(self.model._meta.label, 0)
        return number


def leftovers(day: date) -> tuple[Leftover, ...]:
    """All of it, as the periods are on a day. What a citizen sent is not among it, nor what was
    done to a case: that stays and goes with the case."""
    logins = period("access_log", day).value * A_YEAR
    return (
        # What opens something, once it opens nothing any more.
        Leftover(DraftLink, "expires_at", AT_ONCE),
        Leftover(PinLink, "expires_at", AT_ONCE),
        Leftover(Session, "expire_date", AT_ONCE),
        Leftover(Helper, "revoked_at", HALF_A_YEAR),
        # An address that somebody asked for and never confirmed; one that was made is the case's.
        Leftover(ContactChange, "expires_at", A_MONTH, Q(done_at=None)),
        # How staff work.
        Leftover(Visit, "seen_at", visits.KEPT),
        Leftover(SavedList, "removed_at", lists.KEPT_FOR),
        Leftover(BulkRun, "created_at", bulk.KEPT),
        Leftover(BulkRun, "created_at", A_DAY, Q(work=BulkRun.Work.CHECKED)),
        Leftover(Digest, "day", A_MONTH),
        Leftover(Absence, "last_day", A_MONTH),
        Leftover(Recount, "finished_at", A_YEAR),
        # How the system works: a job may hold the address that it was to write to, sealed.
        Leftover(DBTaskResult, "finished_at", timedelta(days=14)),
        Leftover(AccessAttempt, "attempt_time", A_DAY),
        Leftover(AccessLog, "attempt_time", logins),
    )


def forget_leftovers() -> Iterator[tuple[Leftover, int]]:
    """Deletes what its time has come for; of each how many rows there were."""
    now = timezone.now()
    for one in leftovers(timezone.localdate()):
        yield one, one.forget(now)
