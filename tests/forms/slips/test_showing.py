"""Papers before those who may see them: pages, downloads, what is wrong, and what it costs."""

import html
import io

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms.citizen.access import COOKIE
from forms.clock.extending import EXTENSION
from forms.models import Case, Event, Helper, Slip
from forms.models.events import faults
from forms.models.second_pins import second_digest
from forms.references import pin_digest
from forms.sealing import seal
from forms.slips import showing
from forms.slips.pdf import NoPdf
from forms.slips.rendering import ensure_pdf, page_of
from forms.states import State
from home.models import Role
from tests import factories
from tests.forms.slips.conftest import WAYS
from tests.forms.slips.test_pdf import elements, fonts

PIN = "ABCD2345"


@pytest.fixture
def slip(slip_of):
    return slip_of("01", language="lo")


@pytest.fixture
def citizen(slip, office):
    """Holds the case of the paper, at the office's own host."""
    Case.objects.filter(pk=slip.case_id).update(pin_digest=pin_digest(slip.case.key.hex, PIN))
    client = factories.visitor(office)
    client.cookies[COOKIE] = seal({slip.case.key.hex: PIN})
    return client


@pytest.fixture
def officer(office):
    return factories.signed_in(factories.staff(office, Role.OFFICER))


def address(slip, route="follow_slip"):
    if route.startswith("cases:"):
        return reverse(route, args=[slip.case_id, slip.pk])
    return reverse(route, args=[slip.case.key, slip.pk])


def shown(response):
    return html.unescape(response.content.decode())


def spoil(slip, what):
    """Changes the stored file behind our back."""
    file = getattr(slip, what)
    file.storage.delete(file.name)
    file.storage.save(file.name, ContentFile(b"<script>alert(1)</script>"))


# ------------------------------------------------------------- the citizen


def test_the_page_is_the_stored_one_word_for_word(citizen, slip):
    response = citizen.get(address(slip))
    assert page_of(Slip.objects.get(pk=slip.pk)) in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert 'href="#ban-dich"' in shown(response)


