"""Each role finds in the CMS what it has a use for, and nothing that it could break."""

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.urls import reverse
from wagtail.admin.menu import Menu, admin_menu, reports_menu, settings_menu
from wagtail.models import Locale, Page, Site, WorkflowState

from home.models import HomePage, Office, Role
from tests import factories

pytestmark = pytest.mark.django_db
REGISTERS = "registers"


@pytest.fixture
def office() -> Office:
    return factories.office("hcmc")


def names(menu: Menu, user: User) -> set[str]:
    request = RequestFactory().get(reverse("wagtailadmin_home"))
    request.user = user
    return {item.name for item in menu.menu_items_for_request(request)}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.EDITOR, {"explorer", "images", "documents", "reports", "settings", REGISTERS}),
        (Role.ADMIN, {"explorer", "images", "documents", "reports", "settings", REGISTERS}),
        (Role.LEADER, {"explorer", "reports", "settings", REGISTERS}),
        (Role.OFFICER, {"reports", REGISTERS}),
        (Role.CLERK, {"reports", REGISTERS}),
    ],
)
def test_the_menu_shows_what_a_role_can_use(role: str, expected: set[str], office: Office) -> None:
    shown = names(admin_menu, factories.staff(office, role))
    wagtail = {"explorer", "images", "documents", "reports", "settings", "help", REGISTERS}
    assert shown & wagtail == expected


def test_editors_see_only_reports_about_their_own_pages(office: Office) -> None:
    shown = names(reports_menu, factories.staff(office, Role.EDITOR))
    assert shown == {"locked-pages", "workflows", "workflow-tasks", "site-history"}


def test_an_office_administrator_edits_the_letterhead_only(office: Office) -> None:
    other = factories.office("cantho")
    user = factories.staff(office, Role.ADMIN)
    client = factories.signed_in(user)
    shown = names(settings_menu, user)
    assert "offices" in shown
    assert not shown & {"users", "groups", "sites", "locales", "collections", "workflows"}
    listing = client.get(reverse("offices:index")).content.decode()
    assert office.short_name in listing
    assert other.short_name not in listing
    assert client.get(reverse("offices:edit", args=[other.pk])).status_code == 404
    assert client.get(reverse("offices:add")).status_code == 302
    url = reverse("offices:edit", args=[office.pk])
    form = {
        "name": office.name,
        "short_name": "Phòng mới",
        "city": office.city,
        "agency_code": office.agency_code,
        "commune": office.commune_id,
        "draft_days": office.draft_days,
        "supplement_days": office.supplement_days,
        "supplement_reminder": office.supplement_reminder,
        "morning_ends": "11:30",
        "afternoon_ends": "17:00",
        "code": "khac",
    }
    assert client.post(url, form).status_code == 302
    office.refresh_from_db()
    assert (office.short_name, office.code) == ("Phòng mới", "hcmc")


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LEADER, Role.OFFICER, Role.CLERK])
def test_nobody_else_edits_the_letterhead(role: str, office: Office) -> None:
    client = factories.signed_in(factories.staff(office, role))
    assert client.get(reverse("offices:edit", args=[office.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
def test_no_editor_can_remove_hide_or_move_the_front_page(role: str, office: Office) -> None:
    home = office.site.root_page
    client = factories.signed_in(factories.staff(office, role))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).status_code == 200
    for name in ("delete", "unpublish", "move"):
        client.post(reverse(f"wagtailadmin_pages:{name}", args=[home.pk]))
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", name])
        client.post(f"{bulk}?id={home.pk}", {"chooser": office.pk})
    assert HomePage.objects.filter(pk=home.pk, live=True, path=home.path).exists()
    assert Site.objects.filter(pk=office.site_id).exists()


def test_an_editor_writes_and_publishes_news(office: Office) -> None:
    client = factories.signed_in(factories.staff(office, Role.EDITOR))
    index = Page.objects.get(slug="tin-tuc")
    form = {
        "title": "Đại hội khuyến học",
        "slug": "",
        "date": "15/09/2026",
        "category": "khuyen-hoc",
        "summary": "Tóm tắt",
        "body-count": 0,
        "action-publish": "1",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }
    url = reverse("wagtailadmin_pages:add", args=["home", "newspage", index.pk])
    response = client.post(url, form | {"slug": "dai-hoi-khuyen-hoc"})
    assert response.status_code == 302, response.context["form"].errors
    answer = factories.visitor(office).get("/tin-tuc/dai-hoi-khuyen-hoc/")
    assert "Đại hội khuyến học" in answer.content.decode()


def test_a_leader_approves_what_was_submitted(office: Office) -> None:
    editor = factories.staff(office, Role.EDITOR)
    leader = factories.staff(office, Role.LEADER)
    stranger = factories.staff(factories.office("cantho"), Role.LEADER)
    page = factories.news(office, "Chờ duyệt", live=False)
    page.save_revision()
    state: WorkflowState = page.get_workflow().start(page, editor)
    url = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", state.current_task_state.pk],
    )
    assert factories.signed_in(stranger).post(url).status_code == 404
    assert factories.signed_in(leader).post(url).status_code == 302
    page.refresh_from_db()
    assert page.live


def test_an_editor_translates_a_page_into_the_own_english_tree(office: Office) -> None:
    translated = factories.office("cantho", languages=("en",))
    page = factories.guidance(translated, "Hướng dẫn nộp hồ sơ", summary="Các bước")
    client = factories.signed_in(factories.staff(translated, Role.EDITOR))
    english = Locale.objects.get(language_code="en")
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert client.post(url, {"locales": [english.pk]}).status_code == 302
    copy = page.get_translation(english)
    assert copy.url_path.startswith("/cantho-en/huong-dan/")
    assert client.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200
    stranger = factories.signed_in(factories.staff(office, Role.EDITOR))
    assert stranger.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 404
