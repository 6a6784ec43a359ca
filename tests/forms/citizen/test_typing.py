"""Saving while somebody types: nothing is called wrong, and no newer window is overwritten."""

import re

import pytest

from forms.citizen import limits
from forms.models import Case
from tests.forms.citizen.steps import hidden, programmes, step, url
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def typing(citizen, address, **answers):
    """What the script sends, and what it is told."""
    return citizen.post(address, answers | {"act": "typing"})


def test_what_is_being_typed_is_saved_and_not_called_wrong(citizen, form_page):
    draft = Citizen.fill(citizen, form_page, given.nomination("gia_dinh"))
    Case.objects.update(visited=["mo-hinh"])
    answer = typing(citizen, url(draft, "doi-tuong"), nominee_name="Nhà b", nominee_birth="12/1")
    assert answer.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved_at"])
    draft.refresh_from_db()
    assert draft.all_answers["nominee_name"] == "Nhà b"
    assert draft.visited == ["mo-hinh"]
    tasks = citizen.get(f"/ho-so/{draft.key}/").content.decode()
    assert "Đang điền" in tasks
    assert "Cần sửa" not in tasks


def test_the_first_key_typed_begins_the_draft(citizen, form_page):
    first = f"/ho-so/moi/{form_page.pk}/"
    key = hidden(citizen.get(first), "key")
    answer = typing(citizen, first, key=key, year="20")
    case = Case.objects.get()
    assert answer.json()["action"] == url(case, "mo-hinh")
    again = typing(citizen, first, key=key, year="2026")  # the first answer was lost on the way
    assert again.json()["action"] == url(case, "mo-hinh")
    assert Case.objects.get().all_answers["year"] == 2026
    assert citizen.get(url(case, "mo-hinh")).status_code == 200


def test_R07_typing_in_a_stale_window_overwrites_nothing(citizen, draft):
    address = url(draft, "doi-tuong")
    old = hidden(citizen.get(address), "seen")
    newer = typing(citizen, address, seen=old, nominee_name="Cửa sổ một").json()["seen"]
    assert typing(citizen, address, seen=old, nominee_name="Cửa sổ hai").status_code == 409
    draft.refresh_from_db()
    assert draft.all_answers["nominee_name"] == "Cửa sổ một"
    assert typing(citizen, address, seen=newer, nominee_name="Vẫn một").status_code == 200
    sent = citizen.post(address, {"seen": newer, "nominee_name": "Cũ", "act": "save"})
    assert sent.status_code == 409


def test_R07_saved_twice_and_then_the_first_again_is_a_conflict(citizen, draft):
    address = url(draft, "doi-tuong")
    seen = [hidden(citizen.get(address), "seen")]
    for name in ("Một", "Hai"):
        seen.append(
            typing(citizen, address, seen=seen[-1], nominee_name=name).json()["seen"],
        )
    assert typing(citizen, address, seen=seen[0], nominee_name="Một").status_code == 409


def test_a_script_is_limited_apart_from_the_person(citizen, draft, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "typing", (2, 60))
    address = url(draft, "doi-tuong")
    assert [typing(citizen, address).status_code for _time in range(3)] == [200, 200, 429]
    assert citizen.post(address, {"act": "save"}).status_code == 302


def test_typing_for_a_draft_of_somebody_else_or_already_sent(citizen, stranger, sent):
    assert typing(stranger, url(sent, "doi-tuong")).status_code == 404
    assert typing(citizen, url(sent, "doi-tuong")).status_code == 302
    assert sent.all_answers == Case.objects.get().all_answers


def test_rows_stay_where_they_are_while_one_types(citizen, rows):
    case, address = rows
    data = programmes("An", "Bình", "") | {"programmes-0-gone": "on"}
    typing(citizen, address, **data)
    case.refresh_from_db()
    assert [row.get("name") for row in case.all_answers["programmes"]] == ["An", "Bình", ""]


def test_saving_while_typing_costs_no_more_than_sending_the_step(citizen, draft, statements):
    address = url(draft, "doi-tuong")
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    counts = []
    for act in ("save", "typing"):
        with statements() as found:
            assert citizen.post(address, data | {"act": act}).status_code in (200, 302)
        counts.append(len(found))
    assert counts[1] <= counts[0] <= 8
