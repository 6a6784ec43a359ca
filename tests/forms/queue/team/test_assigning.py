"""Giving and taking cases on their page, in the CMS."""

import html

import pytest
from django.urls import reverse

from forms.models import Event
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.assigning.people import absent

S = State


def text(response):
    return html.unescape(response.content.decode())


def page(client, case):
    return text(client.get(reverse("cases:case", args=[case.pk])))


def give(client, case, **fields):
    case.refresh_from_db()
    url = reverse("cases:assign", args=[case.pk])
    return client.post(url, {"version": case.version, **fields}, follow=True)


@pytest.fixture
def mai(office):
    return factories.staff(office, Role.OFFICER, last_name="Lê", first_name="Mai")


def test_each_officer_is_shown_with_their_load_and_absence(at_work, office, mai, other):
    lan = factories.staff(office, Role.OFFICER, last_name="Võ", first_name="Lan")
    factories.staff(other, Role.OFFICER, last_name="Tạ", first_name="Xa")
    for _number in range(2):
        cases.case(office, state=S.PROCESSING, assignee=mai)
    cases.case(office, state=S.RETURNED, assignee=mai)
    away = absent(office, lan, mai)
    shown = page(at_work(Role.LEADER), cases.case(office, state=S.ACCEPTED))
    assert "Lê Mai – 2 hồ sơ" in shown
    assert f"Võ Lan – 0 hồ sơ; vắng đến hết {away.last_day:%d/%m/%Y}, Lê Mai làm thay" in shown
    assert "Tạ Xa" not in shown


def test_a_leader_gives_a_case_on_its_page(at_work, office, mai):
    case = cases.case(office, state=S.ACCEPTED)
    given = give(at_work(Role.LEADER), case, officer=mai.pk)
    assert given.redirect_chain == [(reverse("cases:case", args=[case.pk]), 302)]
    assert "người xử lý là Lê Mai" in text(given)
    case.refresh_from_db()
    assert (case.state, case.assignee) == (S.ASSIGNED, mai)
    assert case.events.filter(act=Event.Act.ASSIGNED).get().ip == "127.0.0.1"


def test_R18_an_id_from_outside_the_office_is_no_officer(at_work, office, other, mai):
    theirs = factories.staff(other, Role.OFFICER)
    case, client = cases.case(office, state=S.PROCESSING), at_work(Role.LEADER)
    for crafted in (theirs.pk, client.user.pk, 10**30, "x", "", "0", "-1"):
        answer = give(client, case, officer=crafted, reason="Lý do đã gõ.")
        assert answer.status_code == 422, crafted
        assert "Lý do đã gõ." in text(answer)
    case.refresh_from_db()
    assert case.assignee is None


def test_who_is_too_late_reads_who_was_first_and_keeps_what_they_wrote(at_work, office, mai):
    case, client = cases.case(office, state=S.PROCESSING), at_work(Role.LEADER)
    url, old = reverse("cases:assign", args=[case.pk]), case.version
    give(at_work(Role.CLERK, last_name="Ngô", first_name="Tiếp"), case, officer=mai.pk)
    lan = factories.staff(office, Role.OFFICER)
    late = client.post(url, {"version": old, "officer": lan.pk, "reason": "Đã gõ."})
    assert late.status_code == 409
    assert "Ngô Tiếp vừa ghi “Phân công”" in text(late)
    assert f'value="{lan.pk}" selected' in text(late)
    assert "Đã gõ." in text(late)


def test_an_officer_takes_a_case_in_one_click(at_work, office):
    case, client = cases.case(office, state=S.ACCEPTED), at_work()
    url = reverse("cases:take", args=[case.pk])
    assert url in page(client, case)
    assert client.post(url).headers["Location"] == reverse("cases:case", args=[case.pk])
    case.refresh_from_db()
    assert case.assignee == client.user
    assert url not in page(client, case)


