"""Labels: put on and taken off by whoever works the case, each a line of its history."""

import re

import pytest
from django.db import IntegrityError, transaction

from forms.models import Case, CaseLabel, Event, Label
from forms.models.events import faults
from forms.moves.transitions import Forbidden, Refused
from forms.notes.labelling import put, take
from forms.states import State
from home.models import Office, Role
from home.viewsets import OfficeForm
from tests import cases, factories
from tests.overtaking import just_after

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def label(office: Office, name: str = "Ưu tiên", **fields: str) -> Label:
    return Label.objects.create(office=office, name=name, **fields)


def test_a_label_is_put_on_once_and_taken_off_once(office):
    case, urgent, clerk = cases.case(office), label(office), factories.staff(office, Role.CLERK)
    assert put(case.pk, urgent, clerk, "192.0.2.7")
    assert not put(case.pk, urgent, clerk)
    assert take(case.pk, urgent, clerk)
    assert not take(case.pk, urgent, clerk)
    lines = case.events.filter(act__in=(Event.Act.LABELLED, Event.Act.UNLABELLED))
    assert [(line.act, line.note) for line in lines] == [
        ("labelled", "Ưu tiên"),
        ("unlabelled", "Ưu tiên"),
    ]
    assert lines[0].ip == "192.0.2.7"
    case.refresh_from_db()
    assert faults(case) == []


def test_a_label_keeps_when_its_case_arrived(office):
    case = cases.case(office)
    put(case.pk, label(office), factories.staff(office))
    assert CaseLabel.objects.get().submitted_at == Case.objects.get(pk=case.pk).submitted_at


def test_only_labels_of_the_office_and_of_the_kind_go_on(office):
    case, officer = cases.case(office, "licence"), factories.staff(office)
    for wrong in (
        label(factories.office("cantho")),
        label(office, "Học sinh", kind_code="student"),
    ):
        with pytest.raises(Refused):
            put(case.pk, wrong, officer)
    assert not CaseLabel.objects.exists()


def test_only_who_works_the_case_labels_it(office):
    case, urgent = cases.case(office), label(office)
    draft = cases.case(office, state=State.DRAFT)
    other = factories.office("cantho")
    for stranger in (
        factories.staff(office, Role.EDITOR),
        factories.staff(other, Role.LEADER),
        factories.superuser(),
    ):
        with pytest.raises(Forbidden):
            put(case.pk, urgent, stranger)
    with pytest.raises(Forbidden):
        put(draft.pk, urgent, factories.staff(office))


def test_two_labels_of_an_office_differ_by_name(office):
    label(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        label(office)
    assert label(factories.office("cantho"))


def test_the_case_page_puts_on_and_takes_off(office):
    case, urgent = cases.case(office), label(office, "Ưu tiên", colour="red")
    label(office, "Học sinh", kind_code="student")
    client = factories.signed_in(factories.staff(office))
    page = client.get(f"/cms/ho-so/{case.pk}/").content.decode()
    assert re.findall(r'<option value="\d+">([^<]+)<', page).count("Ưu tiên") == 1
    assert "Học sinh</option>" not in page
    address = f"/cms/ho-so/{case.pk}/gan-nhan/"
    page = client.post(address, {"put": urgent.pk}, follow=True).content.decode()
    assert "Đã gắn nhãn “Ưu tiên”." in page
    assert "q-label-red" in page
    page = client.post(address, {"take": urgent.pk}, follow=True).content.decode()
    assert "Đã gỡ nhãn “Ưu tiên”." in page


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 40, "²", "1 OR 1=1"])
def test_what_is_no_label_changes_nothing(office, sent):
    case = cases.case(office)
    client = factories.signed_in(factories.staff(office))
    page = client.post(f"/cms/ho-so/{case.pk}/gan-nhan/", {"put": sent}, follow=True)
    assert "Hãy chọn một nhãn của đơn vị." in page.content.decode()
    assert not CaseLabel.objects.exists()


def test_leaders_make_labels_of_their_own_office_only(office):
    factories.office("cantho")
    client = factories.signed_in(factories.staff(office, Role.LEADER))
    sent = {"name": "Cần gọi lại", "kind_code": "licence", "colour": "blue"}
    assert client.post("/cms/nhan-ho-so/new/", sent).status_code == 302
    made = Label.objects.get()
    assert (made.office, made.kind_code, made.colour) == (office, "licence", "blue")
    again = client.post("/cms/nhan-ho-so/new/", sent)
    assert "Đơn vị đã có nhãn tên này." in again.content.decode()


def test_the_list_of_labels_names_its_columns(office):
    Label.objects.create(office=office, name="Cần gọi lại", colour="blue")
    client = factories.signed_in(factories.staff(office, Role.LEADER))
    page = client.get("/cms/nhan-ho-so/").content.decode()
    for said in ("Dùng cho", "Màu", "Mọi loại hồ sơ", "Xanh dương"):
        assert said in page
    assert "method" not in page.split("<thead>")[1].split("</thead>")[0].lower()


def test_of_two_labels_of_one_name_made_at_once_one_is_asked_for_another(office):
    client = factories.signed_in(factories.staff(office, Role.LEADER))
    sent = {"name": "Cần gọi lại", "kind_code": "licence", "colour": "blue"}
    other = Label.objects.create(office=office, name="Khác", colour="blue")
    for address in ("/cms/nhan-ho-so/new/", f"/cms/nhan-ho-so/edit/{other.pk}/"):

        def first():
            Label.objects.create(office=office, name="Cần gọi lại", colour="blue")

        with just_after(OfficeForm, "is_valid", first):
            page = client.post(address, sent).content.decode()
        assert "Đơn vị đã có nhãn tên này." in page
        Label.objects.exclude(pk=other.pk).delete()
    other.refresh_from_db()
    assert other.name == "Khác"


def test_the_office_of_a_label_is_named_only_to_those_who_have_several(office):
    for one in (office, factories.office("cantho")):
        Label.objects.create(office=one, name=f"Của {one.code}")
    leader = factories.staff(office, Role.LEADER)
    alone = factories.signed_in(leader).get("/cms/nhan-ho-so/").content.decode()
    assert "Đơn vị" not in alone.split("<thead>")[1].split("</thead>")[0]
    leader.groups.add(Office.objects.get(code="cantho").groups.get(role=Role.LEADER).group)
    both = factories.signed_in(leader).get("/cms/nhan-ho-so/").content.decode()
    assert "Đơn vị" in both.split("<thead>")[1].split("</thead>")[0]
