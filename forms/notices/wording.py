"""The words of a notice: as they are shipped, or as an editor wrote them for an office and kind.

An editor writes plain text with placeholders of a closed list, `{mã hồ sơ}`. `fill` puts the values
in, once, as text: nothing that an editor or an officer writes is ever compiled (R-46).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.models import Case, Notice, NoticeText
from forms.models.notices import title_of
from forms.notices.plain_words import meaning
from forms.states import TOLD, State, Text
from search.text import fold

DRAFTS = frozenset(Notice.Draft.values)
#: Every occasion on which a citizen is told something, in the order of a case's life.
TOPICS = (
    *(state for state in State.values if state in TOLD),
    *Notice.Told.values,
    *Notice.Draft.values,
)
CASES = frozenset(TOPICS) - DRAFTS
#: Of who may open the case and where its mail goes; nothing that an officer says.
ACCESS = frozenset(
    {
        Notice.Told.PIN_LINK,
        Notice.Told.NEW_PIN,
        Notice.Told.CODE,
        Notice.Told.CONFIRM,
        Notice.Told.CONTACT,
    }
)
#: From here on there is a day on which the result is due.
TIMED = CASES - ACCESS - {State.SUBMITTED, State.REFUSED}
NOTE = "nội dung"
PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


@dataclass(frozen=True)
class Placeholder:
    """What may stand between braces: its name, what it becomes, and on which occasions."""

    name: str
    becomes: Text
    value: Callable[[Notice], str]
    topics: frozenset[str] = frozenset(TOPICS)
    #: Too long, or of too many lines, for a subject.
    body_only: bool = False

    def __str__(self) -> str:
        return f"{{{self.name}}}"


def day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def follow_url(notice: Notice) -> str:
    """The address of the follow page at the case's own office, in the active language (R-53)."""
    return f"{notice.case.office.site.root_url}{reverse('follow')}"


def sent_on(notice: Notice) -> str:
    at = notice.case.submitted_at
    return day(timezone.localdate(at)) if at else ""


PLACEHOLDERS = (
    Placeholder(
        "mã hồ sơ",
        gettext_lazy("mã hồ sơ; với bản nháp là mã bản nháp"),
        lambda notice: notice.case.code or notice.case.draft_code,
    ),
    Placeholder(
        "loại hồ sơ",
        gettext_lazy("tên loại hồ sơ"),
        lambda notice: str(notice.case.kind.title),
    ),
    Placeholder("ngày nộp", gettext_lazy("ngày nộp hồ sơ"), sent_on, CASES),
    Placeholder(
        "hạn trả",
        gettext_lazy("ngày hẹn trả kết quả"),
        lambda notice: day(notice.case.due_on),
        TIMED - {State.SUPPLEMENT, State.EXPIRED, State.WITHDRAWN, State.STOPPED},
    ),
    Placeholder(
        "hạn bổ sung",
        gettext_lazy("ngày cuối cùng để bổ sung"),
        lambda notice: day(notice.case.supplement_due_on),
        frozenset({State.SUPPLEMENT, Notice.Told.REMINDER}),
    ),
    Placeholder(
        "số quyết định",
        gettext_lazy("số của quyết định"),
        lambda notice: notice.case.decision_number,
        frozenset({State.APPROVED, State.NOT_APPROVED, State.RETURNED}),
    ),
    Placeholder(
        NOTE,
        gettext_lazy("lời của cán bộ gửi người nộp: lý do, nội dung cần bổ sung"),
        lambda notice: notice.note,
        CASES - ACCESS - {State.SUBMITTED, State.ACCEPTED},
        body_only=True,
    ),
    Placeholder(
        "giữ đến",
        gettext_lazy("ngày cuối cùng bản nháp được giữ"),
        lambda notice: day(notice.case.kept_until),
        DRAFTS,
    ),
    Placeholder(
        "trang tra cứu",
        gettext_lazy("địa chỉ trang tra cứu hồ sơ"),
        follow_url,
        CASES,
        body_only=True,
    ),
    Placeholder(
        "tên đơn vị", gettext_lazy("tên đơn vị"), lambda notice: notice.case.office.short_name
    ),
    Placeholder(
        "địa chỉ đơn vị",
        gettext_lazy("địa chỉ đơn vị"),
        lambda notice: notice.case.office.address,
    ),
    Placeholder(
        "điện thoại đơn vị",
        gettext_lazy("số điện thoại của đơn vị"),
        lambda notice: notice.case.office.phone,
    ),
    Placeholder(
        "thư đơn vị",
        gettext_lazy("địa chỉ thư điện tử của đơn vị"),
        lambda notice: notice.case.office.email,
    ),
)
#: Accents and case do not matter to whoever types one.
BY_NAME = {fold(one.name): one for one in PLACEHOLDERS}


