"""Every kind of public page: how much it asks of the database, the network and the reader."""

import gzip
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import html5lib
import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Locale, PageViewRestriction

from home.models import DutyLink, GuidancePage, Office
from home.navigation import PRIVACY_SLUG
from services.models import LicenceEvent, ProcedurePage
from tests import factories

pytestmark = pytest.mark.django_db

QUERIES = 8  # of which three are Wagtail's for the addresses of the sites, once an hour
WEIGHT = 60_000
REQUESTS = 6
BODY = [
    ("heading", "Các bước"),
    ("text", "<p>Đọc <b>trước</b> khi làm.</p>"),
    ("list", ["Đơn", "Bản sao"]),
    ("steps", [{"title": "Chuẩn bị", "text": "Chụp giấy tờ."}]),
    ("faq", [{"question": "Mất bao lâu?", "answer": "Mười ngày."}]),
    ("callout", "Giữ mã PIN."),
]
PROCEDURE = {
    "channels": [("channel", {"channel": "truc_tuyen", "time_limit": "10 ngày", "fee": "Không"})],
    "steps": [("step", {"title": "Nộp", "actor": "nguoi_nop", "text": "Gửi đơn.", "days": None})],
    "papers": [("paper", {"name": "Đơn", "originals": 1, "copies": 0, "mandatory": True})],
    "results": [("result", "Quyết định")],
    "legal_bases": [("basis", {"number": "125/2024/NĐ-CP", "title": "Nghị định"})],
    "conditions": [("condition", "Có phòng học.")],
}


class Public:
    """An office with at least one page of every kind, and the addresses of these."""

    def __init__(self) -> None:
        self.office: Office = factories.office(languages=("en", "lo", "km"))
        factories.office("cantho", phone="0292.3831.821")
        self.client: Client = factories.visitor(self.office)
        news = factories.news(self.office, summary="Tóm tắt", body=BODY)
        guidance = factories.guidance(self.office, body=BODY)
        current = factories.procedure(self.office, form_page=guidance, **PROCEDURE)
        yesterday = date.today() - timedelta(days=1)
        expired = factories.procedure(
            self.office, "Thủ tục cũ", replaced_by=current, valid_to=yesterday
        )
        duty = factories.duty(self.office, text_en="License centres.")
        DutyLink.objects.create(duty=duty, page=current)
        institution = factories.institution(self.office)
        licence = factories.licence(self.office, illustrative=True, phone="+842838291875")
        LicenceEvent.objects.create(licence=licence, act="grant", on=licence.decided_on)
        recognition = factories.recognition(self.office)
        for language in ("lo", "km"):
            locale = Locale.objects.get(language_code=language)
            guidance.get_parent().copy_for_translation(locale).save_revision().publish()
        self.expired: ProcedurePage = expired
        self.news = news
        self.addresses = {
            "home": "/",
            "news index": "/tin-tuc/",
            "news": f"/tin-tuc/{news.slug}/",
            "guidance index": "/huong-dan/",
            "guidance": f"/huong-dan/{guidance.slug}/",
            "duty index": "/gioi-thieu/",
            "duty": f"/gioi-thieu/{duty.slug}/",
            "service index": "/thu-tuc/",
            "procedure": f"/thu-tuc/{current.slug}/",
            "expired procedure": f"/thu-tuc/{expired.slug}/",
            "register index": "/so-dang-ky/",
            "institutions": "/so-dang-ky/co-so-giao-duc/",
            "licences": "/so-dang-ky/giay-phep/?q=thu&loai=dang_hoat_dong",
            "recognitions": "/so-dang-ky/cong-nhan/",
            "institution": f"/so-dang-ky/co-so-giao-duc/{institution.slug}/",
            "licence": f"/so-dang-ky/giay-phep/{licence.slug}/",
            "recognition": f"/so-dang-ky/cong-nhan/{recognition.slug}/",
        }

    def get(self, address: str) -> HttpResponse:
        response: Any = self.client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return response

    def each(self, check: Callable[[HttpResponse], Any]) -> dict[str, Any]:
        """What `check` finds fault with, by page; nothing at best."""
        found = {name: check(self.get(address)) for name, address in self.addresses.items()}
        return {name: faults for name, faults in found.items() if faults}

    def queries(self, address: str) -> int:
        """How many it takes when every cache is empty (content types stay known to the process)."""
        for cache in caches.all():
            cache.clear()
        with CaptureQueriesContext(connection) as captured:
            self.get(address)
        return len(captured)

    def grow(self, rows: int) -> None:
        for _ in range(rows):
            news = factories.news(self.office)
            factories.guidance(self.office)
            factories.procedure(self.office)
            factories.institution(self.office)
            factories.licence(self.office)
            factories.recognition(self.office)
            DutyLink.objects.create(duty_id=self.duty, page=news)

    @property
    def duty(self) -> int:
        found: int = DutyLink.objects.values_list("duty", flat=True)[0]
        return found


@pytest.fixture
def public() -> Public:
    return Public()


