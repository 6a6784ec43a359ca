"""The demonstration's content: all of it loads, twice as well as once, and believably."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from home.models import DutyPage, GuidancePage, NewsPage, Office
from home.reading import DataError, Record
from motcua.demo.pages import block, load_guidance, load_news
from motcua.demo.registers import load_centres
from motcua.demo.staff import load_admin, load_staff
from services.models import Licence, LicenceEvent, Recognition
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({}, "exactly one block"),
        ({"text": "a", "heading": "b"}, "exactly one block"),
        ({"video": "x"}, "video is no block"),
        ({"text": 1}, "text must be text"),
        ({"list": "x"}, "list must be a list"),
        ({"steps": [{"text": "x"}]}, r"steps\[1\]: title is missing"),
        ({"faq": [{"question": "x"}]}, r"faq\[1\]: answer is missing"),
    ],
)
def test_a_malformed_block_is_named(values: dict[str, object], fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        block(Record(values, "news.yaml: body[1]"))


def test_text_is_never_markup() -> None:
    _, value = block(Record({"text": "<script>1 < 2"}, "x"))
    assert value.source == "<p>&lt;script&gt;1 &lt; 2</p>"


def everything() -> None:
    for code in ("hcmc", "cantho"):
        call_command("load_office", code, verbosity=0)
    for office in Office.objects.all():
        load_news(office)
        load_guidance(office)
        load_staff(office, "bí mật")
    load_centres()
    load_admin("bí mật")


def counted() -> tuple[int, ...]:
    models = (Page, Licence, LicenceEvent, Recognition, get_user_model())
    return tuple(model.objects.count() for model in models)


def test_everything_loads_and_again_changes_nothing() -> None:
    everything()
    first = counted()
    everything()
    assert counted() == first
    assert NewsPage.objects.count() == 30
    assert not NewsPage.objects.filter(date__gt=timezone.localdate()).exists()
    assert not DutyPage.objects.filter(priority__lte=2, links=None).exists()
    languages = GuidancePage.objects.values_list("locale__language_code", flat=True)
    assert set(languages) == {"vi", "en", "lo", "km"}
    states = {licence.status for licence in Licence.objects.all()}
    assert states == {"dang_hoat_dong", "het_han", "tam_dinh_chi", "giai_the"}
    assert not Licence.objects.filter(illustrative=False).exists()
    hcmc = Office.objects.get(code="hcmc")
    for page in [*NewsPage.objects.all()[:1], *GuidancePage.objects.all()[:3]]:
        path = page.get_url_parts()[2]
        office = Office.objects.get(site=page.get_site())
        assert factories.visitor(office).get(path).status_code == 200, path
    assert get_user_model().objects.get(username="lanhdao.hcmc").check_password("bí mật")
    assert set(hcmc.groups.filter(group__user__isnull=False).values_list("role", flat=True)) == {
        *("editor", "clerk", "officer", "deputy", "leader", "association", "admin")
    }


def test_an_account_that_exists_keeps_its_password() -> None:
    office = factories.office("hcmc")
    load_staff(office, "cũ")
    load_staff(office, "mới")
    assert get_user_model().objects.get(username="bientap.hcmc").check_password("cũ")