def placeholders_for(topic: str, *, in_subject: bool = False) -> list[Placeholder]:
    return [
        one for one in PLACEHOLDERS if topic in one.topics and not (in_subject and one.body_only)
    ]


def named(between: str) -> Placeholder | None:
    return BY_NAME.get(fold(" ".join(between.split())))


def checked(text: str, topic: str, *, in_subject: bool = False) -> str:
    """The text with its placeholders spelled as in the list; says all that is wrong with it."""
    return spelled(text, named, placeholders_for(topic, in_subject=in_subject))


def spelled(text: str, named: Callable[[str], object | None], offered: Sequence[object]) -> str:
    """The same for any list: `named` knows what is meant, `offered` what may be used here."""
    faults: list[str] = []
    for typed in dict.fromkeys(match.group() for match in PLACEHOLDER.finditer(text)):
        found = named(typed[1:-1])
        if found is None:
            faults.append(_("Không có chỗ điền nào tên là %(typed)s.") % {"typed": typed})
        elif found not in offered:
            faults.append(_("Ở đây không dùng được %(typed)s.") % {"typed": typed})
    if re.search("[{}]", PLACEHOLDER.sub("", text)):
        faults.append(_("Có dấu { hoặc } đứng lẻ, không thành cặp."))
    if faults:
        listed = ", ".join(map(str, offered))
        raise ValidationError([*faults, _("Có thể dùng: %(names)s.") % {"names": listed}])
    return PLACEHOLDER.sub(lambda match: str(named(match[1])), text)


def fill(text: str, notice: Notice) -> str:
    """The text with each placeholder replaced, in one pass: what a value holds stays as it is."""

    def value(match: re.Match[str]) -> str:
        found = named(match[1])
        return match.group() if found is None else found.value(notice) or "—"

    return PLACEHOLDER.sub(value, text)


def holds_note(text: str) -> bool:
    """Whether the editor gave the officer's remark a place of its own."""
    found = (named(match[1]) for match in PLACEHOLDER.finditer(text))
    return any(one is not None and one.name == NOTE for one in found)


def shipped(topic: str, *, of_request: bool = False) -> Words:
    """The words that come with the system, in the active language."""
    title, code = str(title_of(topic)), str(BY_NAME[fold("mã hồ sơ")])
    if topic in DRAFTS:
        return Words(f"{title}: {code}", str(meaning(topic)))
    subject = _("Hồ sơ %(code)s: %(state)s") % {"code": code, "state": title}
    return Words(subject, str(meaning(topic, of_request=of_request)))


def written(case: Case, topic: str, language: str) -> NoticeText | None:
    """What the office wrote for this kind, else for every kind; one query."""
    texts = NoticeText.objects.filter(office=case.office_id, topic=topic, language=language)
    return texts.filter(kind__in=("", case.kind_code)).order_by("-kind").first()


def words_of(notice: Notice) -> Words:
    """The words that go out, in the notice's language, which is the active one."""
    own = written(notice.case, notice.topic, notice.language)
    about_data = notice.case.about_id is not None
    return Words(own.subject, own.body) if own else shipped(notice.topic, of_request=about_data)
