"""Lists that a user saves: made where a list is looked at, kept in order on a page of their own."""

from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from forms.kinds.fields import text
from forms.models import SavedList
from forms.queue.cases import sees_cases
from forms.queue.lists.listing import Listing
from forms.queue.screens import show, trail
from forms.states import User
from home.taken import unless_taken

#: As many as a page still shows well.
MOST = 30
LONGEST = 4000
TAKEN = gettext_lazy("Bạn đã có danh sách tên này. Hãy đặt tên khác.")


class NameForm(forms.Form):
    """What a list is called; two of one user differ by it."""

    use_required_attribute = False
    name = text(gettext_lazy("Tên danh sách"), 60)

    def __init__(
        self, user: User, data: Any = None, *, other_than: SavedList | None = None
    ) -> None:
        super().__init__(data)
        self.others = SavedList.of(user).exclude(pk=other_than.pk if other_than else 0)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.others.filter(name=name).exists():
            raise forms.ValidationError(TAKEN)
        return name


def demand_cases(request: HttpRequest) -> User:
    if not sees_cases(request.user):
        raise PermissionDenied
    return request.user


def own_or_404(request: HttpRequest, pk: int) -> SavedList:
    """Somebody else's list and none are the same 404."""
    return get_object_or_404(SavedList.of(demand_cases(request)), pk=pk)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All saved lists, and those that can still be brought back."""
    return show_all(request, demand_cases(request))


def show_all(
    request: HttpRequest, user: User, wrong: tuple[int, NameForm] | None = None
) -> HttpResponse:
    number, form = wrong or (0, None)
    rows = [(one, form if one.pk == number else None) for one in SavedList.of(user)]
    context = {
        "rows": rows,
        "removed": SavedList.removed(user),
        "breadcrumbs": trail((request.path, _("Danh sách của tôi"))),
    }
    return show(request, "saved_lists", context, status=422 if wrong else 200)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the list that is looked at under a name."""
    user = demand_cases(request)
    listing = Listing(user, QueryDict(request.POST.get("dia-chi", "").lstrip("?")[:LONGEST]))
    form = NameForm(user, request.POST)
    if has_enough(user):
        return refuse_more(request)
    if not form.is_valid():
        context = {
            "form": form,
            "address": listing.address(ds=""),
            "breadcrumbs": trail(("", _("Lưu danh sách"))),
        }
        return show(request, "save_list", context, status=422)
    made = SavedList(
        user_id=cast(int, user.pk), name=form.cleaned_data["name"], query=query_of(listing)
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # saved twice at once: the first one is as good
        made = SavedList.of(user).get(name=made.name)
    if "mo-dau" in request.POST:
        start_with(made)
    messages.success(request, _("Đã lưu danh sách “%(name)s”.") % {"name": made.name})
    return redirect(reverse("cases:list") + made.address)


def has_enough(user: User) -> bool:
    return SavedList.of(user).count() >= MOST


def refuse_more(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Đã có nhiều danh sách. Hãy xóa bớt rồi lưu lại."))
    return redirect("cases:saved_lists")


def query_of(listing: Listing) -> str:
    """What the address of a list says, without whose it was."""
    return listing.address(ds="").lstrip("?")


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One act on one list: what was sent says which."""
    return next(act for name, act in ACTS.items() if name in request.POST or not name)(request, pk)


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    one = own_or_404(request, pk)
    form = NameForm(request.user, request.POST, other_than=one)
    if not form.is_valid():
        return show_all(request, request.user, (one.pk, form))
    name = form.cleaned_data["name"]
    if not unless_taken(form, partial(SavedList.objects.filter(pk=pk).update, name=name)):
        return show_all(request, request.user, (one.pk, form))
    messages.success(request, _("Đã đổi tên thành “%(name)s”.") % {"name": name})
    return redirect("cases:saved_lists")


def keep_as_it_is(request: HttpRequest, pk: int) -> HttpResponse:
    """The list under the same name, as it is looked at now."""
    one = own_or_404(request, pk)
    asked = QueryDict(request.POST.get("dia-chi", "").lstrip("?")[:LONGEST])
    one.query = query_of(Listing(request.user, asked))
    one.save(update_fields=["query"])
    messages.success(request, _("Đã lưu danh sách “%(name)s”.") % {"name": one.name})
    return redirect(reverse("cases:list") + one.address)


def begin_here(request: HttpRequest, pk: int) -> HttpResponse:
    one = own_or_404(request, pk)
    start_with(one)
    messages.success(request, _("Vào Hồ sơ sẽ mở “%(name)s” đầu tiên.") % {"name": one.name})
    return redirect("cases:saved_lists")


def begin_as_usual(request: HttpRequest, pk: int) -> HttpResponse:
    one = own_or_404(request, pk)
    one.is_start = False
    one.save(update_fields=["is_start"])
    messages.success(request, _("Vào Hồ sơ sẽ mở danh sách thường lệ."))
    return redirect("cases:saved_lists")


def start_with(one: SavedList) -> None:
    """Two that are chosen at once take turns."""
    with transaction.atomic():
        list(SavedList.of(one.user).select_for_update().values_list("pk"))
        SavedList.of(one.user).filter(is_start=True).update(is_start=False)
        SavedList.objects.filter(pk=one.pk).update(is_start=True)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    one = own_or_404(request, pk)
    one.removed_at, one.is_start = timezone.now(), False
    one.save(update_fields=["removed_at", "is_start"])
    messages.success(
        request, _("Đã xóa “%(name)s”. Còn lấy lại được ở dưới trang.") % {"name": one.name}
    )
    return redirect("cases:saved_lists")


def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Under its old name, or one beside it when that is taken meanwhile."""
    user = demand_cases(request)
    one = get_object_or_404(SavedList.removed(user), pk=pk)
    if has_enough(user):
        return refuse_more(request)
    names = [one.name, *(f"{one.name[:55]} ({n})" for n in range(2, MOST + 3))]
    one.name = next(name for name in names if is_back(one, name))
    messages.success(request, _("Đã lấy lại “%(name)s”.") % {"name": one.name})
    return redirect("cases:saved_lists")


def is_back(one: SavedList, name: str) -> bool:
    """Brings it back under this name; False where another list has that."""
    try:
        with transaction.atomic():
            SavedList.objects.filter(pk=one.pk).update(name=name, removed_at=None)
    except IntegrityError:
        return False
    return True


#: By the name of the button; without any, the name is changed.
ACTS = {
    "xoa": remove,
    "lay-lai": bring_back,
    "mo-dau": begin_here,
    "thoi-mo-dau": begin_as_usual,
    "luu-lai": keep_as_it_is,
    "": rename,
}
