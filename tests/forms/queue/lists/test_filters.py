"""Filters: each narrows as it says, offers only what its user may see, and can be taken back."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from forms.models import Case, Facet, Label
from forms.models.facets import facets_of
from forms.notes.labelling import put
from forms.queue.lists import plans
from forms.queue.lists.listing import Listing
from forms.queue.lists.screen import Screen
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given

pytestmark = pytest.mark.engines


@pytest.fixture(params=[2000, 0], ids=["few", "walk"])
def either_way(request, monkeypatch):
    """What is found among few cases, and what is met on a walk, must be the same."""
    monkeypatch.setattr(plans, "FEW", request.param)


def sent(office, kind="licence", state=State.SUBMITTED, answers=None, **columns):
    case = cases.case(office, kind, state, answers, **columns)
    Facet.objects.bulk_create(facets_of(case))
    return case


def found(user, tab="tat-ca", **asked):
    query = QueryDict(mutable=True)
    query.update({"muc": tab, **{name.replace("__", "."): value for name, value in asked.items()}})
    for name in list(query):
        if name not in ("muc", "loai") and "_" in name and "." not in name:
            query[name.replace("_", "-")] = query.pop(name)[0]
    listing = Listing(user, query)
    rows = {case.pk for case in listing.page.rows}
    assert rows == {case.pk for case in listing.selected}
    assert listing.counts[tab].number == len(rows)
    return rows


def test_each_filter_narrows(office, other, either_way):
    user, today = factories.staff(office), timezone.localdate()
    week_ago = timezone.now() - timedelta(days=7)
    old = sent(office, submitted_at=week_ago)
    late = sent(office, state=State.PROCESSING, due_on=today - timedelta(days=2), assignee=user)
    ahead = sent(office, "student", State.SIGNING, due_on=today + timedelta(days=9))
    sent(other, state=State.PROCESSING, due_on=today - timedelta(days=2))
    everything = {old.pk, late.pk, ahead.pk}
    elsewhere = factories.commune("79", "26743", "Phường Tân Định")
    Case.objects.filter(pk=ahead.pk).update(commune=elsewhere)
    urgent = Label.objects.create(office=office, name="Gấp")
    put(old.pk, urgent, user)
    assert found(user) == everything
    assert found(user, loai="student") == {ahead.pk}
    assert found(user, trang_thai="processing") == {late.pk}
    assert found(user, nguoi="toi") == {late.pk}
    assert found(user, nguoi="khong") == {old.pk, ahead.pk}
    assert found(user, nguoi=str(user.pk), loai="student") == set()
    assert found(user, nhan=str(urgent.pk)) == {old.pk}
    assert found(user, xa="26743") == {ahead.pk}
    assert found(user, nop_tu=f"{today - timedelta(days=1)}") == {late.pk, ahead.pk}
    assert found(user, nop_den=f"{today - timedelta(days=7)}") == {old.pk}
    assert found(user, han_den=f"{today}") == {late.pk}
    assert found(user, han_tu=f"{today}", han_den=f"{today + timedelta(days=9)}") == {ahead.pk}
    assert found(user, qua_han="co") == {late.pk}
    assert found(user, "qua-han", nguoi="toi") == {late.pk}


def test_the_answers_that_a_kind_declares_narrow(office, other, either_way):
    user = factories.staff(office)
    language = sent(office, answers=given.licence() | {"centre_type": "ngoai_ngu"})
    computing = sent(office, answers=given.licence() | {"centre_type": "tin_hoc"})
    sent(other, answers=given.licence() | {"centre_type": "ngoai_ngu"})
    assert found(user, loai="licence", licence__centre_type="ngoai_ngu") == {language.pk}
    assert found(user, loai="licence", licence__centre_type="tin_hoc") == {computing.pk}
    assert found(user, loai="licence", licence__centre_type="x") == {language.pk, computing.pk}


def test_the_round_of_a_nomination_is_a_filter_and_a_column(office, either_way):
    user, year = factories.staff(office), timezone.localdate().year
    now = sent(office, "nomination", answers=given.nomination() | {"year": year})
    sent(office, "nomination", answers=given.nomination() | {"year": year - 1})
    assert found(user, loai="nomination", nomination__year=str(year)) == {now.pk}
    listing = Listing(user, QueryDict("muc=tat-ca&cot=ma,dot&sap-xep=moi-nhat"))
    assert {line.round for line in listing.lines} == {str(year), str(year - 1)}


def test_a_submission_writes_its_facets_once(office):
    case = sent(office, "student")
    marks = set(case.facets.values_list("mark", flat=True))
    assert any(mark.startswith("student.nationality=") for mark in marks)
    assert not any("passport" in mark for mark in marks)


def test_r19_options_are_those_of_ones_own_office(office, other):
    user = factories.staff(office)
    factories.staff(other, last_name="Zqcolleague")
    Label.objects.create(office=other, name="Zqlabel")
    own = Label.objects.create(office=office, name="Gấp")
    page = factories.signed_in(user).get("/cms/ho-so/?muc=tat-ca").content.decode()
    assert f'<option value="{own.pk}">Gấp</option>' in page
    assert "Zqlabel" not in page
    assert "Zqcolleague" not in page
    assert 'name="don-vi"' not in page


def test_who_works_at_two_offices_sees_both_and_may_choose(office, other):
    user = factories.staff(office)
    user.groups.add(other.groups.get(role=Role.OFFICER).group)
    here, there = sent(office), sent(other)
    for sort in ("moi-nhat", "cu-nhat", "han", "viec", "nguoi-nop-nguoc"):
        assert found(user, sap_xep=sort) == {here.pk, there.pk}
    assert found(user, don_vi=str(other.pk)) == {there.pk}
    page = factories.signed_in(user).get("/cms/ho-so/?muc=tat-ca").content.decode()
    assert 'name="don-vi"' in page


def test_what_is_filtered_for_is_said_and_each_can_be_taken_back(at_work, office):
    sent(office)
    address = "/cms/ho-so/?muc=tat-ca&loai=licence&nguoi=khong&nop-tu=2020-01-31"
    page = at_work().get(address).content.decode()
    chips = dict(re.findall(r'<li><a href="([^"]+)" aria-label="Bỏ lọc ([^"]+)"', page))
    assert {words.partition(":")[0] for words in chips.values()} == {
        "Loại hồ sơ",
        "Người xử lý",
        "Nộp từ ngày",
    }
    assert {"Người xử lý: Chưa ai", "Nộp từ ngày: 31/01/2020"} < set(chips.values())
    assert next(one for one in chips if "nguoi=" not in one)


def test_nothing_found_leads_back(at_work, office):
    sent(office)
    page = at_work().get("/cms/ho-so/?muc=tat-ca&loai=student").content.decode()
    assert "Bỏ tìm và lọc" in page
    page = at_work().get("/cms/ho-so/?muc=cho-ky&loai=licence").content.decode()
    assert "Tìm trong tất cả hồ sơ" in page


def test_looking_stops_at_the_horizon_and_goes_on_from_there(office, monkeypatch):
    """Where the only finds lie far behind, no page looks at everything at once."""
    monkeypatch.setattr(plans, "HORIZON", 80)
    monkeypatch.setattr(plans, "FEW", 0)
    user = factories.staff(office)
    cases.many(office, 70, kind_code="student")
    last = sent(office, "student", assignee=user)
    address, seen, pages = f"muc=tat-ca&sap-xep=viec&nguoi={user.pk}", [], 0
    while address:
        listing = Screen(user, QueryDict(address.lstrip("?")))
        page = listing.page
        seen += [case.pk for case in page.rows]
        pages += 1
        address = listing.next_url if page.next else listing.further_url if page.further else ""
        assert pages < 9
    assert seen == [last.pk]
    assert pages > 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31", "2026-W01-1"])
@pytest.mark.parametrize("name", ["nop-tu", "nop-den", "han-tu", "han-den"])
def test_a_day_at_the_end_of_time_breaks_nothing(at_work, office, name, day):
    assert at_work().get("/cms/ho-so/", {"muc": "tat-ca", name: day}).status_code == 200


def test_labels_are_shown_where_one_works_and_not_where_one_is_but_heard(office, other):
    user = factories.staff(office)
    user.groups.add(other.groups.get(role=Role.ASSOCIATION).group)
    for place, name in ((office, "Gấp"), (other, "Nghi vấn")):
        case = cases.case(place, "nomination")
        put(case.pk, Label.objects.create(office=place, name=name), factories.staff(place))
    lines = Listing(user, QueryDict("muc=tat-ca")).lines
    shown = {line.case.office: [label.name for label in line.labels] for line in lines}
    assert shown == {office: ["Gấp"], other: []}
