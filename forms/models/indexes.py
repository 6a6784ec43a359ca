"""The indexes of cases: one for each way the queue reads a list (`forms.queue.lists.plans`).

What a list filters on comes first, then what it sorts by, then the id. Those of open cases alone
stay small for ever.
"""

from django.db.models import Index, Q

from forms.filing.origins import Origin
from forms.states import State

#: What the queue sees: said in an index, it need not be looked up in the rows.
SENT = Q(submitted_at__isnull=False)
#: Sent, and something is still to happen.
OPEN = Q(submitted_at__isnull=False, closed_at=None)
INDEXES = [
    Index(fields=["office", "-submitted_at", "-id"], name="case_office_newest"),
    Index(fields=["office", "state", "-submitted_at", "-id"], name="case_by_state"),
    Index(fields=["office", "kind_code", "-submitted_at", "-id"], name="case_by_kind"),
    Index(fields=["commune", "-submitted_at", "-id"], name="case_by_commune"),
    Index(fields=["assignee", "-submitted_at", "-id"], name="case_by_assignee"),
    Index(
        fields=["office", "kind_code", "subject_key", "id"],
        condition=SENT,
        name="case_by_subject",
    ),
    Index(
        fields=["office", "kind_code", "applicant_key", "id"],
        condition=SENT,
        name="case_by_applicant",
    ),
    Index(fields=["office", "next_on", "id"], name="case_due"),
    Index(fields=["office", "state", "next_on", "id"], name="case_state_due"),
    Index(fields=["assignee", "next_on", "id"], condition=OPEN, name="case_open_assignee"),
    Index(fields=["office", "submitted_at", "id"], condition=OPEN, name="case_open_newest"),
    Index(fields=["office", "next_on", "id"], condition=OPEN, name="case_open_due"),
    Index(
        fields=["office", "kind_code", "subject_key", "id"],
        condition=OPEN,
        name="case_open_subject",
    ),
    Index(
        fields=["office", "kind_code", "applicant_key", "id"],
        condition=OPEN,
        name="case_open_applicant",
    ),
    Index(
        fields=["office", "submitted_at", "id"],
        condition=Q(asked_at__isnull=False),
        name="case_asked",
    ),
    Index(
        fields=["office", "late_since", "id"],
        condition=Q(late_since__isnull=False),
        name="case_owes_apology",
    ),
    Index(fields=["about"], name="case_about", condition=Q(about__isnull=False)),
    Index(fields=["id"], name="case_restricted", condition=Q(restricted_at__isnull=False)),
    Index(
        fields=["office", "-changed_at"],
        condition=Q(state=State.DRAFT, origin=Origin.COUNTER),
        name="case_intakes",
    ),
]
