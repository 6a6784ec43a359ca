"""Whatever address of the CMS names a page of another office, the answer is 404."""

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from home.models import NewsPage, Office, Role
from home.staffing import own_collection
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> Office:
    return factories.office("hcmc")


@pytest.fixture
def other() -> Office:
    return factories.office("cantho")


@pytest.fixture
def foreign(other: Office) -> NewsPage:
    """A page of the other office, with a draft, which Wagtail would show in parts."""
    page = factories.news(other, "Bản tin kín")
    page.title = "Bản nháp kín"
    page.save_revision()
    return page


@pytest.fixture(params=[Role.EDITOR, Role.LEADER, Role.CLERK])
def user(request: pytest.FixtureRequest, own: Office) -> User:
    return factories.staff(own, request.param)


def pages_views(page: Page) -> list[str]:
    """Every address of the CMS that names a page by its id."""
    home = page.get_parent()
    revision = page.get_latest_revision().pk
    one = [
        "edit",
        "copy",
        "move",
        "delete",
        "unpublish",
        "history",
        "history_results",
        "usage",
        "lock",
        "unlock",
    ]
    one += ["revisions_index", "view_draft", "preview_on_edit", "set_privacy", "convert_alias"]
    one += ["workflow_history", "confirm_workflow_cancellation", "set_page_position"]
    addresses = [reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in one]
    two = ["revisions_revert", "revisions_view", "revisions_unschedule"]
    addresses += [reverse(f"wagtailadmin_pages:{name}", args=[page.pk, revision]) for name in two]
    addresses += [
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]),
        reverse("wagtailadmin_pages:workflow_history_detail", args=[page.pk, 1]),
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", 1]),
        reverse("wagtailadmin_pages:collect_workflow_action_data", args=[page.pk, "approve", 1]),
        reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, 1]),
        reverse("wagtailadmin_pages:move_confirm", args=[page.pk, home.pk]),
        reverse("wagtailadmin_pages:add", args=["home", "newspage", home.pk]),
        reverse("wagtailadmin_pages:preview_on_add", args=["home", "newspage", home.pk]),
        reverse("wagtailadmin_pages:add_subpage", args=[home.pk]),
        reverse("wagtailadmin_explore", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[home.pk]),
        reverse("wagtailadmin_explore_results", args=[home.pk]),
        reverse("wagtailadmin_choose_page_child", args=[home.pk]),
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={page.pk}",
        reverse("wagtailadmin_workflows:remove", args=[page.pk]),
        reverse("wagtailadmin_editing_sessions:ping", args=["home", "newspage", page.pk, 1]),
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        reverse("wagtail_localize:convert_to_alias", args=[page.pk]),
    ]
    for action in ("delete", "move", "publish", "unpublish"):
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        addresses += [
            f"{bulk}?id={page.pk}",
            f"{bulk}?id=all&childOf={home.pk}",
            f"{bulk}?id=all",
            f"{bulk}?id=all&childOf={Page.get_first_root_node().pk}",
        ]
    return addresses


def statuses(client: Client, addresses: list[str]) -> dict[str, set[int]]:
    """What each address answers to reading and to sending."""
    return {url: {client.get(url).status_code, client.post(url).status_code} for url in addresses}


def test_no_address_of_a_foreign_page_exists(user: User, foreign: NewsPage) -> None:
    answers = statuses(factories.signed_in(user), pages_views(foreign))
    assert {url: codes for url, codes in answers.items() if codes != {404}} == {}
    assert NewsPage.objects.filter(pk=foreign.pk, live=True, locked=False).exists()


def test_no_translation_of_a_foreign_page_exists(user: User, foreign: NewsPage) -> None:
    source, _ = TranslationSource.get_or_create_from_instance(foreign)
    english = Locale.objects.get(language_code="en")
    translation = Translation.objects.create(source=source, target_locale=english)
    names = "download_pofile upload_pofile preview_translation stop_translation machine_translate"
    addresses = [
        reverse(f"wagtail_localize:{name}", args=[translation.pk]) for name in names.split()
    ]
    addresses += [
        reverse("wagtail_localize:update_translations", args=[source.pk]),
        reverse("wagtail_localize:edit_string_translation", args=[translation.pk, 1]),
        reverse("wagtail_localize:edit_override", args=[translation.pk, 1]),
    ]
    answers = statuses(factories.signed_in(user), addresses)
    assert {url: codes for url, codes in answers.items() if codes != {404}} == {}