def attributes(html: str, *names: str) -> list[str]:
    return [value for name in names for value in re.findall(rf'[\s"]{name}="([^"]*)"', html)]


def broken_references(html: str) -> list[str]:
    """Ids that are named but missing or given twice, and empty names."""
    ids = Counter(attributes(html, "id"))
    named = attributes(html, "for", "aria-describedby", "aria-labelledby", "aria-controls")
    wanted = [part for value in named for part in value.split() or [""]]
    wanted += [href[1:] for href in attributes(html, "href") if href.startswith("#")]
    return [name for name in wanted if name not in ids] + [i for i, n in ids.items() if n > 1]


def assets(html: str) -> set[str]:
    """What a browser fetches for the page beside the page itself."""
    links = re.findall(r'<link rel="(?:icon|stylesheet)" href="([^"]+)"', html)
    return {*links, *re.findall(r'<(?:script|img)[^>]* src="([^"]+)"', html)}


def test_a_page_asks_the_database_little_though_all_caches_are_empty(public: Public) -> None:
    public.each(lambda response: None)
    counts = {name: public.queries(address) for name, address in public.addresses.items()}
    assert {name: count for name, count in counts.items() if count > QUERIES} == {}


def test_a_page_asks_no_more_when_there_is_more_to_list(public: Public) -> None:
    public.grow(1)
    before = {name: public.queries(address) for name, address in public.addresses.items()}
    public.grow(15)
    after = {name: public.queries(address) for name, address in public.addresses.items()}
    assert after == before


def test_a_reader_is_given_no_cookie(public: Public) -> None:
    assert public.each(lambda response: response.cookies.output()) == {}


def test_answers_to_readers_do_not_depend_on_cookies(public: Public) -> None:
    assert public.each(lambda response: "Cookie" in response.headers.get("Vary", "")) == {}


