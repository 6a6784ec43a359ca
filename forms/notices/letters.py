"""What a notice says: one letter, as text, as HTML and as a short message.

The office's name, code, dates, PIN and link are the frame, always there; within it stand the words
that are shipped or that the office wrote. Answers and names stay out of it (domain: section 10).
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.access.case_links import confirmation_token, pin_token
from forms.access.draft_links import new_link
from forms.kinds.text import BROKEN, one_blank, tidy
from forms.models import Batch, Notice
from forms.notices.wording import Words, day, fill, holds_note, words_of
from forms.sealing import unseal
from forms.states import RUNNING, State, Text
from search.text import ACCENT, LETTER_D


@dataclass(frozen=True)
class Link:
    """What a letter leads to: with a token, to what only its reader may open."""

    label: Text
    route: str
    token: Callable[[Notice], str] | None = None


def draft_token(notice: Notice) -> str:
    """Made as the letter is sent, so that nobody else ever holds it."""
    return new_link(notice.case)


FOLLOW = Link(gettext_lazy("Tra cứu hồ sơ"), "follow")
DRAFT = Link(gettext_lazy("Mở bản nháp"), "draft_link", draft_token)
LINKS: dict[str, Link] = {
    Notice.Draft.LINK: DRAFT,
    Notice.Draft.EXPIRES: DRAFT,
    Notice.Told.PIN_LINK: Link(gettext_lazy("Lấy mã PIN mới"), "pin_link", pin_token),
    Notice.Told.CONFIRM: Link(
        gettext_lazy("Đồng ý hoặc hủy"), "contact_confirm", confirmation_token
    ),
}
#: What the sealed part of a notice is called, if it is no PIN.
PIN = gettext_lazy("Mã PIN")
SECRETS: dict[str, Text] = {Notice.Told.CODE: gettext_lazy("Mã xác nhận")}


@dataclass(frozen=True)
class Letter:
    """Everything that a mail shows, in the order in which it shows it."""

    language: str
    sender: str
    subject: str
    title: str
    body: str
    note: str
    facts: list[tuple[str, str]]
    batch: str
    action: str
    url: str
    closing: str

    @property
    def text(self) -> str:
        return render_to_string("forms/mail/body.txt", {"letter": self})

    @property
    def html(self) -> str:
        return render_to_string("forms/mail/body.html", {"letter": self})

    @property
    def short(self) -> str:
        """For a phone. Vietnamese goes without accents: with them a message holds 70 letters, not
        160. Lao and Khmer have no such way out."""
        facts = "".join(f" {label}: {value}." for label, value in self.facts)
        return unaccented(f"{self.title}.{facts} {self.url}")


def letter_of(notice: Notice, words: Words | None = None, url: str = "") -> Letter:
    """The letter in the citizen's language; a preview gives the words, and a link that opens
    nothing."""
    office = notice.case.office
    with translation.override(notice.language):
        words, link = words or words_of(notice), LINKS.get(notice.topic, FOLLOW)
        return Letter(
            language=notice.language,
            sender=clean(f"{office.name}, {office.city}"),
            subject=one_blank(clean(fill(words.subject, notice))),
            title=str(notice.title),
            body=clean(fill(words.body, notice)),
            note="" if holds_note(words.body) else clean(notice.note),
            facts=facts_of(notice),
            batch=batch_told_of(notice),
            action=str(link.label),
            url=url or address_in(notice, link),
            closing=closing(office.email),
        )


def facts_of(notice: Notice) -> list[tuple[str, str]]:
    """What the citizen needs to follow the case, whatever the words around it say."""
    case = notice.case
    found = (
        (_("Mã hồ sơ"), case.code or ""),
        (_("Mã bản nháp"), "" if case.code else case.draft_code),
        (_("Giữ đến hết ngày"), "" if case.code else day(case.kept_until)),
        (str(SECRETS.get(notice.topic, PIN)), secret_of(notice)),
        (_("Hạn trả kết quả"), day(case.due_on) if case.state in RUNNING else ""),
        (_("Hạn bổ sung"), day(case.supplement_due_on)),
    )
    return [(label, value) for label, value in found if value]


def batch_told_of(notice: Notice) -> str:
    """Of a batch that was filed, the notice of its first case stands for all."""
    if notice.topic != State.SUBMITTED or notice.case_id is None:
        return ""
    batch = Batch.objects.filter(rows__case=notice.case_id).first()
    if batch is None:
        return ""
    told = _("Đây là hồ sơ đầu tiên của lô %(code)s. Dùng mã lô và mã PIN của lô để xem tất cả.")
    return told % {"code": batch.code}


def secret_of(notice: Notice) -> str:
    """What the letter shows of what it alone may say; the token of a link is no such thing."""
    return "" if notice.topic in LINKS else unseal(notice.sealed) or ""


def address_in(notice: Notice, link: Link) -> str:
    """Where the letter's link leads, at the case's own office (R-53)."""
    path = reverse(link.route, args=[link.token(notice)] if link.token else [])
    return f"{notice.case.office.site.root_url}{path}"


def closing(office_email: str) -> str:
    if office_email:
        return _("Thư do hệ thống Một Cửa gửi tự động. Trả lời thư này là viết cho đơn vị.")
    return _("Thư do hệ thống Một Cửa gửi tự động, xin đừng trả lời.")


def clean(text: str) -> str:
    """Without what no mail can hold, however it came into the database (R-39)."""
    return BROKEN.sub("", tidy(text))


def unaccented(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.translate(LETTER_D))
    return unicodedata.normalize("NFC", ACCENT.sub("", bare))
