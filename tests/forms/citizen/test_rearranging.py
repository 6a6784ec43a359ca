"""Rows of a group: added, moved, removed, taken back, and never a bomb."""

import gzip

import pytest

from forms.citizen import drafts
from tests import factories
from tests.forms.citizen.conftest import complete
from tests.forms.citizen.steps import hidden, names, programmes, sent_back, step, url
from tests.forms.kinds import answers as given
from tests.journeys import form_data

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_a_row_is_added_without_losing_what_was_typed(citizen, rows):
    _case, address = rows
    response = citizen.post(address, programmes("An") | {"act": "add:programmes"})
    assert response.url == f"{address}#rows-programmes-1"
    page = citizen.get(address).content.decode()
    assert 'name="programmes-count" value="2"' in page
    assert 'id="rows-programmes-1"' in page
    assert 'value="mấy tiết?"' in page
    assert "error-summary" not in page


def test_a_row_in_the_middle_is_removed(citizen, rows):
    case, address = rows
    response = citizen.post(
        address, programmes("An", "Bình", "Chi") | {"act": "remove:programmes:1"}
    )
    assert response.url == f"{address}#rows-programmes-1"
    assert names(case) == ["An", "Chi"]


def test_a_removed_row_can_be_taken_back_where_it_was(citizen, rows):
    case, address = rows
    citizen.post(address, programmes("An", "Bình", "Chi") | {"act": "remove:programmes:1"})
    page = citizen.get(address)
    assert "Đã xóa Chương trình 2: Bình." in page.content.decode()
    citizen.post(address, sent_back(page) | {"act": "restore:programmes:1"})
    assert names(case) == names(case, counting=False) == ["An", "Bình", "Chi"]
    assert case.all_answers["programmes"][1]["periods"] == "mấy tiết?"


@pytest.mark.parametrize("act", ["next", "save", "add:programmes", "up:programmes:2"])
def test_a_removed_row_is_gone_for_good_after_the_next_button(citizen, rows, act):
    case, address = rows
    citizen.post(address, programmes("An", "Bình", "Chi") | {"act": "remove:programmes:1"})
    citizen.post(address, sent_back(citizen.get(address)) | {"act": act})
    assert "Bình" not in names(case, counting=False)
    assert {"An", "Chi"} <= set(names(case))


def test_a_removed_row_counts_for_nothing(citizen, rows):
    """Not on the check page, not among the mistakes, not in the case that is sent."""
    case, address = rows
    good = case.all_answers["programmes"][0]
    data = form_data(
        step("licence", "chuong-trinh"), {**case.all_answers, "programmes": [good] * 2}
    )
    citizen.post(
        address, data | {"programmes-1-name": "Bỏ", "programmes-1-periods": "?", "act": "save"}
    )
    data |= sent_back(citizen.get(address))
    citizen.post(address, data | {"act": "remove:programmes:1"})
    check = citizen.get(f"/ho-so/{case.key}/kiem-tra/").content.decode()
    assert "Bỏ" not in check
    assert "chuong-trinh/?kiem-tra" not in check
    case.refresh_from_db()
    final = drafts.final_answers(drafts.check(case))
    assert [row["name"] for row in final["programmes"]] == [good["name"]]


def test_an_empty_row_goes_without_a_trace(citizen, rows):
    case, address = rows
    citizen.post(
        address, programmes("An", "") | {"programmes-1-periods": "", "act": "remove:programmes:1"}
    )
    assert names(case, counting=False) == ["An"]


@pytest.mark.parametrize(
    ("act", "order", "anchor"),
    [
        ("up:programmes:2", ["A", "C", "B", "D"], "up-programmes-1"),
        ("up:programmes:1", ["B", "A", "C", "D"], "rows-programmes-0"),
        ("up:programmes:0", ["A", "B", "C", "D"], "rows-programmes-0"),
        ("down:programmes:0", ["B", "A", "C", "D"], "down-programmes-1"),
        ("down:programmes:2", ["A", "B", "D", "C"], "rows-programmes-3"),
        ("down:programmes:3", ["A", "B", "C", "D"], "rows-programmes-3"),
        ("up:programmes:4", ["A", "B", "C", "D"], "rows-programmes"),
    ],
)
def test_a_row_is_moved_and_the_focus_stays_on_its_button(citizen, rows, act, order, anchor):
    case, address = rows
    response = citizen.post(address, programmes("A", "B", "C", "D") | {"act": act})
    assert response.url == f"{address}#{anchor}"
    assert names(case) == order
    assert f'id="{anchor}"' in citizen.get(address).content.decode()


def test_of_many_rows_only_those_with_mistakes_or_without_a_name_are_open(citizen, rows):
    _case, address = rows
    response = citizen.post(address, programmes("A", "B", "C", "D", "") | {"act": "next"})
    assert response.status_code == 422
    assert response.content.decode().count("<details open>") == 5
    citizen.post(address, programmes("A", "B", "C", "D", "") | {"act": "save"})
    assert citizen.get(address).content.decode().count("<details open>") == 1


def test_a_row_added_with_a_double_click_is_one_row(citizen, rows):
    case, address = rows
    seen = hidden(citizen.get(address), "seen")
    for _click in "ab":
        response = citizen.post(address, programmes("An") | {"act": "add:programmes", "seen": seen})
        assert response.status_code == 302
    case.refresh_from_db()
    assert len(case.all_answers["programmes"]) == 2


@pytest.mark.parametrize(
    "act",
    [
        "remove:programmes:9",
        "restore:programmes:9",
        "restore:programmes:0",
        "up:programmes:9999999999",
        "up:programmes:",
        "down:khong:0",
        "down",
        "remove:programmes:-1",
        "remove:programmes:²",
        "remove:programmes",
        "remove::",
        "remove:khong:0",
        "add:khong",
        "add:",
        "drop:",
        "drop:999999999999999999999999999999",
        "drop:²",
        "\x00",
        "khong-biet",
        ":" * 5000,
    ],
)
def test_buttons_that_are_not_there_do_nothing(citizen, rows, act):
    case, address = rows
    response = citizen.post(address, programmes("An") | {"act": act})
    assert response.status_code in (302, 422)
    case.refresh_from_db()
    assert [row["name"] for row in case.all_answers["programmes"]] == ["An"]


def test_sixty_teachers_are_a_page_that_a_phone_can_bear(citizen, office, statements):
    """Compressed as a web server sends it; as many queries as for one."""
    page = factories.form_page(office, "licence")
    made = []
    for number in (1, 60):
        teachers = [given.TEACHER | {"name": f"Cô giáo {one} Nguyễn"} for one in range(number)]
        case = complete(citizen, page, given.licence("operate", teachers=teachers))
        with statements() as asked:
            shown = citizen.get(url(case, "giao-vien"))
        made.append(len(asked))
    assert shown.content.decode().count('<fieldset class="row-entry"') == 60
    assert len(gzip.compress(shown.content)) < 15_000
    assert made[0] == made[1]


@pytest.mark.parametrize("count", ["99999", "-1", "", "x", "²", "1e3", "\x00", "0061"])
def test_a_false_number_of_rows_is_no_bomb(citizen, rows, count):
    case, address = rows
    response = citizen.post(address, {"programmes-count": count, "act": "save"})
    assert response.status_code == 302
    case.refresh_from_db()
    assert len(case.all_answers["programmes"]) <= 60