def test_no_list_of_every_model_is_open(user: User, foreign: NewsPage) -> None:
    client = factories.signed_in(user)
    for url in (
        reverse("wagtail_localize:snippets_api_listing", args=["home", "office"]),
        reverse("wagtail_localize:translations_report"),
        reverse("wagtailadmin_reports:page_types_usage"),
    ):
        assert client.get(url).status_code == 404


def test_no_foreign_file_exists(user: User, foreign: NewsPage, other: Office) -> None:
    document = Document(title="Tệp kín", collection=own_collection(other))
    document.file.save("kin.pdf", ContentFile(b"%PDF-1.4"))
    client = factories.signed_in(user)
    for url in (
        reverse("wagtaildocs:edit", args=[document.pk]),
        reverse("wagtaildocs:delete", args=[document.pk]),
        reverse("wagtaildocs:document_usage", args=[document.pk]),
        reverse("wagtaildocs_chooser:chosen", args=[document.pk]),
        reverse("wagtaildocs_chooser:chosen_multiple") + f"?id={document.pk}",
        reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "delete"])
        + f"?id={document.pk}",
    ):
        assert client.get(url).status_code == 404, url


def test_lists_name_no_foreign_page(user: User, foreign: NewsPage) -> None:
    client = factories.signed_in(user)
    for url in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore_root"),
        reverse("wagtailadmin_explore_root") + "?q=tin",
        reverse("wagtailadmin_pages:search") + "?q=tin",
        reverse("wagtailadmin_pages:type_use", args=["home", "newspage"]),
        reverse("wagtailadmin_choose_page"),
        reverse("wagtailadmin_choose_page_search") + "?q=tin",
        reverse("wagtailadmin_api:pages:listing"),
        reverse("wagtailadmin_api:pages:detail", args=[foreign.pk]),
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_reports:locked_pages"),
        reverse("wagtailadmin_reports:workflow"),
        reverse("wagtailadmin_reports:workflow_tasks"),
        reverse("wagtailadmin_reports:aging_pages"),
    ):
        answer = client.get(url, follow=True).content.decode()
        assert "kín" not in answer.replace("q=kín", "").replace('value="kín"', ""), url


def test_an_editor_may_not_copy_a_page_to_another_office(own: Office, foreign: NewsPage) -> None:
    page = factories.news(own, "Tin của ta")
    client = factories.signed_in(factories.staff(own, Role.EDITOR))
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    form = {"new_title": "Tin", "new_slug": "tin", "new_parent_page": foreign.get_parent().pk}
    assert client.post(url, form).status_code == 404
    assert NewsPage.objects.count() == 2


@pytest.mark.parametrize("written", ["{}", " {}", "+{}", "0_{}", "\uff10{}", "{}\n", "9" * 30])
def test_an_error_does_not_name_a_foreign_page_however_it_was_written(
    own: Office, foreign: NewsPage, written: str
) -> None:
    duty = factories.duty(own)
    client = factories.signed_in(factories.staff(own, Role.EDITOR))
    url = reverse("wagtailadmin_pages:edit", args=[duty.pk])
    sent = {"title": "", "links-0-page": written.format(foreign.pk)}
    assert client.post(url, sent).status_code == 404


def test_an_editor_works_on_the_pages_of_the_own_office(own: Office, other: Office) -> None:
    page = factories.news(own, "Tin của ta")
    client = factories.signed_in(factories.staff(own, Role.EDITOR))
    for name in ["edit", "copy", "move", "delete", "unpublish", "history", "usage"]:
        url = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
        assert client.get(url).status_code == 200, name
    assert client.get(reverse("wagtail_localize:submit_page_translation", args=[page.pk])).content
    root = client.get(reverse("wagtailadmin_explore_root"), follow=True).content.decode()
    assert reverse("wagtailadmin_explore", args=[own.site.root_page_id]) in root
    assert reverse("wagtailadmin_explore", args=[other.site.root_page_id]) not in root


def test_a_superuser_sees_both_offices(own: Office, foreign: NewsPage) -> None:
    client = factories.signed_in(factories.superuser())
    assert client.get(reverse("wagtailadmin_pages:edit", args=[foreign.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_reports:page_types_usage")).status_code == 200


def test_a_visitor_is_sent_to_the_login(foreign: NewsPage) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[foreign.pk])
    assert Client().get(url).status_code == 302
