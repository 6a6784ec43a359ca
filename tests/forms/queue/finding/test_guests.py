"""Whoever is heard on a case without working on it learns no number by searching: not one that
they know already, not bit by bit, and not by what somebody else typed or saved."""

from urllib.parse import parse_qs, urlsplit

import pytest

from forms.models import Label, SavedList
from forms.queue.cases import seen_offices, visible_to
from forms.queue.finding import read
from forms.queue.finding.numbers import with_paper
from forms.queue.finding.sealed import NAME
from forms.queue.lists.tabs import Desk
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
URL, FIND, SUGGEST = "/cms/ho-so/", "/cms/ho-so/tim/", "/cms/ho-so/goi-y/"
NUMBER, PHONE = "079190001234", "+84909111222"
#: The number of a paper, as it may be typed.
NUMBERS = (NUMBER, "0791 9000 1234", f'"{NUMBER}"', f"trường {NUMBER}", "0791-9000-1234")
#: A phone number, whole and in the pieces by which it could be pieced together.
PHONES = (
    *("0909111222", "+84909111222", "84909111222", "0909 111 222", "+84", "0909", "909", "222"),
    *('"09111"', '"84909"', '"222"', '"9"', "111222", '"du 84909"'),
)


def nomination(office, **columns):
    answers = given.nomination(submitter_id_number=NUMBER, submitter_phone=PHONE)
    return cases.case(office, "nomination", answers=answers, **columns)


def user_of(*roles):
    """Somebody who holds these roles, each at its office."""
    (role, office), *more = roles
    user = factories.staff(office, role)
    for role, office in more:
        user.groups.add(office.groups.get(role=role).group)
    return user


def found(user, typed):
    desk = Desk.of(user, set(seen_offices(user)))
    return {*visible_to(user).filter(read(typed, desk).condition)}


@pytest.fixture
def guest(office):
    return user_of((Role.ASSOCIATION, office))


@pytest.fixture
def both(office, other):
    """Somebody who works at one office and is heard at the other."""
    return user_of((Role.OFFICER, office), (Role.ASSOCIATION, other))


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_guest_finds_nothing_by_the_number_of_a_paper(office, guest, typed):
    case = nomination(office)
    assert found(user_of((Role.OFFICER, office)), typed) == ({case} if '"' not in typed else set())
    assert found(guest, typed) == set()


@pytest.mark.parametrize("typed", PHONES)
def test_a_guest_finds_nothing_by_a_phone_number_nor_by_a_piece_of_it(office, guest, typed):
    nomination(office)
    assert found(guest, typed) == set()


@pytest.mark.parametrize("typed", [*NUMBERS, *PHONES])
def test_leaving_out_what_one_knows_tells_a_guest_nothing(office, guest, typed):
    """What `-` takes away would be found without it."""
    case = nomination(office)
    for minus in (f"-{typed}", f"trường -{typed}"):
        assert found(guest, minus) == found(guest, minus.replace("1", "7")), minus
    assert found(guest, f"-{typed.split()[-1]}") == {case}


def test_a_guest_still_finds_by_name_and_by_code(office, guest):
    case = nomination(office)
    for typed in ("vi du", case.code, case.code.rpartition("-")[2], case.code.lower()):
        assert found(guest, typed) == {case}, typed
    assert found(guest, "-ví") == set()


def test_a_number_that_stands_in_the_name_is_still_found(office, guest):
    answers = given.nomination(nominee_name="Trường Tiểu học 909", submitter_phone=PHONE)
    named = cases.case(office, "nomination", answers=answers)
    nomination(office)
    assert found(guest, "909") == {named}


@pytest.mark.parametrize("typed", NUMBERS)
def test_who_works_at_one_office_is_a_guest_at_the_other(office, other, both, typed):
    mine, theirs = nomination(office), nomination(other)
    assert theirs in visible_to(both)
    assert found(both, typed) == ({mine} if '"' not in typed else set())
    assert list(with_paper([NUMBER], both)) == [NUMBER]


@pytest.mark.parametrize("typed", PHONES)
def test_a_phone_number_is_found_where_one_works_alone(office, other, both, typed):
    mine, theirs = nomination(office), nomination(other)
    assert theirs not in found(both, typed)
    assert found(both, typed) == found(user_of((Role.CLERK, office)), typed) <= {mine}


def test_a_number_that_only_the_other_office_knows_is_read_as_any_word(other, both):
    """Not even by what is found instead."""
    nomination(other)
    assert with_paper([NUMBER], both) == {}
    assert found(both, NUMBER) == set()


def test_an_officer_who_is_also_of_the_association_finds_as_an_officer(office):
    case = nomination(office)
    officer = user_of((Role.OFFICER, office), (Role.ASSOCIATION, office))
    assert found(officer, NUMBER) == found(officer, "0909111222") == {case}


def test_a_superuser_is_told_no_number_and_finds_none(office):
    case = nomination(office)
    master = factories.superuser()
    assert found(master, NUMBER) == found(master, "0909111222") == set()
    assert found(master, "ví dụ") == {case}


def test_a_guest_is_suggested_no_number_and_no_label(office, guest):
    nomination(office)
    Label.objects.create(office=office, name="Cần gọi lại")
    client = factories.signed_in(guest)
    for typed in (NUMBER, NUMBER[:6], "nhãn:can", f"-{NUMBER}", "nhãn:"):
        assert client.post(SUGGEST, {"q": typed}).json() == {"suggestions": []}, typed


def test_what_an_officer_searched_confirms_nothing_to_a_guest(office, guest):
    """Neither a link that was handed on nor a list that was saved under it."""
    case = nomination(office)
    officer = factories.signed_in(user_of((Role.OFFICER, office)))
    address = officer.post(FIND, {"muc": "tat-ca", "q": NUMBER}).headers["Location"]
    assert case.code in officer.get(address).content.decode()
    assert parse_qs(urlsplit(address).query)[NAME]
    client = factories.signed_in(guest)
    shown = client.get(address).content.decode()
    assert case.code not in shown
    query = urlsplit(address).query
    client.post(f"{URL}danh-sach/luu/", {"name": "Của tôi", "dia-chi": f"?{query}"})
    kept = SavedList.objects.get(user=guest)
    assert case.code not in client.get(URL + kept.address).content.decode()


def test_the_counts_beside_the_lists_confirm_nothing_either(office, guest):
    nomination(office)
    client = factories.signed_in(guest)
    counts = [
        client.post(FIND, {"muc": "tat-ca", "q": typed}, follow=True).context["listing"].counts
        for typed in (NUMBER, "099999999999", "0909111222")
    ]
    assert counts[0] == counts[1] == counts[2]
    assert not any(one.number for one in counts[0].values())
