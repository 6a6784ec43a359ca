"""Files looked at in place: what a browser may show in our frame, and what it never gets to see."""

import html
import io
from email.message import Message
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from forms.models import Attachment, Event
from forms.states import State
from home.models import Role
from tests import cases, ugly_files
from tests.journeys import PDF
from tests.ugly_files import FILES

#: All that calls itself a PDF and is none, or does something; a bad name alone does nothing here.
UGLY_PDFS = [
    one
    for one in FILES
    if one.name.endswith(".pdf") and not one.kept and one.make is not ugly_files.pdf
]


def attach(case, content, name="giay-to.pdf", content_type="application/pdf", **fields):
    made = Attachment(
        case=case,
        slot="paper_ho_so",
        name=name,
        content_type=content_type,
        size=len(content),
        sha256="0" * 64,
        **fields,
    )
    made.file.save(name, ContentFile(content))
    return made


def photo(size=(60, 40), **saved):
    found = io.BytesIO()
    Image.new("RGB", size, (200, 20, 20)).save(found, "JPEG", **saved)
    return found.getvalue()


def content(client, file):
    return client.get(reverse("cases:content", args=[file.case_id, file.pk]))


def view(client, file):
    response = client.get(reverse("cases:view", args=[file.case_id, file.pk]))
    return html.unescape(response.content.decode())


def directives(response):
    policy = response.headers["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def test_R29_a_pdf_is_shown_as_it_is_under_a_policy_of_its_own(at_work, office):
    file = attach(cases.case(office), PDF)
    response = content(at_work(), file)
    assert (response.status_code, response.content) == (200, PDF)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert directives(response)["default-src"] == "'none'"
    assert directives(response)["frame-ancestors"] == "'self'"


def test_R35_no_copy_is_kept_and_nothing_can_be_compared(at_work, office):
    response = content(at_work(), attach(cases.case(office), PDF))
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers
    assert "Last-Modified" not in response.headers


def test_R30_a_hostile_name_adds_nothing_to_the_header(at_work, office):
    file = attach(cases.case(office), PDF)
    Attachment.every.filter(pk=file.pk).update(name='a"; filename=x.html')
    parsed = Message()
    parsed["Content-Disposition"] = content(at_work(), file)["Content-Disposition"]
    assert parsed.get_content_disposition() == "inline"
    assert len(parsed.get_params(header="content-disposition")) == 2


def test_only_this_address_may_stand_in_a_frame(at_work, office):
    case, client = cases.case(office), at_work()
    assert client.get(reverse("cases:case", args=[case.pk]))["X-Frame-Options"] == "DENY"
    file = attach(case, PDF)
    page = client.get(reverse("cases:view", args=[case.pk, file.pk]))
    assert page["X-Frame-Options"] == "DENY"
    download = client.get(reverse("cases:file", args=[case.pk, file.pk]))
    assert download["Content-Disposition"].startswith("attachment")


def test_R26_a_picture_is_drawn_anew_and_nothing_else_of_it_arrives(at_work, office):
    stored = photo(comment=b"zqhidden<script>alert(1)</script>") + b"<script>zqtail</script>"
    file = attach(cases.case(office), stored, "anh.jpg", "image/jpeg")
    response = content(at_work(), file)
    assert response.status_code == 200
    assert b"zq" not in response.content
    assert Image.open(io.BytesIO(response.content)).size == (60, 40)


def test_a_large_picture_is_made_small_enough_for_a_screen(at_work, office):
    file = attach(cases.case(office), photo((4000, 3000)), "anh.jpg", "image/jpeg")
    shown = Image.open(io.BytesIO(content(at_work(), file).content))
    assert max(shown.size) <= 2400
    assert shown.size[0] / shown.size[1] == pytest.approx(4 / 3, abs=0.01)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_a_png_of_every_kind_becomes_a_jpeg(at_work, office, mode):
    made = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).convert(mode).save(made, "PNG")
    file = attach(cases.case(office), made.getvalue(), "anh.png", "image/png")
    response = content(at_work(), file)
    assert response.headers["Content-Type"] == "image/jpeg"
    shown = Image.open(io.BytesIO(response.content))
    assert (shown.format, shown.size) == ("JPEG", (30, 20))


def test_what_is_see_through_is_white_as_paper(at_work, office):
    made = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(made, "PNG")
    file = attach(cases.case(office), made.getvalue(), "anh.png", "image/png")
    shown = Image.open(io.BytesIO(content(at_work(), file).content))
    assert shown.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("ugly", UGLY_PDFS, ids=lambda one: one.label)
