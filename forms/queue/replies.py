"""The office's canned replies in the CMS: listed, written, tried on a real case, taken away."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from forms.kinds.fields import text
from forms.models import Case, Reply
from forms.models.labels import kinds
from forms.queue.cases import CASE_ROLES, visible_to, works_on
from forms.queue.screens import show
from forms.replies.filling import PLACEHOLDERS, checked, fill
from forms.states import User
from home.models import Office, Role
from home.permissions import OfficePermissionPolicy, is_master, offices_of
from home.taken import unless_taken
from search.text import fold

WRITERS = frozenset({Role.LEADER, Role.ADMIN})
REPLY_POLICY = OfficePermissionPolicy(
    Reply, dict.fromkeys(("view", "add", "change", "delete"), WRITERS)
)
TITLE = gettext_lazy("Câu trả lời mẫu")


def offices_for(user: User) -> list[Office]:
    """The offices whose replies the user may change."""
    offices = Office.objects.all()
    if not is_master(user):
        offices = offices.filter(pk__in=offices_of(user, WRITERS))
    found = list(offices)
    if not found:
        raise PermissionDenied
    return found


def reply_or_404(user: User, pk: int) -> Reply:
    """Another office's reply and none are the same 404."""
    reply = Reply.objects.select_related("office").filter(pk=pk, office__in=offices_for(user))
    found = reply.first()
    if found is None:
        raise Http404
    return found


class ReplyForm(forms.ModelForm):
    """A reply, with placeholders of the list; and the case to try it on."""

    use_required_attribute = False
    title = text(gettext_lazy("Tên gọi"), 80, help=gettext_lazy("Chỉ để cán bộ chọn cho nhanh."))
    body = text(gettext_lazy("Lời"), 2000, rows=8)
    kind = forms.ChoiceField(label=gettext_lazy("Loại hồ sơ"), choices=kinds, required=False)
    code = text(
        gettext_lazy("Xem thử với hồ sơ"),
        40,
        required=False,
        help=gettext_lazy("Mã hồ sơ của đơn vị."),
    )

    class Meta:
        model = Reply
        fields = ("office", "place", "kind", "title", "body")

    def __init__(self, user: User, data: Any = None, *, instance: Reply) -> None:
        super().__init__(data, instance=instance)
        self.user = user
        self.case: Case | None = None
        offices = offices_for(user)
        self.fields["office"] = forms.ModelChoiceField(
            Office.objects.filter(pk__in=[one.pk for one in offices]), label=_("Đơn vị")
        )
        if len(offices) == 1:
            del self.fields["office"]
            self.instance.office = offices[0]
        if not offices_of(user, CASE_ROLES):
            del self.fields["code"]

    def _get_validation_exclusions(self) -> set[str]:
        """One title is there once in an office, also when the office was not asked for."""
        return super()._get_validation_exclusions() - {"office"}  # type: ignore[misc]

    def clean_body(self) -> str:
        return checked(self.cleaned_data["body"])

    def clean_code(self) -> str:
        """A case that the user works on; others are as unknown as none."""
        code: str = self.cleaned_data["code"]
        if code:
            found = visible_to(self.user).filter(code=code).select_related("office").first()
            if found is None or not works_on(self.user, found):
                raise forms.ValidationError(_("Đơn vị không có hồ sơ nào với mã này."))
            self.case = found
        return code

    @property
    def tried(self) -> str:
        """The reply as it would be put in for the case."""
        if self.case is None or not self.is_valid():
            return ""
        return fill(self.cleaned_data["body"], self.case)


def trail(*steps: tuple[str, Any]) -> list[dict[str, str]]:
    first = [(reverse("wagtailadmin_home"), _("Trang chủ")), (reverse("replies:index"), TITLE)]
    return [{"url": url, "label": str(label)} for url, label in [*first, *steps]]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All replies of the own offices; what is typed narrows them, with or without accents."""
    offices = offices_for(request.user)
    typed = request.GET.get("q", "")[:100]
    found = Reply.objects.filter(office__in=offices).select_related("office")
    words = fold(typed).split()
    context = {
        "title": TITLE,
        "several": len(offices) > 1,
        "q": typed,
        "replies": [one for one in found if holds(one, words)],
        "breadcrumbs": trail(),
    }
    return show(request, "replies/index", context)


def holds(reply: Reply, words: list[str]) -> bool:
    text = fold(f"{reply.title} {reply.body}")
    return all(word in text for word in words)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    offices = offices_for(request.user)
    return write(request, Reply(office=offices[0]), _("Thêm câu mẫu"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    reply = reply_or_404(request.user, pk)
    return write(request, reply, reply.title)


def write(request: HttpRequest, reply: Reply, title: str) -> HttpResponse:
    """Shows the reply, tries it on a case if so asked, and keeps it."""
    new = reply.pk is None
    form = ReplyForm(request.user, request.POST or None, instance=reply)
    asked = form.is_bound and form.is_valid() and "preview" not in request.POST
    if asked and (kept := unless_taken(form, form.save)):
        log(instance=kept, action="wagtail.create" if new else "wagtail.edit", user=request.user)
        messages.success(request, _("Đã lưu câu mẫu “%(title)s”.") % {"title": kept.title})
        return redirect("replies:index")
    context = {
        "title": title,
        "form": form,
        "reply": None if new else Reply(pk=reply.pk),
        "tried": form.tried if form.is_bound else "",
        "placeholders": PLACEHOLDERS,
        "breadcrumbs": trail((request.path, title)),
    }
    return show(request, "replies/edit", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    reply = reply_or_404(request.user, pk)
    log(instance=reply, action="wagtail.delete", user=request.user)
    reply.delete()
    messages.success(request, _("Đã xóa câu mẫu “%(title)s”.") % {"title": reply.title})
    return redirect("replies:index")


class RepliesMenuItem(MenuItem):
    """Shown to those who write them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return REPLY_POLICY.user_has_permission(request.user, "view")


class ReplyViewSet(ViewSet):
    """The menu item "Câu trả lời mẫu", among the settings."""

    icon = "comment"
    menu_label = TITLE
    menu_name = "replies"
    menu_item_class = RepliesMenuItem
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", index, name="index"),
            path("moi/", add, name="add"),
            path("<int:pk>/", edit, name="edit"),
            path("<int:pk>/xoa/", delete, name="delete"),
        ]
