"""What a citizen reads and agrees to before sending: exact for the kind, the office and the day.

Shown, stored and shown again from one structure of plain texts, so all three are the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.forms import Field
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms.kinds import Kind
from forms.kinds.base import Step
from forms.kinds.traits import Privacy, traits
from forms.models import Batch, Case, KeptText
from forms.retention import period
from home.templatetags.phones import national

#: The version of the words below; the digest of the whole text tells apart what they do not.
NOTICE_VERSION = "2026-11-b"
Section = tuple[str, list[str]]
#: A step and its questions about persons: the name of each, and whether it is sensitive.
Asked = tuple[type[Step], tuple[tuple[str, bool], ...]]


@dataclass(frozen=True)
class Agreement:
    """Headed sections of the notice, the two statements that are required, and what is optional."""

    language: str
    sections: list[Section]
    statements: dict[str, str]
    permissions: dict[str, str]

    @cached_property
    def text(self) -> KeptText:
        """As it is stored."""
        body = {
            "sections": [list(section) for section in self.sections],
            "statements": self.statements,
            "permissions": self.permissions,
        }
        return KeptText.of(self.language, body)

    @property
    def digest(self) -> str:
        return self.text.digest


@dataclass(frozen=True)
class OwnWords:
    """What an office says itself: on its form page, and where it can be asked."""

    purpose: str
    retention: str
    contact: str
    name: str
    address: str
    phone: str
    email: str

    @classmethod
    def of(cls, case: Case | Batch) -> "OwnWords":
        page, office = case.form_page, case.office
        said = (page.data_purpose, page.data_retention, page.data_contact) if page else ("",) * 3
        return cls(*said, office.name, office.address, office.phone, office.email)


@dataclass(frozen=True)
class Terms:
    """What of a case decides its agreement: what it asked of persons, and what it may offer."""

    asked: tuple[Asked, ...]
    offered: tuple[str, ...]

    @classmethod
    def of(cls, kind: Kind, checked: Sequence[Step]) -> "Terms":
        """`checked` are the steps as they were answered: the notice names what was really asked.

        Without any (a batch), it names all that the kind may ask.
        """
        answers = checked[0].answers if checked else {}
        return cls(
            asked=tuple(asked_of(checked)) if checked else tuple(askable(kind)),
            offered=tuple(one.code for one in kind.data_use.offered(answers)),
        )


def agreement_of(case: Case | Batch, checked: Sequence[Step]) -> Agreement:
    return agreement_on(case, Terms.of(case.kind, checked))


def agreement_on(case: Case | Batch, terms: Terms) -> Agreement:
    """What a case is sent under, in the reader's language."""
    language, today = get_language() or case.language, timezone.localdate()
    return worded(language, case.kind, OwnWords.of(case), terms, today)


@lru_cache(maxsize=256)
def worded(language: str, kind: Kind, own: OwnWords, terms: Terms, today: date) -> Agreement:
    """The same for all who were asked the same by the same office on the same day."""
    return Agreement(
        language=language,
        sections=list(notice(kind, own, terms.asked, today)),
        statements={
            "declaration": _("Tôi cam đoan các thông tin và giấy tờ trên là đúng sự thật."),
            "consent_notice_ack": _("Tôi đã đọc thông báo xử lý dữ liệu cá nhân."),
        },
        permissions={
            one.code: str(one.label)
            for one in kind.data_use.permissions
            if one.code in terms.offered
        },
    )


def notice(kind: Kind, own: OwnWords, asked: tuple[Asked, ...], today: date) -> Iterator[Section]:
    """The notice on personal data (Law 91/2025/QH15, NĐ 356/2025/NĐ-CP)."""
    use = kind.data_use
    yield _("Để làm gì, theo quy định nào"), [own.purpose or str(use.purpose), str(use.basis)]
    yield _("Dữ liệu nào"), list(named(asked))
    yield (
        _("Ai được xem"),
        [
            str(use.seen_by),
            _(
                "Số giấy tờ và dữ liệu nhạy cảm được mã hóa; mỗi lần cán bộ xem hồ sơ đều được "
                "ghi lại."
            ),
        ],
    )
    yield _("Giữ trong bao lâu"), paragraphs(own.retention) or list(periods(use.kept, today))
    yield _("Nếu bạn không cung cấp"), [str(use.without)]
    yield (
        _("Quyền của bạn và nơi hỏi"),
        [
            _(
                "Bạn có quyền biết, xem, sửa, xóa, hạn chế hoặc phản đối việc xử lý dữ liệu của "
                "mình, và khiếu nại; đơn vị trả lời trong 2 ngày làm việc (Luật 91/2025/QH15, "
                "Nghị định 356/2025/NĐ-CP)."
            ),
            own.contact or contact(own),
        ],
    )


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def asked_of(checked: Iterable[Step]) -> Iterator[Asked]:
    """The questions about persons that these steps really asked."""
    for step in checked:
        fields = {name: field for name, field in step.fields.items() if step.applies(name)}
        yield from asked_by(type(step), fields)


def askable(kind: Kind) -> Iterator[Asked]:
    """All questions about persons that a kind may ask."""
    for step in kind.steps:
        yield from asked_by(step, step.base_fields)


def asked_by(step: type[Step], fields: Mapping[str, Field]) -> Iterator[Asked]:
    """Declared questions by name; those that are data (papers, evidence) as one without a name."""
    privacy = {name: traits(field).privacy for name, field in fields.items()}
    known = (
        (name if name in step.base_fields else "", kind is Privacy.SENSITIVE)
        for name, kind in privacy.items()
        if kind is not Privacy.NONE
    )
    if questions := tuple(dict.fromkeys(known)):
        yield step, questions


def named(asked: tuple[Asked, ...]) -> Iterator[str]:
    """What was asked, step by step, and again by name what of it is sensitive."""
    every_sensitive: list[str] = []
    for step, questions in asked:
        title = str(step.title)
        labels = [str(step.base_fields[name].label) if name else title for name, _is in questions]
        yield f"{title}: {'; '.join(labels)}." if labels != [title] else f"{title}."
        pairs = zip(labels, questions, strict=True)
        every_sensitive += [label for label, (_name, sensitive) in pairs if sensitive]
    if every_sensitive:
        labels = list(dict.fromkeys(every_sensitive))
        yield _("Trong đó dữ liệu nhạy cảm: %(labels)s.") % {"labels": "; ".join(labels)}


def periods(names: tuple[str, ...], today: date) -> Iterator[str]:
    found = [period(name, today) for name in names]
    yield from (str(one.sentence) for one in found)
    if not all(one.checked for one in found):
        yield _("Thời hạn lưu trữ là dữ liệu minh hoạ – cần đối chiếu văn bản gốc.")


def contact(own: OwnWords) -> str:
    """Where the office can be asked."""
    known = [own.name, own.address, national(own.phone), own.email]
    return _("Nơi hỏi: %(where)s.") % {"where": ", ".join(filter(None, known))}
