"""Saved lists: filters, columns and order under a name, for their owner alone."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from forms.models import SavedList
from forms.queue.lists.saved import NameForm
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.overtaking import just_after

pytestmark = pytest.mark.engines
URL, MINE = "/cms/ho-so/", "/cms/ho-so/danh-sach/"
ADDRESS = "?muc=tat-ca&loai=licence&sap-xep=viec&cot=ma,viec,xa"


def save(client, name="Cấp phép", address=ADDRESS, **more):
    return client.post(f"{MINE}luu/", {"name": name, "dia-chi": address, **more})


def test_a_saved_list_keeps_filters_columns_and_order(at_work, office):
    client = at_work()
    cases.case(office)
    response = save(client)
    one = SavedList.objects.get()
    assert response["Location"] == f"{URL}?{one.query}&ds={one.pk}"
    page = client.get(response["Location"]).content.decode()
    assert 'aria-current="true"><bdi>Cấp phép</bdi>' in page
    table = page.partition("q-list")[2].partition("</table>")[0]
    assert re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', table) == [
        "Mã hồ sơ",
        "Về việc",
        "Xã, phường",
    ]
    assert 'aria-sort="ascending"' in page
    assert "Loại hồ sơ: " in page


def test_what_makes_no_sense_is_not_saved(at_work):
    client = at_work()
    save(client, address="?muc=x&loai=y&evil=<script>&tu=zzz&ds=7")
    assert SavedList.objects.get().query == "muc=cua-toi"


def test_the_start_list_opens_at_the_bare_address(at_work):
    client = at_work()
    save(client, **{"mo-dau": "1"})
    one = SavedList.objects.get()
    assert client.get(URL)["Location"] == URL + one.address
    assert client.get(URL, {"muc": "tat-ca"}).status_code == 200
    save(client, "Khác", "?muc=tat-ca", **{"mo-dau": "1"})
    assert [one.name for one in SavedList.objects.filter(is_start=True)] == ["Khác"]
    client.post(f"{MINE}{SavedList.objects.get(is_start=True).pk}/", {"thoi-mo-dau": "1"})
    assert client.get(URL).status_code == 200


def test_two_lists_of_one_user_differ_by_name(at_work):
    client = at_work()
    save(client)
    again = save(client)
    assert again.status_code == 422
    page = again.content.decode()
    assert "Bạn đã có danh sách tên này" in page
    assert "cot=ma%2Cviec%2Cxa" in page
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedList.objects.create(user=client.user, name="Cấp phép")


def test_renaming_asks_for_another_name_and_keeps_what_was_typed(at_work):
    client = at_work()
    save(client)
    save(client, "Khác")
    other = SavedList.objects.get(name="Khác")
    response = client.post(f"{MINE}{other.pk}/", {"name": "Cấp phép"})
    assert response.status_code == 422
    assert 'value="Cấp phép" maxlength="60" aria-invalid="true"' in response.content.decode()
    client.post(f"{MINE}{other.pk}/", {"name": "Đợt này"})
    assert set(SavedList.objects.values_list("name", flat=True)) == {"Cấp phép", "Đợt này"}


def test_a_name_that_was_taken_a_moment_ago_is_asked_for_again(at_work):
    client = at_work()
    save(client, "Khác")
    other = SavedList.objects.get()

    def first():
        SavedList.objects.create(user=client.user, name="Cấp phép")

    with just_after(NameForm, "is_valid", first):
        response = client.post(f"{MINE}{other.pk}/", {"name": "Cấp phép"})
    assert response.status_code == 422
    assert "Bạn đã có danh sách tên này" in response.content.decode()
    assert sorted(one.name for one in SavedList.objects.all()) == ["Cấp phép", "Khác"]


def test_a_deleted_list_can_be_brought_back_for_a_month(at_work):
    client = at_work()
    save(client)
    one = SavedList.objects.get()
    client.post(f"{MINE}{one.pk}/", {"xoa": "1"})
    assert "Lấy lại" in client.get(MINE).content.decode()
    save(client)
    client.post(f"{MINE}{one.pk}/", {"lay-lai": "1"})
    assert set(SavedList.of(client.user).values_list("name", flat=True)) == {
        "Cấp phép",
        "Cấp phép (2)",
    }
    gone = timezone.now() - timedelta(days=31)
    SavedList.objects.filter(pk=one.pk).update(removed_at=gone)
    assert client.post(f"{MINE}{one.pk}/", {"lay-lai": "1"}).status_code == 404


def test_after_that_month_nothing_is_left_of_it(at_work):
    """Nor of whom it looked for."""
    client = at_work()
    for days in (29, 31):
        gone = timezone.now() - timedelta(days=days)
        SavedList.objects.create(user=client.user, name=f"{days}", removed_at=gone)
    save(client)
    call_command("erase_leftovers", verbosity=0, stdout=StringIO())
    assert set(SavedList.objects.values_list("name", flat=True)) == {"29", "Cấp phép"}


def test_a_list_is_saved_anew_from_where_it_was_changed(at_work):
    client = at_work()
    save(client)
    one = SavedList.objects.get()
    client.post(f"{MINE}{one.pk}/", {"luu-lai": "1", "dia-chi": "?muc=qua-han"})
    one.refresh_from_db()
    assert one.query == "muc=qua-han"


def test_nobody_touches_the_list_of_a_colleague(at_work):
    save(at_work())
    one = SavedList.objects.get()
    colleague = at_work()
    for act in ("xoa", "lay-lai", "mo-dau", "thoi-mo-dau", "luu-lai", "name"):
        assert colleague.post(f"{MINE}{one.pk}/", {act: "1"}).status_code == 404
    assert one.name not in colleague.get(MINE).content.decode()


def test_r18_a_shared_link_shows_a_colleague_of_another_office_their_own_cases(
    at_work, office, other
):
    here = cases.case(office, "licence", State.SIGNING)
    there = cases.case(other, "licence", State.SIGNING)
    client = at_work()
    save(client)
    shared = SavedList.objects.get().address
    assert here.code in client.get(URL + shared).content.decode()
    stranger = factories.signed_in(factories.staff(other, Role.OFFICER))
    page = stranger.get(URL + shared).content.decode()
    assert there.code in page
    assert here.code not in page
    assert "Cấp phép</bdi>" not in page


def test_thirty_lists_are_enough(at_work):
    client = at_work()
    SavedList.objects.bulk_create(SavedList(user=client.user, name=f"{n}") for n in range(30))
    page = client.post(f"{MINE}luu/", {"name": "x", "dia-chi": ""}, follow=True).content.decode()
    assert "Hãy xóa bớt" in page


def test_a_deleted_list_is_not_one_more_than_enough(at_work):
    client = at_work()
    gone = SavedList.objects.create(user=client.user, name="Cũ", removed_at=timezone.now())
    SavedList.objects.bulk_create(SavedList(user=client.user, name=f"{n}") for n in range(30))
    page = client.post(f"{MINE}{gone.pk}/", {"lay-lai": "1"}, follow=True).content.decode()
    assert "Hãy xóa bớt" in page
    assert SavedList.of(client.user).count() == 30


@pytest.mark.parametrize("name", ["", " ", "\0", "x" * 61, "\ud800", "<script>alert(1)</script>"])
def test_evil_names_break_nothing(at_work, name):
    client = at_work()
    response = save(client, name.encode("utf-8", "surrogatepass"))
    assert response.status_code in (302, 422)
    assert b"<script>alert" not in client.get(MINE).content
