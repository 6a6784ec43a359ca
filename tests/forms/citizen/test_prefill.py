"""Beginning a form with what an earlier case or a link already says."""

import re

import pytest

from forms.models import Case
from tests import cases, factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def choose(page):
    return f"/ho-so/moi/{page.pk}/dien-san/"


def preview(page, case):
    return f"{choose(page)}{case.key}/"


def code_and_pin(citizen, case):
    page = citizen.get(f"/ho-so/{case.key}/bien-nhan/").content.decode()
    pin = "".join(re.search(r"Mã PIN</span> <strong>(\w{4}) (\w{4})", page).groups())
    return {"code": case.code, "pin": pin}


def key_on(page):
    return re.search(r'name="key" value="([^"]+)"', page)[1]


def take(citizen, page, case):
    shown = citizen.get(preview(page, case)).content.decode()
    return citizen.post(preview(page, case), {"key": key_on(shown)})


def test_code_and_pin_lead_to_what_would_be_taken_over(citizen, stranger, sent, form_page):
    proof = code_and_pin(citizen, sent)
    answer = stranger.post(choose(form_page), proof)
    assert answer.url == preview(form_page, sent)
    assert proof["pin"] not in answer.url
    shown = stranger.get(answer.url).content.decode()
    assert given.submitter()["submitter_name"] in shown
    assert "********1234" in shown
    assert "079190001234" not in shown
    assert Case.objects.count() == 1  # looking begins nothing


def test_a_wrong_pair_is_answered_like_everywhere(stranger, sent, form_page):
    for data in ({"code": sent.code, "pin": "00000000"}, {"code": "x", "pin": "x"}):
        assert stranger.post(choose(form_page), data).status_code == 404
    assert stranger.get(preview(form_page, sent)).status_code == 404
    for _try in range(30):
        last = stranger.post(choose(form_page), {"code": sent.code, "pin": "00000000"})
    assert last.status_code == 429


def test_a_case_that_this_browser_holds_needs_no_pin(citizen, sent, form_page):
    assert preview(form_page, sent) in citizen.get(choose(form_page)).content.decode()


def test_the_answers_become_those_of_a_draft(citizen, sent, form_page):
    answer = take(citizen, form_page, sent)
    case = Case.objects.latest("pk")
    assert answer.url == f"/ho-so/{case.key}/buoc/mo-hinh/"
    assert case.is_draft
    old, new = sent.all_answers, case.all_answers
    assert new["nominee_name"] == old["nominee_name"]
    assert new["submitter_id_number"] == old["submitter_id_number"]
    assert "submitter_id_number" not in case.answers  # sealed
    for name in ("year", "achievements", "members_total", "criteria_set"):
        assert name in old
        assert name not in new
    assert not case.attachments.exists()
    assert case.visited == []
    assert not case.consented_at
    page = citizen.get(f"/ho-so/{case.key}/buoc/nguoi-nop/").content.decode()
    assert given.submitter()["submitter_name"] in page


def test_pressed_twice_it_is_one_draft(citizen, sent, form_page):
    key = key_on(citizen.get(preview(form_page, sent)).content.decode())
    first = citizen.post(preview(form_page, sent), {"key": key})
    second = citizen.post(preview(form_page, sent), {"key": key})
    assert first.url == second.url
    assert Case.objects.count() == 2


def test_another_kind_takes_over_the_submitter(citizen, sent, office):
    page = factories.form_page(office, "student")
    take(citizen, page, sent)
    case = Case.objects.latest("pk")
    assert set(case.all_answers) == set(given.submitter())
    assert case.applicant == sent.applicant


def test_what_is_no_longer_offered_is_said_and_asked_again(citizen, office):
    page = factories.form_page(office, "student")
    case = complete(citizen, page, given.student())
    citizen.submit(case)
    office.institution_set.all().delete()
    shown = citizen.get(preview(page, case)).content.decode()
    assert "Cần trả lời lại" in shown
    assert "Cơ sở đào tạo" in shown.partition("Cần trả lời lại")[2]


def test_a_case_with_nothing_to_reuse_begins_nothing(citizen, sent, form_page):
    sent.answers, sent.sealed = {}, ""
    sent.save()
    shown = citizen.get(preview(form_page, sent)).content.decode()
    assert "không có câu trả lời nào dùng lại được" in shown
    assert citizen.post(preview(form_page, sent), {"key": key_on(shown)}).status_code == 200
    assert Case.objects.count() == 1


def test_a_draft_is_gone_on_with_instead(citizen, draft, form_page):
    assert citizen.get(preview(form_page, draft)).url == f"/ho-so/{draft.key}/"


def test_a_form_that_takes_no_case_prefills_none(citizen, sent, form_page):
    form_page.unpublish()
    assert citizen.get(choose(form_page)).status_code == 404
    assert citizen.post(preview(form_page, sent), {}).status_code == 404


def test_another_offices_case_is_none(citizen, sent):
    other = factories.form_page(factories.office("cantho"), "nomination")
    citizen.host = "cantho.localhost"
    assert citizen.get(preview(other, sent)).status_code == 404


def test_the_button_of_a_procedure_carries_what_it_knows(citizen, office):
    page = factories.form_page(office, "licence")
    procedure = factories.procedure(
        office, application_kind="dissolve", form_page=page, working_days=10
    )
    shown = citizen.get(f"/thu-tuc/{procedure.slug}/").content.decode()
    button = re.search(r'href="([^"]+\?application_kind=dissolve)"', shown)[1]
    begin = f"/ho-so/moi/{page.pk}/?application_kind=dissolve"
    assert f'href="{begin}"' in citizen.get(button).content.decode()
    first = citizen.get(begin).content.decode()
    assert re.search(r'value="dissolve"[^>]*checked|checked[^>]*value="dissolve"', first)
    assert not Case.objects.exists()


def test_the_questions_before_a_form_hand_the_link_on(citizen, office):
    page = factories.form_page(office, "nomination")
    path = f"/ho-so/moi/{page.pk}/dieu-kien/?model_kind=dong_ho&submitter_name=Mai&next=//x.example"
    assert citizen.get(path).url == f"/ho-so/moi/{page.pk}/?model_kind=dong_ho"


@pytest.mark.parametrize(
    "query", ["application_kind=x", "submitter_name=Zyxwv", "licence=<b>", "a=" + "b" * 3000]
)
def test_a_link_with_anything_else_is_an_ordinary_link(citizen, office, query):
    page = factories.form_page(office, "licence")
    shown = citizen.get(f"/ho-so/moi/{page.pk}/?{query}")
    assert shown.status_code == 200
    assert not re.search(r"\schecked[\s>]", shown.content.decode())
    assert "Zyxwv" not in shown.content.decode().partition("<main")[2]


def test_taking_over_costs_few_queries(citizen, sent, form_page, statements):
    cases.attach(sent, "x.pdf", "evidence_files")
    key = key_on(citizen.get(preview(form_page, sent)).content.decode())
    with statements() as found:
        citizen.post(preview(form_page, sent), {"key": key})
    assert len(found) <= 8, found