def test_the_pdf_is_an_attachment_that_nobody_keeps(citizen, slip):
    response = citizen.get(address(slip, "follow_slip_pdf"))
    content = b"".join(response.streaming_content)
    assert content == Slip.objects.get(pk=slip.pk).read("pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert slip.case.code in response["Content-Disposition"]


def test_the_follow_page_lists_papers_in_one_query_however_many(citizen, slip, along):
    page = reverse("follow_case", args=[slip.case.key])
    one = CaptureQueriesContext(connection)
    with one:
        assert address(slip) in shown(citizen.get(page))
    along(slip.case, *WAYS["02"][1:])
    with CaptureQueriesContext(connection) as two:
        assert "Phiếu yêu cầu bổ sung" in shown(citizen.get(page))
    papers = [query for query in two.captured_queries if 'FROM "forms_slip"' in query["sql"]]
    assert len(papers) == 1


def test_a_control_sheet_is_none_of_the_citizens_business(citizen, slip, officer):
    officer.post(reverse("cases:slip_new", args=[slip.case_id, "06"]))
    control = Slip.objects.get(form="06")
    assert citizen.get(address(control)).status_code == 404
    assert citizen.get(address(control, "follow_slip_pdf")).status_code == 404
    page = citizen.get(reverse("follow_case", args=[slip.case.key]))
    assert address(control) not in shown(page)


def test_another_cases_paper_and_none_are_the_same_404(citizen, slip, slip_of):
    other = slip_of("03")
    wrong = reverse("follow_slip", args=[slip.case.key, other.pk])
    none = reverse("follow_slip", args=[slip.case.key, 10**17])
    assert citizen.get(wrong).status_code == citizen.get(none).status_code == 404
    assert Client(headers={"host": "hcmc.localhost"}).get(address(slip)).status_code == 404


def test_the_qr_code_leads_to_the_follow_page_with_the_code_and_no_pin(citizen, slip):
    led = slip.facts["vi"]["follow"]
    assert led == f"http://hcmc.localhost:8000/tra-cuu/?ma={slip.case.code}"
    assert slip.facts["lo"]["follow"].startswith("http://hcmc.localhost:8000/lo/tra-cuu/")
    page = shown(citizen.get(f"/tra-cuu/?ma={slip.case.code.lower()}"))
    assert f'name="code" value="{slip.case.code}"' in page


@pytest.mark.parametrize("typed", ["<script>", "'; DROP TABLE x", "a" * 500, "000", "\u202e", ""])
def test_nothing_but_a_code_is_filled_in_by_an_address(citizen, typed):
    page = citizen.get("/tra-cuu/", {"ma": typed})
    assert page.status_code == 200
    assert 'name="code" value' not in shown(page)


def test_a_code_in_an_address_is_not_looked_up(citizen, slip):
    with CaptureQueriesContext(connection) as queries:
        citizen.get(f"/tra-cuu/?ma={slip.case.code}")
    assert not [query for query in queries.captured_queries if slip.case.code in query["sql"]]


# ------------------------------------------------------------- the office


def test_staff_see_the_papers_of_a_case_and_those_that_can_be_made(officer, slip):
    page = shown(officer.get(reverse("cases:case", args=[slip.case_id])))
    assert address(slip, "cases:slip") in page
    assert address(slip, "cases:slip_pdf") in page
    assert reverse("cases:slip_new", args=[slip.case_id, "06"]) in page
    assert reverse("cases:slip_new", args=[slip.case_id, "01"]) not in page


@pytest.mark.parametrize("route", ["cases:slip", "cases:slip_pdf"])
def test_every_opening_by_staff_is_noted(officer, slip, route):
    for _time in range(2):
        assert officer.get(address(slip, route)).status_code == 200
    lines = slip.case.events.filter(act=Event.Act.OPENED)
    assert [line.note for line in lines] == [f"phieu_01 #{slip.pk}"] * 2
    assert faults(Case.objects.get(pk=slip.case_id)) == []


def test_whoever_does_not_work_on_the_case_opens_none(slip):
    stranger = factories.signed_in(factories.superuser())
    for route in ("cases:slip", "cases:slip_pdf"):
        assert stranger.get(address(slip, route)).status_code == 302
    assert not slip.case.events.filter(act=Event.Act.OPENED).exists()


def test_a_control_sheet_is_made_with_one_button(officer, slip):
    url = reverse("cases:slip_new", args=[slip.case_id, "06"])
    made = officer.post(url, follow=True)
    assert "Phiếu kiểm soát quá trình giải quyết hồ sơ" in shown(made)
    assert officer.post(url)["Location"] == made.redirect_chain[-1][0]


def test_a_leader_extends_on_a_screen_that_keeps_what_was_typed(office, slip):
    leader = factories.signed_in(factories.staff(office, Role.LEADER))
    url = reverse("cases:extend", args=[slip.case_id])
    assert str(EXTENSION.effect) in shown(leader.get(url))
    version = Case.objects.get(pk=slip.case_id).version
    sent = {"version": version, "working_days": "nhiều", "reason": "Chờ ý kiến."}
    again = leader.post(url, sent)
    assert again.status_code == 422
    assert "Chờ ý kiến." in shown(again)
    done = leader.post(url, sent | {"working_days": "5"}, follow=True)
    assert "hẹn trả mới" in shown(done)
    assert Case.objects.get(pk=slip.case_id).extended_from
    assert leader.post(url, sent | {"working_days": "5"}).status_code == 302  # a second click
    assert Slip.objects.filter(form="04").count() == 1


def test_the_screen_of_an_extension_says_why_not(officer, slip):
    response = officer.get(reverse("cases:extend", args=[slip.case_id]))
    assert response.status_code == 403
    assert "Lãnh đạo" in shown(response)


# ------------------------------------------------------------- what may be wrong


@pytest.mark.parametrize("what", ["page", "pdf"])
def test_a_changed_file_is_not_shown_and_said_to_be_changed(citizen, officer, slip, what, caplog):
    ensure_pdf(slip)
    spoil(slip, what)
    for client, prefix in ((citizen, "follow_"), (officer, "cases:")):
        response = client.get(address(slip, f"{prefix}slip"))
        assert str(showing.CHANGED) in shown(response)
        assert response.status_code == (409 if what == "page" else 200)
        assert "<script>alert" not in response.content.decode()
        assert client.get(address(slip, f"{prefix}slip_pdf")).status_code == 302
    assert f"slip {slip.pk} is not as it was issued" in caplog.text


def test_a_lost_file_is_said_to_be_lost(citizen, slip):
    ensure_pdf(slip)
    slip.page.storage.delete(slip.page.name)
    assert str(showing.LOST) in shown(citizen.get(address(slip)))


@pytest.fixture
def without_pango(monkeypatch):
    def refuse(*_given):
        raise NoPdf("Máy chủ chưa có thư viện để lập tệp PDF.")

    monkeypatch.setattr("forms.slips.pdf.weasyprint", refuse)


def test_without_the_libraries_the_page_says_what_to_install(citizen, officer, slip, without_pango):
    for client, prefix in ((citizen, "follow_"), (officer, "cases:")):
        page = shown(client.get(address(slip, f"{prefix}slip")))
        assert "libpango-1.0-0" in page
        assert "Bạn vẫn in được trang này." in page
        assert address(slip, f"{prefix}slip_pdf") not in page
        assert client.get(address(slip, f"{prefix}slip_pdf"))["Location"] == address(
            slip, f"{prefix}slip"
        )


def test_a_pdf_that_was_made_needs_no_library(citizen, slip, monkeypatch):
    ensure_pdf(slip)
    monkeypatch.setattr("forms.slips.pdf.weasyprint", lambda: 1 / 0)
    assert citizen.get(address(slip, "follow_slip_pdf")).status_code == 200
    assert address(slip, "follow_slip_pdf") in shown(citizen.get(address(slip)))


def test_a_helper_reads_it_too(slip, office):
    second = "WXYZ6789"
    Helper.objects.create(
        case=slip.case, name="Con gái", pin_digest=second_digest(slip.case.key.hex, second)
    )
    client = factories.visitor(office)
    client.cookies[COOKIE] = seal({slip.case.key.hex: second})
    assert client.get(address(slip)).status_code == 200


# ------------------------------------------------------------- the PDF of a paper


@pytest.mark.parametrize("language", ["en", "lo", "km"])
def test_its_pdf_is_ua_with_each_sheet_in_its_language(slip_of, language):
    slip = slip_of("01", language=language)
    ensure_pdf(slip)
    reader = pypdf.PdfReader(io.BytesIO(slip.read("pdf")))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "vi"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert reader.metadata.title.startswith("Giấy tiếp nhận hồ sơ")
    tags = list(elements(reader))
    assert {tag.get("/Lang") for tag in tags if tag["/S"] == "/Sect"} == {language}
    assert all(tag["/Alt"] for tag in tags if tag["/S"] == "/Figure")
    assert {"/H1", "/P", "/Figure"} <= {tag["/S"] for tag in tags}
    assert all("/FontFile2" in font for font in fonts(reader).values())


def test_the_case_page_costs_the_same_for_one_paper_and_for_many(officer, slip, along):
    page = reverse("cases:case", args=[slip.case_id])
    officer.get(page)
    with CaptureQueriesContext(connection) as before:
        officer.get(page)
    along(slip.case, State.PROCESSING, State.STOPPED)
    officer.post(reverse("cases:slip_new", args=[slip.case_id, "06"]))
    with CaptureQueriesContext(connection) as after:
        officer.get(page)
    assert len(after) <= len(before)
