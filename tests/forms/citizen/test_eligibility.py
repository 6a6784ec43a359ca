"""The questions before a form: early advice, linked mistakes, nothing kept and no cookie."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail_localize.segments.extract import extract_segments

from forms.models import Case, FormPage
from tests import factories
from tests.forms.kinds.ugly import UGLY
from tests.journeys import Citizen

pytestmark = pytest.mark.django_db

HERE = "Trung tâm ở thành phố này?"
COMMUNITY = "Là trung tâm học tập cộng đồng?"


@pytest.fixture
def asking(office) -> FormPage:
    questions = [
        factories.question(HERE, help="Tính theo <b>địa giới</b> mới."),
        factories.question(COMMUNITY, goes_on="khong", verified=True),
    ]
    return factories.form_page(office, "licence", eligibility=questions)


def url(page, prefix=""):
    return f"{prefix}/ho-so/moi/{page.pk}/dieu-kien/"


def body(response):
    return response.content.decode()


def test_the_form_page_leads_to_its_questions_and_without_any_to_the_first_step(
    citizen, asking, form_page
):
    assert f'href="{url(asking)}"' in body(citizen.get(asking.url))
    assert f'href="/ho-so/moi/{form_page.pk}/"' in body(citizen.get(form_page.url))
    assert citizen.get(url(form_page)).url == f"/ho-so/moi/{form_page.pk}/"


def test_the_right_answers_lead_to_the_first_step(citizen, asking):
    answered = citizen.post(url(asking), {"q1": "co", "q2": "khong"})
    assert answered.url == f"/ho-so/moi/{asking.pk}/"


@pytest.mark.parametrize(
    ("given", "told", "not_told"),
    [
        ({"q1": "khong", "q2": "khong"}, [HERE], [COMMUNITY]),
        ({"q1": "co", "q2": "co"}, [COMMUNITY], [HERE]),
        ({"q1": "khong", "q2": "co"}, [HERE, COMMUNITY], []),
        ({"q2": "co"}, [COMMUNITY], [HERE]),  # the rest need not be answered any more
    ],
)
def test_another_answer_ends_early_and_says_what_to_do(citizen, asking, given, told, not_told):
    page = body(citizen.post(url(asking), given))
    assert all(f"Hãy hỏi nơi khác về: {question}" in page for question in told)
    assert not any(f"Hãy hỏi nơi khác về: {question}" in page for question in not_told)
    for name, value in given.items():  # chosen by mistake: the answers are still there to change
        assert re.search(f'name="{name}"[^>]*value="{value}"[^>]*checked', page)
    assert "Hãy chọn" not in page
    assert asking.get_parent().url in page
    assert asking.procedure.url in page


@pytest.mark.parametrize("given", [{}, {"q1": "co"}, {"q1": "", "q2": "x"}, {"q1": "<script>"}])
def test_a_missing_answer_is_a_linked_mistake(citizen, asking, given):
    response = citizen.post(url(asking), given)
    assert response.status_code == 422
    summary = re.search(r'<section class="error-summary".*?</section>', body(response), re.S)[0]
    targets = re.findall('href="#([^"]+)"', summary)
    assert targets
    assert all(f'id="{target}"' in body(response) for target in targets)


def test_nothing_is_stored_and_no_cookie_set(citizen, asking, statements):
    for given in (None, {"q1": "khong"}, {"q1": "co", "q2": "khong"}, {}):
        with statements() as made:
            response = citizen.post(url(asking), given) if given else citizen.get(url(asking))
        assert not response.cookies
        assert not [one for one in made if not one.startswith("SELECT")]
    assert not Case.objects.exists()
    assert not citizen.client.cookies


def test_no_token_is_needed_as_nothing_is_changed(asking):
    strict = Citizen(Client(enforce_csrf_checks=True), "hcmc.localhost")
    assert strict.post(url(asking), {"q1": "co", "q2": "khong"}).status_code == 302


def test_what_an_editor_writes_as_help_is_text(citizen, asking):
    assert "&lt;b&gt;địa giới" in body(citizen.get(url(asking)))


def test_questions_that_nobody_checked_say_so(citizen, asking):
    notice = "Dữ liệu minh hoạ"
    assert notice in body(citizen.get(url(asking)))
    asking.eligibility = [factories.question(HERE, verified=True)]
    asking.save()
    assert notice not in body(citizen.get(url(asking)))


def test_a_form_not_open_says_when_before_it_asks(citizen, asking):
    asking.opens_at = timezone.now() + timedelta(days=1)
    asking.save()
    for response in (citizen.get(url(asking)), citizen.post(url(asking), {"q1": "co"})):
        assert response.status_code == 403
        assert "Bắt đầu nhận hồ sơ từ" in body(response)


def test_the_questions_of_another_office_are_not_found(office, citizen):
    other = factories.form_page(factories.office("cantho"), eligibility=[factories.question()])
    assert citizen.get(url(other)).status_code == 404


@pytest.mark.engines
def test_no_value_breaks_the_questions(citizen, asking):
    for value in UGLY:
        sent = {"q1": value.encode("utf-8", "replace"), "q2": "khong", "q99": "co"}
        assert citizen.post(url(asking), sent).status_code in (400, 422)


def test_the_questions_are_translated_with_their_page(office):
    """wagtail-localize takes the words apart, not the answer that leads on."""
    page = factories.form_page(office, eligibility=[factories.question(HERE, help="Xem bản đồ.")])
    page.refresh_from_db()
    texts = {
        str(segment.string) for segment in extract_segments(page) if hasattr(segment, "string")
    }
    assert any(HERE in text for text in texts)
    assert any("Xem bản đồ." in text for text in texts)
    assert not {"co", "khong"} & texts
