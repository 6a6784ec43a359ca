"""The page of what each officer has."""

import html

from django.urls import reverse

from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.assigning.people import absent


def text(response):
    return html.unescape(response.content.decode())


def test_officers_and_leaders_see_everybodys_work(at_work, office, other):
    mai = factories.staff(office, Role.OFFICER, last_name="Lê", first_name="Mai")
    lan = factories.staff(office, Role.OFFICER, last_name="Võ", first_name="Lan")
    factories.staff(other, Role.OFFICER, last_name="Tạ", first_name="Xa")
    cases.case(office, state=State.PROCESSING, assignee=mai)
    absent(office, mai, lan)
    for role in (Role.OFFICER, Role.LEADER, Role.CLERK):
        shown = text(at_work(role).get(reverse("cases:workload")))
        assert "Lê Mai" in shown
        assert "Võ Lan làm thay" in shown
        assert f"muc=tat-ca&nguoi={mai.pk}" in shown
        assert "Tạ Xa" not in shown


def test_another_office_in_the_address_is_the_own_one(at_work, office, other):
    factories.staff(other, Role.OFFICER, last_name="Tạ", first_name="Xa")
    for asked in (str(other.pk), "x", "-1", "9" * 40):
        shown = at_work().get(reverse("cases:workload"), {"don-vi": asked})
        assert shown.status_code == 200
        assert "Tạ Xa" not in text(shown)


def test_it_costs_the_same_for_three_officers_and_for_thirty(
    at_work, office, django_assert_max_num_queries
):
    for _number in range(30):
        cases.many(office, 3, assignee=factories.staff(office, Role.OFFICER))
    client = at_work(Role.LEADER)
    client.get(reverse("cases:workload"))
    with django_assert_max_num_queries(19):
        client.get(reverse("cases:workload"))
