"""The words of the office's notices in the CMS: as shipped, or as its editors wrote them.

Every text exists from the start, so each has its address: office, kind, occasion and language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from forms.kinds import KINDS
from forms.kinds.fields import text
from forms.models import Case, Notice, NoticeText
from forms.models.notices import title_of
from forms.notices.letters import Letter, letter_of
from forms.notices.wording import (
    DRAFTS,
    TOPICS,
    Words,
    checked,
    follow_url,
    placeholders_for,
    shipped,
)
from forms.queue.cases import CASE_ROLES, works_on
from forms.states import State, User
from home.models import Office, Role
from home.permissions import OfficePermissionPolicy, is_master, offices_of

WRITERS = frozenset({Role.EDITOR, Role.ADMIN})
WORDING_POLICY = OfficePermissionPolicy(
    NoticeText, dict.fromkeys(("view", "add", "change", "delete"), WRITERS)
)
#: In an address, where a kind's code stands otherwise.
EVERY_KIND = "moi-loai"
LANGUAGES = dict(settings.LANGUAGES)
#: Where the words come from that go out.
OWN, GENERAL, SHIPPED = "own", "general", "shipped"


def offices_for(user: User) -> list[Office]:
    """The offices whose words the user may change."""
    offices = Office.objects.select_related("site")
    if not is_master(user):
        offices = offices.filter(pk__in=offices_of(user, WRITERS))
    return list(offices)


def office_or_404(user: User, code: str) -> Office:
    """Another office's words and those of none are the same 404."""
    office = next((one for one in offices_for(user) if one.code == code), None)
    if office is None:
        raise Http404
    return office


@dataclass(frozen=True)
class Wording:
    """What is said at one office, about one kind or every kind, on one occasion in one language."""

    office: Office
    kind: str
    topic: str
    language: str

    @classmethod
    def asked_for(cls, user: User, office: str, kind: str, topic: str, language: str) -> "Wording":
        known = kind == EVERY_KIND or kind in KINDS
        if not (known and topic in TOPICS and language in LANGUAGES):
            raise Http404
        return cls(office_or_404(user, office), "" if kind == EVERY_KIND else kind, topic, language)

    @cached_property
    def own(self) -> NoticeText | None:
        """What the office wrote for just this, if it did."""
        return NoticeText.objects.filter(**self.key).first()

    @cached_property
    def general(self) -> NoticeText | None:
        """What it wrote for every kind."""
        return NoticeText.objects.filter(**{**self.key, "kind": ""}).first() if self.kind else None

    @property
    def key(self) -> dict[str, Any]:
        where = {"office": self.office, "kind": self.kind}
        return {**where, "topic": self.topic, "language": self.language}

    @property
    def words(self) -> Words:
        """What goes out now."""
        if found := self.own or self.general:
            return Words(found.subject, found.body)
        with translation.override(self.language):
            return shipped(self.topic)

    @property
    def source(self) -> str:
        if self.own:
            return OWN
        return GENERAL if self.general else SHIPPED

    @property
    def title(self) -> str:
        return str(title_of(self.topic))

    @property
    def kind_title(self) -> str:
        return str(KINDS[self.kind].title) if self.kind else _("Mọi loại hồ sơ")

    @property
    def language_name(self) -> str:
        return LANGUAGES[self.language]

    def url(self, view: str = "edit") -> str:
        where = [self.office.code, self.kind or EVERY_KIND, self.topic, self.language]
        return reverse(f"wordings:{view}", args=where)


class WordingForm(forms.Form):
    """Subject and words, with placeholders of the list; and the case to try them on."""

    use_required_attribute = False
    subject = text(gettext_lazy("Tiêu đề thư"), 150)
    body = text(gettext_lazy("Lời thư"), 3000, rows=10)
    code = text(
        gettext_lazy("Xem thử với hồ sơ"),
        40,
        required=False,
        help=gettext_lazy("Mã hồ sơ của đơn vị. Để trống thì xem với hồ sơ mẫu."),
    )

    def __init__(self, wording: Wording, user: User, data: Any = None) -> None:
        words = wording.words
        super().__init__(data, initial={"subject": words.subject, "body": words.body})
        self.wording, self.user = wording, user
        self.case: Case | None = None
        may_try = wording.office.pk in offices_of(user, CASE_ROLES)
        if not may_try or wording.topic in DRAFTS:
            del self.fields["code"]

    def clean_subject(self) -> str:
        return checked(self.cleaned_data["subject"], self.wording.topic, in_subject=True)

    def clean_body(self) -> str:
        return checked(self.cleaned_data["body"], self.wording.topic)

    def clean_code(self) -> str:
        """A case of the office that the user works on; others are as unknown as none."""
        code: str = self.cleaned_data["code"]
        if code:
            found = Case.objects.filter(office=self.wording.office, code=code)
            case = found.filter(submitted_at__isnull=False).select_related("office__site").first()
            if case is None or not works_on(self.user, case):
                raise forms.ValidationError(_("Đơn vị không có hồ sơ nào với mã này."))
            self.case = case
        return code

    @property
    def words(self) -> Words:
        return Words(self.cleaned_data["subject"], self.cleaned_data["body"])

    def letter(self) -> Letter:
        """The letter as it would go out; nothing is sent, and no link in it opens anything."""
        wording = self.wording
        case = self.case or specimen(wording)
        note = _("Lời của cán bộ đứng ở đây.") if speaks(wording.topic) else ""
        notice = Notice(case=case, topic=wording.topic, language=wording.language, note=note)
        with translation.override(wording.language):
            url = follow_url(notice)
        return letter_of(notice, self.words, url)