def test_a_browser_may_run_and_fetch_only_what_is_ours(public: Public) -> None:
    def faults(response: HttpResponse) -> list[str]:
        html = response.content.decode()
        policy = response.headers["Content-Security-Policy"]
        found = [] if "script-src 'self';" in policy and "unsafe" not in policy else [policy]
        found += re.findall(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=", html)
        return found + [asset for asset in assets(html) if not asset.startswith("/static/")]

    assert public.each(faults) == {}


def test_html_is_well_formed(public: Public) -> None:
    def faults(response: HttpResponse) -> list[Any]:
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(response.content.decode())
        return list(parser.errors)

    assert public.each(faults) == {}


def test_every_reference_within_a_page_has_one_target(public: Public) -> None:
    assert public.each(lambda response: broken_references(response.content.decode())) == {}


def test_every_page_has_a_language_a_title_and_one_heading(public: Public) -> None:
    def faults(response: HttpResponse) -> list[str]:
        html = response.content.decode()
        title = re.search(r"<title>\s*[^\s–].* – .+</title>", html)
        lang = re.search(r'<html lang="vi">', html)
        return [] if title and lang and html.count("<h1") == 1 else [html[:400]]

    assert public.each(faults) == {}


def test_no_page_shows_what_is_missing(public: Public) -> None:
    def faults(response: HttpResponse) -> list[str]:
        return re.findall(r">\s*None\b|\bNone\s*<|\{[{%]|\[object", response.content.decode())

    assert public.each(faults) == {}


def test_a_first_visit_is_light(public: Public) -> None:
    def faults(response: HttpResponse) -> list[Any]:
        found = assets(response.content.decode())
        files = [finders.find(asset.removeprefix(settings.STATIC_URL)) for asset in found]
        weight = len(gzip.compress(response.content))
        for file in files:
            with open(str(file), "rb") as content:
                weight += len(gzip.compress(content.read()))
        heavy = weight > WEIGHT or 1 + len(found) > REQUESTS
        return [weight, found] if heavy else []

    assert public.each(faults) == {}


def test_a_translated_page_is_held_to_the_same(public: Public) -> None:
    for address, language in (("/en/", "en"), ("/lo/", "lo"), ("/km/huong-dan/", "km")):
        html = public.get(address).content.decode()
        assert f'<html lang="{language}">' in html
        assert broken_references(html) == []
        assert public.queries(address) <= QUERIES


def test_the_menu_marks_the_section_and_the_language_switch_keeps_the_page(public: Public) -> None:
    html = public.get("/km/huong-dan/").content.decode()
    assert 'href="/km/huong-dan/" aria-current="page"' in html
    assert 'href="/lo/huong-dan/" lang="lo" hreflang="lo"' in html
    assert 'href="/huong-dan/" lang="vi" hreflang="vi"' in html


def test_a_procedure_out_of_force_points_to_its_successor_and_takes_no_case(public: Public) -> None:
    html = public.get(public.addresses["expired procedure"]).content.decode()
    assert f'<a href="{public.addresses["procedure"]}">' in html
    assert "sticky-action" not in html
    assert "sticky-action" in public.get(public.addresses["procedure"]).content.decode()


def test_what_nobody_checked_says_so(public: Public) -> None:
    for name in ("procedure", "licence", "licences"):
        assert (
            str(settings.UNVERIFIED_NOTICE) in public.get(public.addresses[name]).content.decode()
        )
    current = ProcedurePage.objects.exclude(pk=public.expired.pk).get()
    current.verified = True
    current.save()
    html = public.get(public.addresses["procedure"]).content.decode()
    assert str(settings.UNVERIFIED_NOTICE) not in html


def test_a_register_is_found_without_accents_and_paged(public: Public) -> None:
    public.grow(30)
    html = public.get("/so-dang-ky/giay-phep/?q=ngoai+ngu+thu").content.decode()
    assert 'rel="next" href="?q=ngoai+ngu+thu&amp;trang=2"' in html
    nothing = public.get("/so-dang-ky/giay-phep/?q=khong-co-ten-nay").content.decode()
    assert "<table" not in nothing


def test_an_entry_of_another_office_is_not_found(public: Public) -> None:
    other = Office.objects.get(code="cantho")
    entry = factories.licence(other)
    path = f"/so-dang-ky/giay-phep/{entry.slug}/"
    assert public.client.get(path).status_code == 404
    assert factories.visitor(other).get(path).status_code == 200


def test_a_draft_a_stray_path_and_another_language_s_path_are_not_found(public: Public) -> None:
    public.news.unpublish()
    stray = ["/khong-co/", "/tin-tuc/khong-co/", "/huong-dan/a/b/", "/" + "tin-tuc/" * 40]
    for path in (public.addresses["news"], "/lo/tin-tuc/", f"/{public.office.code}/", *stray):
        assert public.client.get(path).status_code == 404, path


def test_a_restricted_page_asks_for_its_password(public: Public) -> None:
    section = public.news.get_parent()
    PageViewRestriction.objects.create(page=section, restriction_type="password", password="mật")
    html = public.get(public.addresses["news"]).content.decode()
    assert 'type="password"' in html
    assert public.news.title not in html
    assert broken_references(html) == []


def test_editors_see_the_user_bar_and_readers_do_not(public: Public) -> None:
    host = {"host": public.office.site.hostname}
    editor = factories.signed_in(factories.superuser())
    assert "wagtail-userbar" in editor.get("/", headers=host).content.decode()
    assert "wagtail-userbar" not in public.get("/").content.decode()


def test_the_footer_says_who_answers_and_what_this_is_not() -> None:
    office = factories.office("cantho", phone="+842923831821", address_historic="quận Ninh Kiều")
    html = factories.visitor(office).get("/").content.decode()
    assert 'href="tel:+842923831821"' in html
    assert "0292 3831 821" in html
    assert "không phải là Cổng Dịch vụ công quốc gia" in html
    assert 'href="https://dichvucong.gov.vn"' in html


def test_the_footer_marks_the_language_of_guidance_that_is_not_translated() -> None:
    office = factories.office(languages=("lo",))
    factories.page(office, f"huong-dan/{PRIVACY_SLUG}", GuidancePage, "Bảo vệ dữ liệu")
    visitor = factories.visitor(office)
    with override("lo"):
        assert 'lang="vi">Bảo vệ dữ liệu</a>' in visitor.get("/lo/").content.decode()
    assert 'lang="vi">Bảo vệ dữ liệu</a>' not in visitor.get("/").content.decode()


def test_a_missing_page_says_what_to_do_next(public: Public) -> None:
    response = public.client.get("/khong-co/")
    html = response.content.decode()
    assert "Không tìm thấy trang" in html
    assert broken_references(html) == []
    assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "503", "form_expired"])
def test_error_pages_need_neither_office_nor_request(name: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        html = render_to_string(f"errors/{name}.html")
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    assert parser.errors == []
    assert broken_references(html) == []
    assert len(captured) == 0


class Sample(forms.Form):
    name = forms.CharField(label="Họ và tên")
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A")], widget=forms.RadioSelect)


def test_the_error_summary_leads_to_each_field() -> None:
    form = Sample({})
    html = render_to_string("bootstrap5/errors.html", {"form": form})
    assert 'href="#id_name"' in html
    assert 'href="#id_kind_0"' in html


def test_the_error_summary_lists_rows_and_files_when_the_form_tells_them() -> None:
    form = Sample({})
    form.summary_errors = [("id_rows-2-name", "Giáo viên 3", "Chưa ghi tên."), ("", "", "Thiếu")]
    html = render_to_string("bootstrap5/errors.html", {"form": form})
    assert '<a href="#id_rows-2-name">Giáo viên 3: Chưa ghi tên.</a>' in html
    assert "id_kind" not in html


def test_a_page_in_a_language_without_a_tree_shows_the_source_marked_as_such() -> None:
    office = factories.office()
    with override("lo"):
        html = factories.visitor(office).get("/lo/").content.decode()
    assert '<html lang="lo">' in html
    assert 'tabindex="-1" lang="vi"' in html
