"""Form pages, cases with their files and history, notices, and what numbers and times them."""

from forms.clock import CalendarDay
from forms.models.absences import Absence
from forms.models.apologies import Apology
from forms.models.assignment_rules import AssignmentRule
from forms.models.assignments import Assignment
from forms.models.attachments import Attachment
from forms.models.batches import Batch, BatchRow
from forms.models.bulk import BulkLine, BulkRun
from forms.models.cases import Case, SealedIndex
from forms.models.contacts import ContactChange
from forms.models.corrections import Correction
from forms.models.criteria import CriteriaSet, Criterion
from forms.models.digests import Digest, DigestWish
from forms.models.events import Event
from forms.models.exports import Export
from forms.models.facets import Facet
from forms.models.inspections import Inspection
from forms.models.labels import CaseLabel, Label
from forms.models.links import DraftLink, PinLink
from forms.models.lists import SavedList
from forms.models.mentions import Mention
from forms.models.messages import Message
from forms.models.notices import Notice, NoticeText
from forms.models.pages import FormIndexPage, FormPage
from forms.models.permissions import GivenPermission
from forms.models.ratings import Rating
from forms.models.recounts import MovedDay, Recount
from forms.models.replies import Reply, ReplyUse
from forms.models.scores import ScoreSheet
from forms.models.second_pins import Helper
from forms.models.slips import Slip
from forms.models.steps import OfficeStep
from forms.models.supplements import Remark, Supplement
from forms.models.texts import KeptText
from forms.models.told_apart import ToldApart
from forms.models.visits import Visit
from forms.references import Counter

__all__ = [
    "Absence",
    "Apology",
    "Assignment",
    "AssignmentRule",
    "Attachment",
    "Batch",
    "BatchRow",
    "BulkLine",
    "BulkRun",
    "CalendarDay",
    "Case",
    "CaseLabel",
    "ContactChange",
    "Correction",
    "Counter",
    "CriteriaSet",
    "Criterion",
    "Digest",
    "DigestWish",
    "DraftLink",
    "Event",
    "Export",
    "Facet",
    "FormIndexPage",
    "FormPage",
    "GivenPermission",
    "Helper",
    "Inspection",
    "KeptText",
    "Label",
    "Mention",
    "Message",
    "MovedDay",
    "Notice",
    "NoticeText",
    "OfficeStep",
    "PinLink",
    "Rating",
    "Recount",
    "Remark",
    "Reply",
    "ReplyUse",
    "SavedList",
    "ScoreSheet",
    "SealedIndex",
    "Slip",
    "Supplement",
    "ToldApart",
    "Visit",
]
