"""An editor at work: write, keep, schedule, submit, preview, publish; on own pages only."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import querydict_from_html, rich_text, streamfield

from forms.models import FormPage
from home.models import GuidancePage, NewsPage, Office, Role
from services.models import ProcedurePage
from tests import factories

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Writing:
    """What an editor types on a page of one type, and the words by which readers know it."""

    model: type[Page]
    section: str
    fields: dict[str, Any]
    shown: str
    streams: tuple[str, ...] = ()
    filled: dict[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> list[str]:
        return [self.model._meta.app_label, str(self.model._meta.model_name)]


BODY = streamfield([("heading", "Đại hội bàn gì"), ("text", rich_text("<p>Bàn việc học.</p>"))])
WRITINGS = [
    Writing(
        NewsPage,
        "tin-tuc",
        {"category": "khuyen-hoc", "date": "15/09/2026"},
        "Đại hội bàn gì",
        filled={"body": BODY},
    ),
    Writing(GuidancePage, "huong-dan", {}, "Đại hội bàn gì", filled={"body": BODY}),
    Writing(
        ProcedurePage,
        "thu-tuc",
        {"working_days": "15", "fee_text": "Không thu phí"},
        "Không thu phí",
        ("channels", "steps", "papers", "results", "legal_bases", "conditions"),
    ),
    Writing(
        FormPage,
        "nop-ho-so",
        {"kind_code": "nomination", "confirmation": "Cảm ơn.", "quota": "60"},
        "Bắt đầu điền",
        ("eligibility",),
        {
            "intro": rich_text("<p>Chuẩn bị biên bản họp.</p>"),
            "instead": rich_text("<p>Hãy chờ đợt sau.</p>"),
        },
    ),
]
NEWS = WRITINGS[0]
every_type = pytest.mark.parametrize("writing", WRITINGS, ids=lambda one: one.model.__name__)


class Editor:
    """Somebody at the CMS's screens of one office."""

    def __init__(self, office: Office, role: str = Role.EDITOR) -> None:
        self.office, self.user = office, factories.staff(office, role)
        self.client: Client = factories.signed_in(self.user)

    def section(self, writing: Writing) -> Page:
        return Page.objects.get(url_path=f"{self.office.site.root_page.url_path}{writing.section}/")

    def address(self, writing: Writing, view: str = "add") -> str:
        where = [*writing.type, self.section(writing).pk]
        return reverse(f"wagtailadmin_pages:{view}", args=where)

    def form(self, writing: Writing, **typed: Any) -> dict[str, Any]:
        """The form that the CMS shows, filled in."""
        html = self.client.get(self.address(writing)).content.decode()
        form = querydict_from_html(html, form_id="page-edit-form").dict()
        form |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
        form |= {"title": "Đại hội khuyến học", "slug": "dai-hoi", **writing.fields, **typed}
        for name in writing.streams:
            form |= nested(name, streamfield([]))
        for name, value in writing.filled.items():
            form |= nested(name, value)
        return form

    def write(self, writing: Writing, action: str = "", **typed: Any) -> Page:
        """Sends the form with one of its buttons."""
        pressed = {f"action-{action}": "1"} if action else {}
        form = self.form(writing, **typed) | pressed
        answer = self.client.post(self.address(writing), form)
        assert answer.status_code == 302, answer.context["form"].errors
        return writing.model.objects.get(slug="dai-hoi")


def nested(name: str, value: Any) -> dict[str, Any]:
    """A field's part of a form, as its widget sends it."""
    if not isinstance(value, dict):
        return {name: value}
    found: dict[str, Any] = {}
    for key, part in value.items():
        found |= nested(f"{name}-{key}", part)
    return found


@pytest.fixture
def office() -> Office:
    return factories.office("hcmc")


@pytest.fixture
def editor(office: Office) -> Editor:
    return Editor(office)


@pytest.fixture
def read(office: Office) -> Callable[..., Any]:
    """What a reader gets at an address of the office."""
    return factories.visitor(office).get


def test_an_editor_logs_in_to_a_vietnamese_cms(office: Office) -> None:
    user = factories.staff(office, Role.EDITOR)
    browser = Client(headers={"accept-language": "en"})
    answer = browser.post(
        reverse("wagtailadmin_login"),
        {"username": user.get_username(), "password": factories.PASSWORD},
        follow=True,
    )
    html = answer.content.decode()
    assert '<html lang="vi"' in html
    found = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.S)
    assert found
    menu = json.dumps(json.loads(found[1]), ensure_ascii=False)
    words = set(re.findall(r'"label": "([^"]*)"', menu))
    assert {"Trang", "Ảnh", "Tài liệu", "Báo cáo", "Đăng xuất"} <= words


