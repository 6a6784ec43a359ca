"""Files of a step: kept, given back, refused with the reason, and nobody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forms.kinds import OFFERED
from tests import factories
from tests.forms.citizen.conftest import complete
from tests.forms.citizen.steps import attachments, hidden, url
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, form_data, pdf, png

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_files_of_a_step_are_kept_and_given_back(citizen, draft):
    file = draft.attachments.get()
    response = citizen.get(f"/ho-so/{draft.key}/tep/{file.pk}/")
    assert b"".join(response.streaming_content)[:4] == b"%PDF"
    assert file.name in citizen.get(url(draft, "minh-chung")).content.decode()


def test_a_bad_file_is_refused_with_the_reason_and_the_rest_is_kept(citizen, draft):
    bad = SimpleUploadedFile("giấy.exe", b"MZ")
    data = {"achievements": "Mười năm liền.", "evidence_files": [bad, pdf("tốt.pdf")]}
    for act in ("next", "save", "add:evidence_files"):
        response = citizen.post(url(draft, "minh-chung"), data | {"act": act})
        assert response.status_code == 422
        assert "Chỉ nhận tệp PDF" in response.content.decode()
        bad.seek(0)
    draft.refresh_from_db()
    assert draft.all_answers["achievements"] == "Mười năm liền."
    assert ("evidence_files", "tốt.pdf") in attachments(draft)


def test_a_file_is_removed_by_its_button(citizen, draft):
    citizen.post(url(draft, "minh-chung"), {"evidence_files": pdf("hai.pdf"), "act": "save"})
    file = draft.attachments.get(name="hai.pdf")
    response = citizen.post(url(draft, "minh-chung"), {"act": f"drop:{file.pk}"})
    assert response.url == url(draft, "minh-chung")
    assert ("evidence_files", "hai.pdf") not in attachments(draft)


def test_a_file_of_another_case_is_neither_removed_nor_shown(citizen, form_page, stranger, draft):
    file = draft.attachments.get()
    other = complete(stranger, form_page, given.nomination("gia_dinh"))
    stranger.post(url(other, "minh-chung"), {"act": f"drop:{file.pk}"})
    assert draft.attachments.count() == 1
    assert stranger.get(f"/ho-so/{other.key}/tep/{file.pk}/").status_code == 404
    assert stranger.get(f"/ho-so/{draft.key}/tep/{file.pk}/").status_code == 404
    assert stranger.get(f"/ho-so/{other.key}/tep/{'9' * 30}/").status_code == 404


def test_a_slot_for_one_file_holds_the_newest(citizen, office):
    case = complete(citizen, factories.form_page(office, "student"), given.student())
    slug = next(s.slug for s in OFFERED["student"].steps if "passport_scan" in s.base_fields)
    before = case.attachments.get(slot="passport_scan")
    citizen.post(url(case, slug), {"passport_scan": pdf("mới.pdf"), "act": "save"})
    assert [name for slot, name in attachments(case) if slot == "passport_scan"] == ["mới.pdf"]
    assert not case.attachments.filter(pk=before.pk).exists()


def test_a_request_far_too_large_is_refused_before_it_is_read(citizen, draft):
    response = citizen.post(
        url(draft, "minh-chung"), {"act": "next"}, CONTENT_LENGTH=str(400 * 1024**2)
    )
    assert response.status_code == 413


def test_the_csrf_check_still_stands_before_files(office, form_page):
    strict = Citizen(Client(enforce_csrf_checks=True), "hcmc.localhost")
    first = f"/ho-so/moi/{form_page.pk}/"
    shown = strict.get(first)
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"act": "next"}
    assert strict.post(first, data).status_code == 403
    token = {"csrfmiddlewaretoken": hidden(shown, "csrfmiddlewaretoken")}
    begun = strict.post(first, data | token)
    assert begun.status_code == 302
    data = {"evidence_files": png(), "act": "save"}
    last = begun.url.replace("nguoi-nop", "minh-chung")
    assert strict.post(last, data).status_code == 403
    assert strict.post(last, data | token).status_code == 302