def test_what_was_taken_is_put_back_in_one_click(at_work, office):
    case, client = cases.case(office, state=S.ACCEPTED), at_work()
    back = "/cms/ho-so/?muc=chua-phan-cong"
    taken = text(client.post(reverse("cases:take", args=[case.pk]), {"next": back}, follow=True))
    url = reverse("cases:put_back", args=[case.pk])
    case.refresh_from_db()
    assert f'form="hoan-tac" formaction="{url}" name="version" value="{case.version}"' in taken
    form = taken.partition('<form id="hoan-tac" method="post" hidden>')[2].partition("</form>")[0]
    assert "csrfmiddlewaretoken" in form
    assert f'form="hoan-tac" name="next" value="{back}"' in taken
    said = client.post(url, {"version": case.version, "next": back})
    assert said.headers["Location"] == back
    assert f"Đã hoàn tác. Hồ sơ {case.code}: chưa giao cho ai." in text(client.get(back))
    case.refresh_from_db()
    assert case.assignee is None


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "0"])
def test_an_undo_that_makes_no_sense_changes_nothing(at_work, office, version):
    client = at_work()
    case = cases.case(office, state=S.PROCESSING, assignee=client.user)
    said = client.post(reverse("cases:put_back", args=[case.pk]), {"version": version}, follow=True)
    assert said.status_code == 200
    case.refresh_from_db()
    assert case.assignee == client.user


def test_what_is_ones_own_already_offers_no_undo(at_work, office):
    client = at_work()
    case = cases.case(office, state=S.PROCESSING, assignee=client.user)
    taken = client.post(reverse("cases:take", args=[case.pk]), follow=True)
    assert reverse("cases:put_back", args=[case.pk]) not in text(taken)


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/cms/ho-so/?muc=chua-phan-cong", "/cms/ho-so/?muc=chua-phan-cong"),
        ("https://evil.example/", None),
        ("//evil.example/cms/ho-so/?", None),
        ("/cms/ho-so/?x=\r\nSet-Cookie: a=b", None),
        ("/cms/logout/", None),
    ],
)
def test_taking_leads_back_to_the_list_and_nowhere_else(at_work, office, back, leads):
    case = cases.case(office, state=S.ACCEPTED)
    answer = at_work().post(reverse("cases:take", args=[case.pk]), {"next": back})
    location = answer.headers["Location"]
    assert location == (leads or reverse("cases:case", args=[case.pk]))


def test_who_may_not_take_is_told_why(at_work, office, mai):
    case, client = cases.case(office, state=S.PROCESSING, assignee=mai), at_work()
    assert reverse("cases:take", args=[case.pk]) not in page(client, case)
    answer = client.post(reverse("cases:take", args=[case.pk]), follow=True)
    assert "Hồ sơ đang do Lê Mai xử lý" in text(answer)
    case.refresh_from_db()
    assert case.assignee == mai


def test_an_officer_hands_over_with_a_reason(at_work, office, mai):
    client = at_work()
    case = cases.case(office, state=S.PROCESSING, assignee=client.user)
    assert give(client, case, officer=mai.pk).status_code == 422
    given = give(client, case, officer=mai.pk, reason="Tôi đi công tác.")
    assert "Tôi đi công tác." in text(given)
    case.refresh_from_db()
    assert case.assignee == mai


def test_giving_back_leaves_the_case_to_everybody(at_work, office):
    client = at_work()
    case = cases.case(office, state=S.PROCESSING, assignee=client.user)
    give(client, case, officer="0", reason="Không thuộc lĩnh vực của tôi.")
    case.refresh_from_db()
    assert case.assignee is None


def test_the_page_says_that_the_officer_is_away(at_work, office, mai):
    lan = factories.staff(office, Role.OFFICER, last_name="Võ", first_name="Lan")
    case = cases.case(office, state=S.PROCESSING, assignee=mai)
    away = absent(office, mai, lan)
    expected = f"vắng đến hết {away.last_day:%d/%m/%Y}, Võ Lan làm thay"
    assert expected in page(at_work(), case)


def test_what_is_over_is_given_to_nobody(at_work, office, mai):
    case, client = cases.case(office, state=S.RETURNED), at_work(Role.LEADER)
    assert give(client, case, officer=mai.pk).status_code == 403
    assert reverse("cases:assign", args=[case.pk]) not in page(client, case)
