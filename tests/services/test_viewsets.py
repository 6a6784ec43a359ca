"""The registers in the CMS: an entry of another office is as unknown as none."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from home.models import Office, Role
from home.viewsets import OfficeForm
from services.models import Dormitory, Institution, Licence, LicenceEvent
from tests import factories
from tests.overtaking import just_after

pytestmark = pytest.mark.django_db
MAKERS = ["institution", "dormitory", "licence", "recognition", "student"]
VIEWS = ["edit", "delete", "history", "history_results", "usage", "inspect"]


@pytest.fixture
def own() -> Office:
    return factories.office("hcmc")


@pytest.fixture
def other() -> Office:
    return factories.office("cantho")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", MAKERS)
def test_no_view_knows_a_foreign_entry(name: str, role: str, own: Office, other: Office) -> None:
    entry = getattr(factories, name)(other, "Mục kín")
    client = factories.signed_in(factories.staff(own, role))
    for view in VIEWS:
        url = reverse(f"{name}:{view}", args=[entry.pk])
        assert client.get(url).status_code == 404, view
        assert client.post(url).status_code == 404, view
    entry.refresh_from_db()


@pytest.mark.parametrize("name", MAKERS)
def test_lists_and_exports_hold_own_entries_only(name: str, own: Office, other: Office) -> None:
    maker = getattr(factories, name)
    maker(own, "Mục của ta")
    maker(other, "Mục kín")
    client = factories.signed_in(factories.staff(own, Role.LEADER))
    for query in ("", "?q=muc", "?q=Mục", "?export=csv"):
        response = client.get(reverse(f"{name}:index") + query)
        content = b"".join(response) if response.streaming else response.content
        assert "Mục kín" not in content.decode(), query
        if query != "?q=muc" or name in ("institution", "licence", "recognition"):
            assert "Mục của ta" in content.decode(), query
    assert client.get(reverse(f"{name}:index") + "?export=xlsx").status_code == 200


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.CLERK, {"institution", "dormitory", "licence", "recognition"}),
        (Role.EDITOR, {"institution", "dormitory", "licence", "recognition"}),
        (Role.OFFICER, set(MAKERS)),
        (Role.DEPUTY, set(MAKERS)),
        (Role.ASSOCIATION, {"recognition"}),
        (Role.LEADER, set(MAKERS)),
        (Role.ADMIN, {"institution", "dormitory", "licence", "recognition"}),
    ],
)
def test_only_officers_and_leaders_read_students(role: str, allowed: set[str], own: Office) -> None:
    client = factories.signed_in(factories.staff(own, role))
    seen = {name for name in MAKERS if client.get(reverse(f"{name}:index")).status_code == 200}
    assert seen == allowed


def test_nobody_edits_a_student_here(own: Office) -> None:
    student = factories.student(own)
    for user in (factories.staff(own, Role.LEADER), factories.superuser()):
        client = factories.signed_in(user)
        for view in ("edit", "delete"):
            url = reverse(f"student:{view}", args=[student.pk])
            assert client.get(url).status_code == 302, view
        assert client.get(reverse("student:inspect", args=[student.pk])).status_code == 200
        assert client.get(reverse("student:add")).status_code == 302


def licence_form(office: Office, **changes: object) -> dict[str, object]:
    return {
        "office": office.pk,
        "name": "Trung tâm Ngoại ngữ Mới",
        "centre_type": "ngoai_ngu",
        "director": "Nguyễn Văn Thử",
        "address": "Số 1, đường Thử",
        "commune": office.commune_id,
        "number": "7/GP-SGDĐT",
        "decided_on": "05/01/2026",
        "stored_status": "dang_hoat_dong",
        "events-TOTAL_FORMS": 1,
        "events-INITIAL_FORMS": 0,
        "events-MIN_NUM_FORMS": 0,
        "events-MAX_NUM_FORMS": 1000,
        "events-0-act": "grant",
        "events-0-on": "05/01/2026",
        "events-0-ORDER": 1,
    } | changes


def test_a_leader_enters_an_older_licence_with_its_history(own: Office) -> None:
    client = factories.signed_in(factories.staff(own, Role.LEADER))
    response = client.post(reverse("licence:add"), licence_form(own))
    assert response.status_code == 302, response.context["form"].errors
    licence = Licence.objects.get()
    assert licence.slug == "trung-tam-ngoai-ngu-moi"
    assert licence.folded == "trung tam ngoai ngu moi"
    assert LicenceEvent.objects.get().licence == licence


def test_an_entry_cannot_be_made_at_another_office(own: Office, other: Office) -> None:
    client = factories.signed_in(factories.staff(own, Role.LEADER))
    client.post(reverse("licence:add"), licence_form(other, commune=own.commune_id))
    assert Licence.objects.get().office == own


def test_who_works_at_two_offices_chooses_between_these(own: Office, other: Office) -> None:
    third = factories.office("ba")
    user = factories.staff(own, Role.LEADER)
    user.groups.add(other.groups.get(role=Role.LEADER).group)
    client = factories.signed_in(user)
    form = client.get(reverse("licence:add")).context["form"]
    assert set(form.fields["office"].queryset) == {own, other}
    response = client.post(reverse("licence:add"), licence_form(third))
    assert "office" in response.context["form"].errors


def test_a_number_used_twice_is_an_error_in_the_form(own: Office) -> None:
    factories.licence(own, number="7/GP-SGDĐT")
    client = factories.signed_in(factories.staff(own, Role.LEADER))
    response = client.post(reverse("licence:add"), licence_form(own))
    assert response.status_code == 200
    assert Licence.objects.count() == 1


def test_an_entry_cannot_be_given_to_another_office(own: Office, other: Office) -> None:
    licence = factories.licence(own)
    client = factories.signed_in(factories.staff(own, Role.LEADER))
    url = reverse("licence:edit", args=[licence.pk])
    assert client.post(url, licence_form(other, commune=own.commune_id)).status_code == 302
    licence.refresh_from_db()
    assert licence.office == own


def test_an_officer_reads_licences_but_changes_none(own: Office) -> None:
    licence = factories.licence(own)
    client = factories.signed_in(factories.staff(own, Role.OFFICER))
    assert client.get(reverse("licence:inspect", args=[licence.pk])).status_code == 200
    assert client.post(reverse("licence:edit", args=[licence.pk])).status_code == 302
    assert client.get(reverse("licence:add")).status_code == 302


def test_two_entries_of_one_name_get_two_addresses(own: Office) -> None:
    slugs = [factories.institution(own, "Trường Đ", slug="").slug for _ in range(3)]
    assert slugs == ["truong-d", "truong-d-2", "truong-d-3"]
    assert factories.institution(own, "ສະຖາບັນ", slug="").slug == "muc"


def test_a_lost_role_takes_effect_at_once(own: Office) -> None:
    user: User = factories.staff(own, Role.LEADER)
    client = factories.signed_in(user)
    assert client.get(reverse("licence:index")).status_code == 200
    user.groups.clear()
    assert client.get(reverse("licence:index")).status_code == 302
    assert Institution.objects.count() == 0


def test_of_two_dormitories_of_one_code_entered_at_once_one_is_told_so(own: Office) -> None:
    client = factories.signed_in(factories.staff(own, Role.LEADER))
    sent = {"name": "Ký túc xá Mới", "code": "m1"}

    def first() -> None:
        Dormitory.objects.create(office=own, name="Ký túc xá Cũ", code="m1")

    with just_after(OfficeForm, "is_valid", first):
        response = client.post(reverse("dormitory:add"), sent)
    assert response.status_code == 200
    assert 'value="m1"' in response.content.decode()
    assert [one.name for one in Dormitory.objects.all()] == ["Ký túc xá Cũ"]


def test_two_entries_of_one_name_entered_at_once_get_two_addresses(own: Office) -> None:
    """Two approvals of one name write into the register at the same moment."""

    def entered() -> Institution:
        return Institution.objects.create(office=own, name="Trường A")

    with just_after(Institution, "free_slug", entered):
        assert entered().slug == "truong-a-2"
