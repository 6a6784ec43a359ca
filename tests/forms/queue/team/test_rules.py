"""The rules of assigning in the CMS: kept, ordered, tried and applied."""

import html

import pytest
from django.urls import reverse

from forms.models import AssignmentRule
from forms.states import State
from home.gazetteer import gazetteer
from home.models import Role
from tests import cases, factories

S = State


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def mai(office):
    factories.commune("79", "26743", "Phường Bến Thành")
    gazetteer.forget()
    return factories.staff(office, Role.OFFICER, last_name="Lê", first_name="Mai")


def test_who_may_not_share_out_is_not_led_there(at_work, office):
    """An officer who also keeps the rules."""
    keeper = at_work(Role.OFFICER)
    keeper.user.groups.add(office.groups.get(role=Role.ADMIN).group)
    share = reverse("cases:share", args=[office.code])
    assert share not in text(keeper.get(reverse("cases:rules")))
    assert share in text(at_work(Role.LEADER).get(reverse("cases:rules")))


def add(client, office, **fields):
    return client.post(reverse("cases:rule_add", args=[office.code]), fields, follow=True)


def test_a_rule_is_written_with_names_and_read_back(at_work, office, mai):
    client = at_work(Role.LEADER)
    fields = {"kind_code": "licence", "places": "ben thanh\nPhường Sài Gòn", "officers": [mai.pk]}
    assert "Phường Bến Thành, Phường Sài Gòn" in text(add(client, office, **fields))
    rule = AssignmentRule.objects.get()
    assert (rule.kind_code, rule.communes) == ("licence", ["26740", "26743"])
    assert [*rule.officers.all()] == [mai]
    form = text(client.get(reverse("cases:rule", args=[rule.pk])))
    assert "Phường Sài Gòn\nPhường Bến Thành" in form
    assert f'value="{mai.pk}"' in form


def test_an_administrator_keeps_rules_and_sees_no_case(at_work, office, mai):
    client = at_work(Role.ADMIN)
    shown = text(add(client, office, officers=[mai.pk]))
    assert "Mọi loại hồ sơ, ở mọi xã, phường" in shown
    assert reverse("cases:share", args=[office.code]) not in shown


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(at_work, office, mai, other):
    client = at_work(Role.LEADER)
    theirs = factories.staff(other, Role.OFFICER)
    wrong = (
        {"places": "Phường Không Có", "officers": [mai.pk]},
        {"places": "Phường Sài Gòn", "officers": []},
        {"places": "Phường Sài Gòn", "officers": [theirs.pk]},
        {"places": "Phường Sài Gòn", "officers": [client.user.pk]},
        {"places": "Phường Sài Gòn", "officers": ["x"]},
        {"places": "Phường Sài Gòn", "officers": [mai.pk], "kind_code": "khác"},
    )
    for fields in wrong:
        answer = add(client, office, **fields)
        assert answer.status_code == 422, fields
        assert fields["places"] in text(answer)
    assert not AssignmentRule.objects.exists()
    assert "tên là “Phường Không Có”" in text(add(client, office, **wrong[0]))


def test_rules_change_places(at_work, office, mai):
    client = at_work(Role.LEADER)
    for kind in ("licence", "nomination", "student"):
        add(client, office, kind_code=kind, officers=[mai.pk])
    last = AssignmentRule.objects.get(kind_code="student")
    for _click in range(4):
        client.post(reverse("cases:rule_up", args=[last.pk]))
    order = AssignmentRule.objects.order_by("order").values_list("kind_code", flat=True)
    assert [*order] == ["student", "licence", "nomination"]
    client.post(reverse("cases:rule_delete", args=[last.pk]))
    assert AssignmentRule.objects.count() == 2


def test_whoever_edits_sees_the_order_and_what_is_broken(at_work, office, mai):
    client = at_work(Role.LEADER)
    lan = factories.staff(office, Role.OFFICER, last_name="Võ", first_name="Lan")
    add(client, office, officers=[mai.pk])
    add(client, office, kind_code="licence", officers=[lan.pk])
    lan.groups.clear()
    last = AssignmentRule.objects.get(kind_code="licence")
    for address in (reverse("cases:rules"), reverse("cases:rule", args=[last.pk])):
        shown = text(client.get(address))
        assert shown.index("<strong>1.</strong>") < shown.index("<strong>2.</strong>")
        assert "Không bao giờ được dùng: quy tắc 1 đứng trước nhận hết." in shown
        assert '<span class="q-pill q-pill-late">Bị bỏ qua: không ai trong quy tắc' in shown
        assert "Võ Lan" in shown
    assert shown.count('aria-current="true"') == 1
    assert "quy tắc mới đứng cuối" in text(client.get(reverse("cases:rule_add", args=["hcmc"])))


def test_what_would_happen_is_shown_before_it_does(at_work, office, mai):
    client = at_work(Role.LEADER)
    add(client, office, kind_code="licence", officers=[mai.pk])
    fits = cases.case(office, state=S.ACCEPTED)
    not_theirs = cases.case(office, "student", state=S.ACCEPTED)
    taken = cases.case(office, state=S.ASSIGNED, assignee=mai)
    url = reverse("cases:share", args=[office.code])
    shown = text(client.get(url))
    assert "1 trong 2 hồ sơ" in shown
    assert taken.code not in shown
    assert "không hợp quy tắc nào" in shown
    fits.refresh_from_db()
    assert fits.assignee is None
    assert "Đã phân công 1 hồ sơ." in text(client.post(url, follow=True))
    fits.refresh_from_db()
    not_theirs.refresh_from_db()
    assert (fits.state, fits.assignee) == (S.ASSIGNED, mai)
    assert not_theirs.assignee is None
    assert "Theo quy tắc phân công số 1." in [one.note for one in fits.events.all()]


def test_the_preview_costs_the_same_for_one_case_and_for_many(
    at_work, office, mai, django_assert_max_num_queries
):
    client = at_work(Role.LEADER)
    add(client, office, officers=[mai.pk, factories.staff(office, Role.OFFICER).pk])
    cases.many(office, 60, state=S.ACCEPTED, received_at="2026-01-05T08:00Z")
    url = reverse("cases:share", args=[office.code])
    client.get(url)
    with django_assert_max_num_queries(20):
        client.get(url)


def test_a_request_is_given_out_by_the_commune_of_its_case(at_work, office, mai):
    client = at_work(Role.LEADER)
    add(client, office, places="Phường Sài Gòn", officers=[mai.pk])
    about = cases.case(office)
    request = cases.case(office, "data_request", about=about, commune_id=None)
    url = reverse("cases:share", args=[office.code])
    assert "1 trong 1 hồ sơ" in text(client.get(url))
    assert "Phường Sài Gòn" in text(client.get(url))
    client.post(url)
    request.refresh_from_db()
    assert (request.state, request.assignee) == (S.SUBMITTED, mai)