def test_R29_a_pdf_that_acts_or_is_none_is_not_shown_however_it_came_in(at_work, office, ugly):
    file = attach(cases.case(office), ugly.make())
    response = content(at_work(), file)
    assert response.status_code == 415
    assert response.headers["Content-Type"].startswith("text/html")
    assert not Event.objects.filter(act=Event.Act.OPENED).exists()


@pytest.mark.parametrize("stored", [b"", b"x", b"\xff\xd8\xff", photo()[:200], PDF])
def test_R26_what_is_no_picture_is_not_shown_as_one(at_work, office, stored):
    file = attach(cases.case(office), stored, "anh.jpg", "image/jpeg")
    assert content(at_work(), file).status_code == 415


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/msword", ""])
def test_what_is_no_picture_and_no_pdf_stays_a_download(at_work, office, content_type):
    file, client = attach(cases.case(office), b"<script>", "a.docx", content_type), at_work()
    assert content(client, file).status_code == 415
    page = client.get(reverse("cases:case", args=[file.case_id])).content.decode()
    assert reverse("cases:view", args=[file.case_id, file.pk]) not in page
    assert "không xem được tại chỗ" in view(client, file)


def test_R31_what_no_scanner_has_seen_is_not_shown(at_work, office, settings):
    settings.CLAMD_URL = "tcp://localhost:1"
    file = attach(cases.case(office), PDF)
    assert content(at_work(), file).status_code == 409
    assert "đang chờ quét" in view(at_work(), file)
    Attachment.every.filter(pk=file.pk).update(scan=Attachment.Scan.INFECTED)
    assert content(at_work(), file).status_code == 409
    assert "có mã độc" in view(at_work(), file)
    Attachment.every.filter(pk=file.pk).update(scan=Attachment.Scan.CLEAN)
    assert content(at_work(), file).status_code == 200


def test_each_opening_leaves_a_line(at_work, office):
    case, client = cases.case(office), at_work()
    file = attach(case, PDF)
    view(client, file)
    for _time in range(2):
        content(client, file)
    client.head(reverse("cases:content", args=[case.pk, file.pk]))
    opened = case.events.filter(act=Event.Act.OPENED)
    assert [line.note for line in opened] == [f"paper_ho_so #{file.pk}"] * 2
    assert case.events.filter(act=Event.Act.READ).count() == 1


def test_a_file_that_is_gone_is_said_to_be_lost(at_work, office):
    file = attach(cases.case(office), PDF)
    file.file.storage.delete(file.file.name)
    assert content(at_work(), file).status_code == 404


def test_a_storage_that_is_down_is_asked_again_later(at_work, office):
    file = attach(cases.case(office), PDF)
    with mock.patch("django.db.models.fields.files.FieldFile.open", side_effect=OSError("down")):
        assert content(at_work(), file).status_code == 503


def test_the_page_of_a_file_leads_to_its_neighbours(at_work, office):
    case, client = cases.case(office), at_work()
    first, second, third = (attach(case, PDF, f"tep-{n}.pdf") for n in range(3))
    address = {one: reverse("cases:view", args=[case.pk, one.pk]) for one in (first, third)}
    page = view(client, second)
    assert "2/3" in page
    assert f'rel="prev" data-key="k" href="{address[first]}"' in page
    assert f'rel="next" data-key="j" href="{address[third]}"' in page
    assert 'rel="prev"' not in view(client, first)
    assert 'rel="next"' not in view(client, third)


def test_a_pdf_stands_in_a_frame_and_a_picture_needs_none(at_work, office):
    case, client = cases.case(office), at_work()
    assert "<iframe src=" in view(client, attach(case, PDF))
    assert "<img src=" in view(client, attach(case, photo(), "anh.jpg", "image/jpeg"))


def test_R17_a_file_of_another_case_or_office_is_not_there(at_work, office, other):
    mine, theirs = cases.case(office), cases.case(other)
    file = attach(theirs, PDF)
    client = at_work(Role.LEADER)
    for name in ("cases:view", "cases:content"):
        assert client.get(reverse(name, args=[theirs.pk, file.pk])).status_code == 404
        assert client.get(reverse(name, args=[mine.pk, file.pk])).status_code == 404


def test_of_a_restricted_case_leaders_alone_look_at_files(at_work, office):
    case = cases.case(office, state=State.RETURNED)
    file = attach(case, PDF)
    case.restricted_at = case.submitted_at
    case.save()
    assert content(at_work(Role.OFFICER), file).status_code in (302, 403)
    assert content(at_work(Role.LEADER), file).status_code == 200