def speaks(topic: str) -> bool:
    """Whether an officer may have said something on this occasion."""
    return any(one.name == "nội dung" for one in placeholders_for(topic))


def specimen(wording: Wording) -> Case:
    """A made-up case at the point where this is told."""
    now, today = timezone.now(), timezone.localdate()
    case = Case(
        office=wording.office,
        kind_code=wording.kind or next(iter(KINDS)),
        state=State.DRAFT if wording.topic in DRAFTS else State.SUBMITTED,
        changed_at=now,
    )
    if wording.topic not in DRAFTS:
        case.code = f"{wording.office.agency_code}-{today:%y%m%d}-0000"  # no case has it
        case.submitted_at = now
        offered = {one.name for one in placeholders_for(wording.topic)}
        case.due_on = today + timedelta(days=21) if "hạn trả" in offered else None
        case.supplement_due_on = today + timedelta(days=10) if "hạn bổ sung" in offered else None
        case.decision_number = f"1/{today.year}/QĐ-SGDĐT"
    return case


@dataclass(frozen=True)
class Line:
    """One occasion of the list: in each language the text, and where its words come from."""

    title: str
    cells: list[tuple[Wording, str]]


def lines_of(office: Office, kind: str) -> Iterable[Line]:
    """All texts of one kind; one query."""
    texts = NoticeText.objects.filter(office=office, kind__in=("", kind))
    written = set(texts.values_list("kind", "topic", "language"))

    def source(topic: str, language: str) -> str:
        if (kind, topic, language) in written:
            return OWN
        return GENERAL if ("", topic, language) in written else SHIPPED

    for topic in TOPICS:
        cells = [(Wording(office, kind, topic, code), source(topic, code)) for code in LANGUAGES]
        yield Line(str(title_of(topic)), cells)


def show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"forms/queue/{template}.html", context, status=status)


def trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    first = [
        (reverse("wagtailadmin_home"), _("Trang chủ")),
        (reverse("wordings:index"), _("Lời thông báo")),
    ]
    return [{"url": url, "label": label} for url, label in [*first, *steps]]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Which texts the office wrote, and which are as shipped, of one kind or of every kind."""
    offices = offices_for(request.user)
    if not offices:
        raise PermissionDenied
    asked = request.GET.get("don-vi", offices[0].code)
    office = office_or_404(request.user, asked)
    kind = request.GET.get("loai", "")
    if kind and kind not in KINDS:
        raise Http404
    return show(
        request,
        "wordings",
        offices=offices,
        office=office,
        kind=kind,
        kinds=[("", _("Mọi loại hồ sơ")), *((code, one.title) for code, one in KINDS.items())],
        languages=LANGUAGES.values(),
        lines=list(lines_of(office, kind)),
        breadcrumbs=trail(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, office: str, kind: str, topic: str, language: str) -> HttpResponse:
    """Shows the words with the letter that they make, and keeps them."""
    wording = Wording.asked_for(request.user, office, kind, topic, language)
    words = wording.words
    as_they_are = {"subject": words.subject, "body": words.body}
    form = WordingForm(wording, request.user, request.POST or as_they_are)
    valid = form.is_valid()
    if request.method == "POST" and valid and "preview" not in request.POST:
        keep(wording, form.words, request.user)
        messages.success(request, _("Đã lưu. Thư gửi từ nay dùng lời này."))
        return redirect(wording.url())
    return show(
        request,
        "wording",
        status=422 if request.method == "POST" and not valid else 200,
        wording=wording,
        form=form,
        letter=form.letter() if valid else None,
        placeholders=placeholders_for(topic),
        breadcrumbs=trail((request.path, wording.title)),
    )


def keep(wording: Wording, words: Words, user: User) -> None:
    texts = {"subject": words.subject, "body": words.body}
    kept, new = NoticeText.objects.update_or_create(**wording.key, defaults=texts)
    log(instance=kept, action="wagtail.create" if new else "wagtail.edit", user=user)


@require_POST
def reset(request: HttpRequest, office: str, kind: str, topic: str, language: str) -> HttpResponse:
    """Back to what goes out without it: the office's words for every kind, or the shipped ones."""
    wording = Wording.asked_for(request.user, office, kind, topic, language)
    if wording.own:
        log(instance=wording.own, action="wagtail.delete", user=request.user)
        wording.own.delete()
    messages.success(request, _("Đã bỏ lời riêng."))
    return redirect(wording.url())


class WordingsMenuItem(MenuItem):
    """Shown to those who write."""

    def is_shown(self, request: HttpRequest) -> bool:
        return WORDING_POLICY.user_has_permission(request.user, "view")


class WordingViewSet(ViewSet):
    """The menu item "Lời thông báo", among the settings."""

    icon = "mail"
    menu_label = gettext_lazy("Lời thông báo")
    menu_name = "wordings"
    menu_item_class = WordingsMenuItem
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        where = "<slug:office>/<slug:kind>/<slug:topic>/<slug:language>/"
        return [
            path("", index, name="index"),
            path(where, edit, name="edit"),
            path(f"{where}co-san/", reset, name="reset"),
        ]
