"""The duties of an office, and their English page."""

import pytest

from home.models import DutyIndexPage, DutyLink
from home.planting import Planter
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_english_page_lists_the_duties_of_the_source_language() -> None:
    office = factories.office("hcmc", languages=("en",))
    duty = factories.duty(office, "S1-02")
    hidden = factories.duty(office, "S1-03", live=False)
    factories.duty(factories.office("cantho"), "S2-01")
    planter = Planter(office)
    english = planter.page(
        "gioi-thieu", DutyIndexPage, planter.find("", "en"), "en", title="Functions and duties"
    )
    assert isinstance(english, DutyIndexPage)
    answer = factories.visitor(office).get("/en/gioi-thieu/")
    assert list(answer.context["duties"]) == [duty]
    assert hidden not in answer.context["duties"]


def test_a_duty_shows_the_live_pages_that_serve_it() -> None:
    office = factories.office("hcmc")
    duty = factories.duty(office)
    live, draft = factories.guidance(office, "Đã đăng"), factories.guidance(office, "Nháp")
    for order, page in enumerate((live, draft)):
        DutyLink.objects.create(duty=duty, page=page, sort_order=order)
    draft.unpublish()
    answer = factories.visitor(office).get(duty.url)
    assert [page.title for page in answer.context["served_by"]] == ["Đã đăng"]
