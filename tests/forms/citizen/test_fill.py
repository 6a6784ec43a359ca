"""The screens of a form: each step is saved, each mistake is shown, nothing typed is lost."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from forms.kinds import OFFERED
from forms.models import Case
from tests import factories
from tests.forms.citizen.conftest import ANSWERS, complete
from tests.forms.citizen.steps import hidden, programmes, step, url
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, form_data, png

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_every_step_of_a_form_can_be_seen_and_is_saved(citizen, form_page):
    draft = citizen.fill(form_page, given.nomination("gia_dinh"))
    for one in form_page.kind.steps_for(draft.all_answers):
        assert citizen.get(url(draft, one.slug)).status_code == 200
    draft.refresh_from_db()
    stored = given.nomination("gia_dinh")
    assert {name: draft.all_answers[name] for name in stored} == stored


def test_a_draft_outlives_the_server(citizen, form_page, draft):
    """Everything is in the database and the browser's cookie: no session, no memory."""
    later = Citizen(Client(), citizen.host)
    later.client.cookies.load({"ho-so": citizen.client.cookies["ho-so"].value})
    response = later.get(url(draft, "doi-tuong"))
    assert "Trường Tiểu học Ví Dụ" in response.content.decode()


def test_mistakes_are_listed_with_links_and_shown_at_their_fields(citizen, draft):
    response = citizen.post(
        url(draft, "nguoi-nop"), {"submitter_name": "<b>1", "submitter_phone": "12", "act": "next"}
    )
    body = response.content.decode()
    assert response.status_code == 422
    assert "<title>Lỗi:" in body
    summary = re.search(r'<section class="error-summary".*?</section>', body, re.S)[0]
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in body
    assert 'href="#id_submitter_phone"' in summary
    assert 'aria-invalid="true"' in body
    assert f'value="{escape("<b>1")}"' in body
    assert 'value="12"' in body


def test_mistakes_are_kept_exactly_and_shown_when_the_step_is_opened_again(citizen, draft):
    typed = {"submitter_name": "Nguyễn  Văn 1", "submitter_phone": "mười hai", "act": "save"}
    assert citizen.post(url(draft, "nguoi-nop"), typed).url == f"/ho-so/{draft.key}/"
    again = citizen.get(url(draft, "nguoi-nop")).content.decode()
    assert 'value="Nguyễn  Văn 1"' in again
    assert 'value="mười hai"' in again
    assert "error-summary" not in again
    assert "error-summary" in citizen.get(url(draft, "nguoi-nop", "?kiem-tra=1")).content.decode()


def test_a_step_that_does_not_exist_is_not_found(citizen, draft):
    assert citizen.get(url(draft, "khong-co")).status_code == 404
    assert citizen.post(url(draft, "khong-co"), {}).status_code == 404


def test_a_step_that_an_early_answer_ruled_out_leads_to_the_list(citizen, draft):
    assert citizen.get(url(draft, "ty-le")).url == f"/ho-so/{draft.key}/"
    sent = citizen.post(url(draft, "ty-le"), {"percent_2_1": "50", "act": "next"})
    assert sent.url == f"/ho-so/{draft.key}/"
    draft.refresh_from_db()
    assert "percent_2_1" not in draft.all_answers


def test_what_was_not_asked_is_not_stored(citizen, draft):
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    extra = {"state": "approved", "office": "2", "unit_kind": "truong_hoc", "pin_digest": "x"}
    citizen.post(url(draft, "doi-tuong"), data | extra | {"act": "next", "__proto__": "x"})
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not {"state", "office", "unit_kind", "pin_digest", "__proto__"} & set(draft.all_answers)


def test_an_early_answer_changed_later_asks_what_is_missing_now(citizen, form_page, draft):
    unit = given.nomination("don_vi")
    citizen.send(draft, step("nomination", "mo-hinh"), unit)
    tasks = citizen.get(f"/ho-so/{draft.key}/").content.decode()
    assert "Tự chấm điểm" in tasks
    assert "Cần sửa" in tasks
    refused = citizen.post(
        f"/ho-so/{draft.key}/kiem-tra/", {"declaration": "on", "consent_notice_ack": "on"}
    )
    assert refused.status_code == 422
    assert f"{url(draft, 'tu-cham-diem')}?kiem-tra=1" in refused.content.decode()
    citizen.send(draft, step("nomination", "mo-hinh"), given.nomination("gia_dinh"))
    assert citizen.submit(draft).status_code == 302  # changed back: nothing was lost


