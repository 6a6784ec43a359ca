"""The case: one dossier, from first draft to returned result."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Coalesce, Concat, Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms.clock.halves import AFTERNOON, Hours
from forms.filing.origins import Origin
from forms.filing.taking import Stop, stop_of
from forms.kinds import KINDS, OFFERED, Kind
from forms.kinds.asked import AsAsked
from forms.kinds.traits import Privacy
from forms.models.indexes import INDEXES
from forms.models.pages import FormPage
from forms.models.possible import POSSIBLE
from forms.models.statements import execute, read
from forms.models.steps import course_at
from forms.models.texts import KeptText
from forms.references import draft_code
from forms.sealing import digest, seal, unseal
from forms.states import RUNNING, Course, State, citizen_name, staff_name
from home.models import Commune, Office
from search.text import fold, plain

if TYPE_CHECKING:
    from forms.models.second_pins import Helper

NEVER = models.Value(date.max, output_field=models.DateField())


class Case(models.Model):
    """Answers are stored once, under stable codes; what the queue lists on are real columns.

    `key` is the case's address for its citizen (122 random bits); `code` is its official number,
    given at submission. `version` rises with every transition, so a decision on stale data shows.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("Mã hồ sơ"), max_length=40, null=True, unique=True)  # noqa: DJ001  (unique)
    pin_digest = models.CharField(max_length=64, blank=True, editable=False)
    #: The PIN itself, only while this is a draft: a link sent by e-mail opens it with its PIN.
    sealed_pin = models.TextField(blank=True, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name=_("Đơn vị"), db_index=False)
    form_page = models.ForeignKey(
        FormPage, models.SET_NULL, null=True, verbose_name=_("Trang biểu mẫu")
    )
    kind_code = models.CharField(_("Loại hồ sơ"), max_length=20)
    kind_version = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(_("Ngôn ngữ"), max_length=5, default="vi")
    origin = models.CharField(
        _("Nơi nộp"), max_length=10, choices=Origin.choices, default=Origin.ONLINE
    )
    #: The clerk who took it in, where it came on paper.
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
    )
    #: The case that this one is about: whose data a request wants seen, corrected or erased.
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="requests", db_index=False
    )

    state = models.CharField(
        _("Trạng thái"), max_length=20, choices=State.choices, default=State.DRAFT
    )
    version = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, editable=False)
    #: Steps that the citizen has sent at least once, so that the others show as not begun.
    visited = models.JSONField(default=list)

    topic = models.CharField(_("Nội dung"), max_length=40, blank=True)
    subject = models.CharField(_("Về"), max_length=255, blank=True)
    applicant = models.CharField(_("Người nộp"), max_length=120, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=30, blank=True)
    email = models.CharField(_("Thư điện tử"), max_length=254, blank=True)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Xã, phường"),
        db_index=False,
    )
    #: The words of subject and applicant as `search.text.plain` writes them.
    folded = models.TextField(blank=True, editable=False)
    #: What the queue sorts by, where it sorts by words.
    subject_key = models.CharField(max_length=60, blank=True, editable=False)
    applicant_key = models.CharField(max_length=60, blank=True, editable=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Người xử lý"),
        db_index=False,
    )

    notice_version = models.CharField(max_length=20, blank=True)
    consented_at = models.DateTimeField(null=True)
    #: The notice and the statements that the case was sent under, as they were shown.
    agreed_text = models.ForeignKey(
        KeptText, models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    #: The questions that are data (papers, criteria), as they were put when the case was sent.
    asked_text = models.ForeignKey(
        KeptText, models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    #: Keyed digest of what no second case may be about (`forms.filing.claims`).
    claim = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001  (unique)
    #: The names of what was chosen from data (an institution, a commune), by source and code.
    chosen = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(_("Nộp lúc"), null=True)
    received_at = models.DateTimeField(_("Tiếp nhận lúc"), null=True)
    book_number = models.CharField(_("Số thứ tự trong sổ"), max_length=20, blank=True)
    working_days = models.PositiveSmallIntegerField(_("Thời hạn (ngày làm việc)"), null=True)
    due_on = models.DateField(_("Hạn trả kết quả"), null=True)
    #: The half of that day by whose end it is due (domain: section 8, rule 3).
    due_part = models.PositiveSmallIntegerField(default=AFTERNOON)
    #: The due day before the one extension that a case may have.
    extended_from = models.DateField(_("Hẹn trả trước khi gia hạn"), null=True)
    extended_by = models.PositiveSmallIntegerField(_("Gia hạn (ngày làm việc)"), null=True)
    #: The due day that passed, while its apology waits for a signature (`Apology`): the queue lists
    #: such cases off an index.
    late_since = models.DateField(null=True, editable=False)
    supplement_due_on = models.DateField(_("Hạn bổ sung"), null=True)
    decided_at = models.DateTimeField(_("Quyết định lúc"), null=True)
    decision_number = models.CharField(_("Số quyết định"), max_length=40, blank=True)
    #: The decision that the next one takes the place of, since a leader reopened the case.
    replaces = models.CharField(_("Thay thế quyết định số"), max_length=40, blank=True)
    reopened_at = models.DateTimeField(_("Mở lại lúc"), null=True)
    closed_at = models.DateTimeField(_("Kết thúc lúc"), null=True)
    #: Since when only leaders read it in full, and since when what the law let go of is erased.
    restricted_at = models.DateTimeField(_("Hạn chế xử lý từ"), null=True)
    erased_at = models.DateTimeField(_("Xóa dữ liệu lúc"), null=True)
    #: The day something must have happened by: the office's while the clock runs, the citizen's
    #: while a supplement is awaited, otherwise never. Computed by the database, so never stale.
    next_on = models.GeneratedField(
        expression=models.Case(
            models.When(state__in=RUNNING, then=Coalesce("due_on", NEVER)),
            models.When(state=State.SUPPLEMENT, then=Coalesce("supplement_due_on", NEVER)),
            default=NEVER,
        ),
        output_field=models.DateField(),
        db_persist=True,
    )
    #: All that the queue's search box reads, made by the database: the code after a `#`, the words
    #: two blanks apart, the phone number (`forms.queue.finding`).
    found_by = models.GeneratedField(
        expression=Concat(
            models.Value("#"),
            Lower(Coalesce("code", models.Value(""))),
            models.Value("  "),
            "folded",
            models.Value("  "),
            "phone",
            models.Value("  "),
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    #: Since when a question of the citizen waits for an answer.
    asked_at = models.DateTimeField(_("Hỏi lúc"), null=True, editable=False)
    #: Length and last digest of the history: a line cut off its end shows.
    history_length = models.PositiveIntegerField(default=0, editable=False)
    history_head = models.CharField(max_length=64, blank=True, editable=False)

    #: Who looks, when it is not the citizen but somebody who helps (forms/citizen/access.py).
    helper: "Helper | None" = None

    class Meta:
        verbose_name = _("hồ sơ")
        verbose_name_plural = _("hồ sơ")
        indexes = INDEXES
        constraints = POSSIBLE

    def __str__(self) -> str:
        return self.code or str(_("Bản nháp"))

    @classmethod
    def read(cls, key: uuid.UUID, office: Office, *, lock: bool = False) -> "Case | None":
        """The case of this key at this office, locked until the transaction ends if so asked."""
        condition = f"{BY_KEY}{for_update()}" if lock else BY_KEY
        case = read(cls, condition, prepared("key", key), office.pk)
        if case is not None:
            case.office = office
        return case

    def lock_unchanged(self) -> bool:
        """Locks the row until the transaction ends; False when it is not as it was read.

        So a draft can be judged before anybody has to wait. Whoever changes a draft or its files
        saves the case, which moves `changed_at`.
        """
        as_it_was = prepared("changed_at", self.changed_at)
        with execute(f"{UNCHANGED}{for_update()}", [self.pk, as_it_was]) as cursor:
            return cursor.fetchone() is not None

    @property
    def kind(self) -> Kind:
        return KINDS[self.kind_code]

    @cached_property
    def course(self) -> Course:
        """The steps that it takes at its office."""
        return course_at(self.office_id, self.kind_code)

    @cached_property
    def all_answers(self) -> dict[str, Any]:
        """Open and sealed answers together; reading it is reading sealed data."""
        return {**self.answers, **(unseal(self.sealed) or {})}

    @property
    def open_answers(self) -> dict[str, Any]:
        """What may be read by those who neither filed the case nor work it."""
        return told_to_all(self.kind, self.answers)

    @property
    def as_asked(self) -> AsAsked:
        """The questions and names that are data, as they were when the case was sent."""
        return AsAsked(self.asked_text.body if self.asked_text else {}, self.chosen)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        for known in ("all_answers", "course"):
            self.__dict__.pop(known, None)

    def store(self, given: Mapping[str, Any]) -> None:
        """Takes answers in, sealed apart from open, and the queue's columns. Saves nothing."""
        everything = {**self.all_answers, **given}
        self.answers, self.sealed = parted(self.kind, everything)
        self.__dict__["all_answers"] = everything
        self.topic = self.kind.column("topic", everything)[:40]
        self.subject = self.kind.column("subject", everything)[:255]
        self.applicant = self.kind.column("applicant", everything)[:120]
        self.phone = self.kind.column("phone", everything)[:30]
        self.email = self.kind.column("email", everything)[:254]
        self.folded = plain(f"{self.subject} {self.applicant}")
        self.subject_key = fold(self.subject)[:60]
        self.applicant_key = fold(self.applicant)[:60]

    def replace_answers(self, answers: Mapping[str, Any]) -> None:
        """As `store`, of all answers there are: what is not among them is gone. Saves nothing."""
        self.answers, self.sealed = {}, ""
        self.__dict__.pop("all_answers", None)
        self.store(answers)

    def blind_index(self) -> list["SealedIndex"]:
        """The rows by which equal sealed values, and cases that look alike, can be found."""
        answers = self.all_answers
        values = [
            (name, digest("field", name, str(value)))
            for name, value in answers.items()
            if value and self.kind.traits_of(name).find
        ]
        alike = [
            (name, digest("alike", self.kind_code, name, key))
            for likeness in self.kind.alike
            for name, key in likeness.keys(answers)
        ]
        return [SealedIndex(case=self, field=name, digest=one) for name, one in values + alike]

    @property
    def new_file(self) -> dict[str, Any]:
        """What a file has that is sent for this case."""
        return {"case": self}

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def at_counter(self) -> bool:
        """Whether it came in on paper: then some of it may lie in the office unscanned."""
        return self.origin == Origin.COUNTER

    @property
    def draft_code(self) -> str:
        return draft_code(self.key)

    @property
    def kept_until(self) -> date:
        """The last day on which the draft, left as it is now, can be gone on with."""
        changed: date = timezone.localdate(self.changed_at)
        return changed + timedelta(days=self.office.draft_days)

    @property
    def stop(self) -> Stop | None:
        """Why it cannot be submitted now, if it cannot."""
        return self.stop_at()

    def stop_at(self, at: datetime | None = None) -> Stop | None:
        """The same of any moment; nothing ever stands against what no page offers."""
        return stop_of(self.form_page, at) if self.kind_code in OFFERED else None

    @property
    def staff_state(self) -> Any:
        return staff_name(self.kind_code, self.state)

    @property
    def citizen_state(self) -> Any:
        return citizen_name(self.state)

    @property
    def overdue(self) -> bool:
        """What is due in a morning is late in the afternoon of that day."""
        if self.state not in RUNNING or self.due_on is None:
            return False
        now = timezone.localtime()
        if self.due_on != now.date() or self.due_part == AFTERNOON:
            return self.due_on < now.date()
        return Hours.at(self.office_id).not_over(now).part == AFTERNOON

    @property
    def supplement_overdue(self) -> bool:
        due: date | None = self.supplement_due_on
        return self.state == State.SUPPLEMENT and due is not None and due < timezone.localdate()


def told_to_all(kind: Kind, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Of these answers, those that are not private."""
    told = (Privacy.NONE, Privacy.BASIC)
    return {n: value for n, value in answers.items() if kind.traits_of(n).privacy in told}


def parted(kind: Kind, answers: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Answers as they are stored: the open ones, and the others sealed."""
    sealed = {name for name in answers if kind.traits_of(name).seal}
    open_ = {name: answers[name] for name in answers if name not in sealed}
    return open_, seal({name: answers[name] for name in sorted(sealed) if answers[name]})


# What every request of a citizen asks.
BY_KEY = "key = %s AND office_id = %s"
UNCHANGED = "SELECT 1 FROM forms_case WHERE id = %s AND changed_at = %s"


def for_update() -> str:
    """SQLite locks as a whole, when a transaction begins."""
    return " FOR UPDATE" if connection.features.has_select_for_update else ""


def prepared(field: str, value: Any) -> Any:
    """A value of a column as the database takes it."""
    return Case._meta.get_field(field).get_db_prep_value(value, connection)  # type: ignore[union-attr]


class SealedIndex(models.Model):
    """Finds a case by a sealed answer that is exactly equal, or by what it has in common with
    another (`forms.kinds.alike`), without opening any."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sealed_index")
    field = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["digest"])]
        constraints = [
            models.UniqueConstraint(fields=["case", "field"], name="one_digest_per_case_field")
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.digest[:8]}"