@every_type
def test_an_editor_writes_and_publishes(
    writing: Writing, editor: Editor, read: Callable[..., Any]
) -> None:
    page = editor.write(writing, "publish")
    html = read(f"/{writing.section}/dai-hoi/").content.decode()
    assert "Đại hội khuyến học" in html
    assert writing.shown in html
    assert page.live
    assert "Đại hội khuyến học" in read("/tim-kiem/?q=dai+hoi+khuyen+hoc").content.decode()


@every_type
def test_a_draft_is_kept_and_not_shown(
    writing: Writing, editor: Editor, read: Callable[..., Any]
) -> None:
    page = editor.write(writing)
    assert not page.live
    assert read(f"/{writing.section}/dai-hoi/").status_code == 404
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Đại hội khuyến học" in editor.client.get(edit).content.decode()


def test_a_later_draft_leaves_what_readers_see(editor: Editor, read: Callable[..., Any]) -> None:
    page = editor.write(NEWS, "publish")
    form = editor.form(NEWS, title="Đại hội hoãn lại")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert editor.client.post(edit, form).status_code == 302
    html = read("/tin-tuc/dai-hoi/").content.decode()
    assert "Đại hội khuyến học" in html
    assert "hoãn" not in html
    page.refresh_from_db()
    assert page.has_unpublished_changes


def test_a_scheduled_page_appears_and_goes_when_it_is_time(
    editor: Editor, read: Callable[..., Any]
) -> None:
    now = timezone.localtime()
    times = {
        name: (now + timedelta(hours=hours)).strftime("%d/%m/%Y %H:%M")
        for name, hours in (("go_live_at", 2), ("expire_at", 6))
    }
    editor.write(NEWS, "publish", **times)

    def status_after(hours: int) -> int:
        with mock.patch("django.utils.timezone.now", return_value=now + timedelta(hours=hours)):
            call_command("publish_scheduled")
            return int(read("/tin-tuc/dai-hoi/").status_code)

    assert [status_after(hours) for hours in (1, 3, 7)] == [404, 200, 404]


def test_a_leader_publishes_what_an_editor_submits(
    editor: Editor, office: Office, read: Callable[..., Any]
) -> None:
    page = editor.write(NEWS, "submit")
    assert read("/tin-tuc/dai-hoi/").status_code == 404
    leader = Editor(office, Role.LEADER)
    assert "Đại hội khuyến học" in leader.client.get(reverse("wagtailadmin_home")).content.decode()
    assert decide(leader, page, "approve") == 302
    assert read("/tin-tuc/dai-hoi/").status_code == 200


def test_what_a_leader_sends_back_stays_a_draft(
    editor: Editor, office: Office, read: Callable[..., Any]
) -> None:
    page = editor.write(NEWS, "submit")
    leader = Editor(office, Role.LEADER)
    assert decide(leader, page, "reject", comment="Thiếu ngày họp.") == 302
    assert read("/tin-tuc/dai-hoi/").status_code == 404
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Thiếu ngày họp." in editor.client.get(edit).content.decode()


def decide(leader: Editor, page: Page, action: str, **said: str) -> int:
    state = WorkflowState.objects.active().get(object_id=str(page.pk))
    task = [page.pk, action, state.current_task_state.pk]
    url = reverse("wagtailadmin_pages:workflow_action", args=task)
    return int(leader.client.post(url, said).status_code)


@every_type
def test_a_preview_shows_what_is_not_saved_yet(writing: Writing, editor: Editor) -> None:
    url = editor.address(writing, "preview_on_add")
    sent = editor.client.post(url, editor.form(writing, title="Chưa lưu"))
    assert sent.json() == {"is_valid": True, "is_available": True}
    html = editor.client.get(url, headers={"host": "hcmc.localhost"}).content.decode()
    assert "Chưa lưu</h1>" in html
    assert writing.shown in html
    assert not writing.model.objects.filter(slug="dai-hoi").exists()


@every_type
def test_an_editor_neither_sees_nor_touches_another_office(
    writing: Writing, office: Office
) -> None:
    stranger = Editor(factories.office("cantho"))
    own = Editor(office)
    page = own.write(writing, "publish")
    form = own.form(writing, title="Bị sửa") | {"action-publish": "1"}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for answer in (
        stranger.client.get(edit),
        stranger.client.post(edit, form),
        stranger.client.post(own.address(writing), form | {"slug": "chen-vao"}),
        stranger.client.get(reverse("wagtailadmin_explore", args=[own.section(writing).pk])),
    ):
        assert answer.status_code == 404
    page.refresh_from_db()
    assert page.title == "Đại hội khuyến học"
    assert not Page.objects.filter(slug="chen-vao").exists()
    found = stranger.client.get(reverse("wagtailadmin_pages:search") + "?q=khuyến")
    assert "dai-hoi" not in found.content.decode()
    assert "Đại hội khuyến học" not in found.content.decode()