def test_one_answer_changed_from_the_check_page_leads_back_to_it(citizen, draft):
    check = citizen.get(f"/ho-so/{draft.key}/kiem-tra/").content.decode()
    change = re.search(r'href="([^"]+doi-tuong/[^"]+#id_nominee_name)"', check)[1]
    shown = citizen.get(change.partition("#")[0].replace("&amp;", "&")).content.decode()
    action = re.search(r'<form method="post" action="([^"]+)"', shown)[1]
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    response = citizen.post(action, data | {"nominee_name": "Gia đình mới", "act": "next"})
    assert response.url.startswith(f"/ho-so/{draft.key}/kiem-tra/")
    assert "Gia đình mới" in citizen.get(response.url).content.decode()


def test_a_submitted_case_cannot_be_filled_in_any_more(citizen, sent):
    receipt = f"/ho-so/{sent.key}/bien-nhan/"
    for path in (f"/ho-so/{sent.key}/", url(sent, "nguoi-nop"), f"/ho-so/{sent.key}/xoa/"):
        assert citizen.get(path).url == receipt
    before = dict(sent.all_answers)
    for path in (url(sent, "nguoi-nop"), f"/ho-so/{sent.key}/xoa/"):
        assert citizen.post(path, {"submitter_name": "Kẻ khác", "act": "next"}).url == receipt
    assert Case.objects.get().all_answers == before


def test_a_page_opened_before_a_change_does_not_overwrite_it(citizen, draft):
    old = hidden(citizen.get(url(draft, "doi-tuong")), "seen")
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    citizen.post(url(draft, "doi-tuong"), data | {"nominee_name": "Mới hơn", "act": "next"})
    stale = data | {"nominee_name": "Cũ", "seen": old, "act": "next"}
    response = citizen.post(url(draft, "doi-tuong"), stale)
    assert response.status_code == 409
    assert 'value="Cũ"' in response.content.decode()
    assert Case.objects.get().all_answers["nominee_name"] == "Mới hơn"
    knowing = stale | {"seen": hidden(response, "seen")}
    assert citizen.post(url(draft, "doi-tuong"), knowing).status_code == 302
    assert Case.objects.get().all_answers["nominee_name"] == "Cũ"


def test_the_same_sent_twice_is_no_conflict(citizen, draft):
    seen = hidden(citizen.get(url(draft, "doi-tuong")), "seen")
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    data |= {"nominee_name": "Một lần", "seen": seen, "act": "next"}
    assert [citizen.post(url(draft, "doi-tuong"), data).status_code for _click in "ab"] == [302] * 2


@pytest.mark.parametrize("kind", OFFERED)
@pytest.mark.django_db(transaction=True)
def test_a_step_costs_at_most_ten_statements_to_see_and_eight_to_save(
    citizen, office, statements, kind
):
    answers = ANSWERS[kind]()
    page = factories.form_page(office, kind)
    case = complete(citizen, page, answers)
    citizen.get(f"/ho-so/moi/{page.pk}/")
    with statements() as found:
        citizen.get(f"/ho-so/moi/{page.pk}/")
    assert len(found) <= 10, found
    for one in page.kind.steps_for(answers):
        with statements() as found:
            citizen.get(url(case, one.slug))
        assert len(found) <= 10, (one.slug, found)
        data = form_data(one, answers) | {"act": "next"}
        with statements() as found:
            assert citizen.post(url(case, one.slug), data).status_code == 302
        assert len(found) <= 8, (one.slug, found)
    for path in ("", "kiem-tra/"):
        with statements() as found:
            citizen.get(f"/ho-so/{case.key}/{path}")
        assert len(found) <= 10, (path, found)


def test_more_rows_and_files_cost_no_more_statements(citizen, rows, statements):
    case, address = rows
    counts = []
    for number in (1, 40):
        with statements() as found:
            citizen.post(address, programmes(*["Nguyễn Văn An"] * number) | {"act": "save"})
        counts.append(len(found))
    last = url(case, "thanh-phan-ho-so")
    for number in (1, 6):
        files = [png(f"{number}-{n}.png", width=number * 10 + n) for n in range(number)]
        with statements() as found:
            citizen.post(last, {"paper_ho_so": files, "act": "save"})
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[2] == counts[3] <= 8
    for n in range(30):
        factories.licence(case.office, f"Trung tâm {n}")
    with statements() as found:
        citizen.get(url(case, "noi-dung"))
    assert len(found) <= 10
