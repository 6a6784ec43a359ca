"""The wall between offices in the CMS: what a user has no part in does not exist for them.

Wagtail answers 403 on most such addresses and shows the title on some; wagtail-localize lets every
translator submit every page. Here all of them answer 404, before their views run.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    QueryDict,
)
from django.urls import ResolverMatch, reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import OverridableSegment, TranslationSource

from home.permissions import is_master, may_see_page
from home.sent import ids_sent

PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
FILE_ARGUMENTS = ("image_id", "document_id", "doc_id")
#: Where `pk` is a file's: the choosers, and the API from which they show what was chosen.
CHOOSING_FILES = (
    *("wagtailimages_chooser", "wagtaildocs_chooser"),
    *("wagtailadmin_api:images", "wagtailadmin_api:documents"),
)
#: Views that list the titles or words of all offices, or of every model; no role needs them.
CLOSED = {
    "wagtailadmin_api:documents:find",
    "wagtailadmin_api:documents:listing",
    "wagtailadmin_api:images:find",
    "wagtailadmin_api:images:listing",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_workflows:task_chooser",
    "wagtailadmin_workflows:task_chooser_create",
    "wagtailadmin_workflows:task_chooser_results",
    "wagtailadmin_workflows:task_chosen",
    "wagtail_localize:snippets_api_listing",
    "wagtail_localize:snippets_api_detail",
    "wagtail_localize:submit_snippet_translation",
    "wagtail_localize:translations_report",
    "wagtail_localize:translations_report_results",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
}
#: What no column holds; an engine would stumble over it.
MOST = BigIntegerField.MAX_BIGINT
#: A view of Wagtail's that does nothing but fail.
ERROR_TEST = "wagtailadmin_error_test"


class OfficeWall:
    """Middleware: stands before every view of the CMS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.path.startswith(cms()):
            return None
        if match.view_name == ERROR_TEST:
            raise Http404
        if match.view_name == "wagtailadmin_logout" and request.method != "POST":
            return HttpResponseNotAllowed(["POST"])  # Wagtail takes the cookie away all the same
        if request.user.is_authenticated and not is_master(request.user):
            stop(request, match)
        return None


@cache
def cms() -> str:
    """Where every address of the CMS begins."""
    return reverse("wagtailadmin_home")


def stop(request: HttpRequest, match: ResolverMatch) -> None:
    """Lets nobody on who asks for what another office has."""
    if match.view_name in CLOSED or names_all_pages(request, match) or is_tagging(match):
        raise Http404
    for page in pages_asked_for(request, match):
        if not may_see_page(request.user, page):
            raise Http404
    for file in files_asked_for(request, match):
        policy = policy_registry.get_by_type(type(file))
        actions = ["add", "change", "delete", "choose"]
        if not policy.user_has_any_permission_for_instance(request.user, actions, file):
            raise Http404


def pages_asked_for(request: HttpRequest, match: ResolverMatch) -> Iterable[Page]:
    """The pages that the address names, by whichever argument."""
    kwargs = match.kwargs
    ids = [kwargs[name] for name in PAGE_ARGUMENTS if name in kwargs]
    if match.view_name.startswith("wagtailadmin_pages:") and "pk" in kwargs:
        ids.append(kwargs["pk"])
    if match.view_name == "wagtailadmin_editing_sessions:ping" and is_page(match):
        ids.append(kwargs["object_id"])
    if match.view_name == "wagtail_bulk_action" and is_page(match):
        ids += request.GET.getlist("id")
        ids.append(request.GET.get("childOf"))
    if match.view_name == "wagtailadmin_choose_page_chosen_multiple":
        ids += request.GET.getlist("id")
    if match.view_name.startswith("wagtailadmin_pages:"):
        ids += ids_sent(request, "page")
    pks = numbers(ids)
    found = list(Page.objects.filter(pk__in=pks)) if pks else []
    return found + list(pages_translated(match))


def names_all_pages(request: HttpRequest, match: ResolverMatch) -> bool:
    """A bulk action on all pages, or on all home pages: Wagtail lists those it refuses."""
    if match.view_name != "wagtail_bulk_action" or not is_page(match):
        return False
    roots = Page.objects.filter(depth=1).values_list("pk", flat=True)
    parent = numbers([request.GET.get("childOf")])
    return "all" in request.GET.getlist("id") and (not parent or parent[0] in roots)


def is_tagging(match: ResolverMatch) -> bool:
    """A bulk action that gives tags, which no form of ours has."""
    return match.view_name == "wagtail_bulk_action" and match.kwargs["action"] == "add_tags"


def pages_translated(match: ResolverMatch) -> Iterable[Page]:
    """The pages, in every language, of the translation that the address names."""
    kwargs = match.kwargs
    if "translation_id" in kwargs:
        sources = TranslationSource.objects.filter(translations=kwargs["translation_id"])
    elif "translation_source_id" in kwargs:
        sources = TranslationSource.objects.filter(pk=kwargs["translation_source_id"])
    else:
        return []
    return Page.objects.filter(translation_key__in=sources.values("object_id"))


def files_asked_for(request: HttpRequest, match: ResolverMatch) -> list[Any]:
    """The images and documents that the address names, or that a page is to hold."""
    return [*files_named(request, match), *files_sent(request, match)]


def files_named(request: HttpRequest, match: ResolverMatch) -> Iterable[Any]:
    ids = [match.kwargs[name] for name in FILE_ARGUMENTS if name in match.kwargs]
    app = match.view_name.rpartition(":")[0]
    if app in CHOOSING_FILES:
        ids += [match.kwargs.get("pk", ""), *request.GET.getlist("id")]
    if match.view_name == "wagtail_bulk_action":
        app = str(match.kwargs["app_label"])
        ids += request.GET.getlist("id")
    pks = numbers(ids)
    if pks and app.startswith(("wagtailimages", "wagtailadmin_api:images")):
        return get_image_model().objects.filter(pk__in=pks)
    if pks and app.startswith(("wagtaildocs", "wagtailadmin_api:documents")):
        return get_document_model().objects.filter(pk__in=pks)
    return []


def files_sent(request: HttpRequest, match: ResolverMatch) -> Iterable[Any]:
    """A page may hold what lies in the root collection: it is there for all offices."""
    sent = {get_image_model(): "image", get_document_model(): "document"}
    ids: dict[Any, list[Any]] = {}
    if match.view_name.startswith("wagtailadmin_pages:"):
        ids = {model: ids_sent(request, kind) for model, kind in sent.items()}
    elif match.view_name == "wagtail_localize:edit_override":
        value = QueryDict(request.body).get("value", "")
        segments = OverridableSegment.objects.filter(pk=match.kwargs["overridable_segment_id"])
        images = segments.filter(context__path__endswith=".image").exists()
        ids = {get_image_model() if images else get_document_model(): [value]}
    for model, given in ids.items():
        if pks := numbers(given):
            yield from model.objects.filter(pk__in=pks, collection__depth__gt=1)


def is_page(match: ResolverMatch) -> bool:
    """Whether the model that the address names is a kind of page."""
    try:
        model = apps.get_model(match.kwargs["app_label"], match.kwargs["model_name"])
    except LookupError:
        return False
    return issubclass(model, Page)


def numbers(values: Iterable[Any]) -> list[int]:
    """The ids among these, in whichever way Django would read them: as 12 also " 12" and "０12"."""
    found = []
    for value in values:
        try:
            found.append(int(value))
        except (ValueError, TypeError, OverflowError):
            continue  # names nothing
    if any(abs(number) > MOST for number in found):
        raise Http404
    return found
