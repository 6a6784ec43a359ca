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


def test_a_number_leads_to_its_cases_and_none_leads_nowhere(at_work, office):
    mai = factories.staff(office, Role.OFFICER)
    factories.staff(office, Role.OFFICER)
    cases.case(office, state=State.PROCESSING, assignee=mai)
    shown = text(at_work(Role.LEADER).get(reverse("cases:workload")))
    assert shown.count("muc=tat-ca&nguoi=") == 1
    assert f"muc=tat-ca&nguoi={mai.pk}&qua-han=con&sap-xep=han" in shown
    assert "don-vi" not in shown.partition("q-team")[2].partition("</table>")[0]


def test_who_works_at_two_offices_stays_at_the_one_they_look_at(at_work, office, other):
    client = at_work(Role.LEADER)
    client.user.groups.add(other.groups.get(role=Role.LEADER).group)
    cases.case(other, state=State.PROCESSING, assignee=factories.staff(other, Role.OFFICER))
    shown = text(client.get(reverse("cases:workload"), {"don-vi": other.pk}))
    assert f"&don-vi={other.pk}&qua-han=con&sap-xep=han" in shown
    assert f"{reverse('cases:rules')}?don-vi={other.code}" in shown
    assert reverse("cases:rules") not in text(at_work().get(reverse("cases:workload")))


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
