"""What the citizen was told, and whether it arrived."""

from dataclasses import dataclass
from datetime import datetime

from forms.access.contacts import masked
from forms.models import Case, Notice

TONES: dict[str, str] = {
    Notice.Status.WAITING: "waiting",
    Notice.Status.SENT: "fine",
    Notice.Status.FAILED: "late",
    Notice.Status.BOUNCED: "late",
}


@dataclass(frozen=True)
class Told:
    """A notice as officers read it: to whom, how it stands, and what came in between."""

    notice: Notice
    to: str

    @property
    def tone(self) -> str:
        return TONES[self.notice.status]

    @property
    def failed(self) -> bool:
        return self.tone == "late"

    @property
    def at(self) -> datetime:
        return self.notice.sent_at or self.notice.created_at


def told(case: Case, *, works: bool) -> list[Told]:
    """Who does not work the case reads no whole address."""
    return [
        Told(notice, notice.to if works else masked(notice.to)) for notice in case.notices.all()
    ]
