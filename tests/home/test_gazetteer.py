"""A commune is found as people type it; where a name means several, all of them are named."""

import gzip
import json
import time

import pytest
from django.core.management import call_command

from home.gazetteer import gazetteer
from home.models import Commune
from search.text import fold
from tests.forms.kinds.ugly import UGLY

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    call_command("load_places", verbosity=0)
    return gazetteer()


def names(found):
    return [place.name for place in found]


@pytest.mark.parametrize(
    "typed",
    [
        "Phường Ninh Kiều",
        "phường ninh kiều",
        "Ninh Kiều",
        "ninh kieu",
        "NINH KIEU",
        "  ninh   kieu ",
        "phuong ninh kieu",
        "P. Ninh Kiều",
        "p.ninh kieu",
        "P Ninh Kiều",
        "Phu\u031bo\u031b\u0300ng Ninh Kie\u0302\u0300u",  # as a Mac may send it
        "xã Ninh Kiều",  # one place of the name: it is shown back in full
        "31135",
    ],
)
def test_a_name_is_found_however_it_is_typed(places, typed):
    assert names(places.found(typed, "92")) == names(places.found(typed)) == ["Phường Ninh Kiều"]


@pytest.mark.parametrize(
    ("typed", "province", "found"),
    [
        ("thanh an", "79", ["Xã Thạnh An", "Xã Thanh An"]),
        ("Thanh An", "79", ["Xã Thạnh An", "Xã Thanh An"]),  # no accent says nothing of accents
        ("xa thanh an", "79", ["Xã Thạnh An", "Xã Thanh An"]),
        ("Thạnh An", "79", ["Xã Thạnh An"]),
        ("Xã Thanh An", "79", ["Xã Thanh An"]),
        ("Tân Bình", "", ["Phường Tân Bình", "Xã Tân Bình"]),
        ("phuong tan binh", "", ["Phường Tân Bình"]),
        ("xa tan binh", "", ["Xã Tân Bình"]),
        ("xã tân bình", "79", ["Phường Tân Bình"]),
        ("con dao", "79", ["Đặc khu Côn Đảo"]),
        ("vị thanh 1", "92", ["Xã Vị Thanh 1"]),
        ("Ninh Kiều", "79", []),
        ("Phường Tân Bình, Thành phố Hồ Chí Minh", "", ["Phường Tân Bình"]),
        ("tan binh, ho chi minh", "", ["Phường Tân Bình"]),
        ("ninh kieu, phường ninh kieu", "", []),
        ("ninh kieu,", "", ["Phường Ninh Kiều"]),
        ("31135", "79", []),
        ("99999", "", []),
        ("", "79", []),
        ("xã", "79", []),
        ("p.", "79", []),
    ],
)
def test_a_name_means_what_its_accents_its_kind_and_its_province_say(
    places, typed, province, found
):
    assert sorted(names(places.found(typed, province))) == sorted(found)


def test_every_full_name_is_found_in_its_province_and_alone_with_its_accents(places):
    for place in Commune.objects.all():
        assert names(places.found(place.full_name, place.province_id)) == [place.full_name]
        assert place.full_name in names(places.found(fold(place.full_name), place.province_id))


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("ninh kiu", "Phường Ninh Kiều"),
        ("nin kieu", "Phường Ninh Kiều"),
        ("ninh", "Phường Ninh Kiều"),
        ("phường ninh kiêu xuân khánh", "Phường Ninh Kiều"),
    ],
)
def test_a_slip_finds_the_names_near_it(places, typed, near):
    found = names(places.near(typed, "92"))
    assert near in found
    assert len(found) <= 6


def test_nothing_is_near_to_nothing(places):
    for typed in ("", " ", "?", "xyzzy qwfp", "12", "ນະຄອນ"):
        assert places.near(typed, "92") == []


@pytest.mark.engines
def test_no_text_breaks_or_slows_a_look(places):
    for text in UGLY:
        started = time.process_time()
        places.found(text)
        places.near(text)
        assert time.process_time() - started < 0.1


@pytest.mark.django_db(transaction=True)
def test_asked_again_the_database_is_not_read(places, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert gazetteer() is places
    call_command("load_places", verbosity=0)
    with django_assert_num_queries(1):
        assert gazetteer().version == places.version


def test_a_commune_renamed_or_added_is_seen_at_once(places):
    commune = Commune.objects.get(code="31135")
    commune.full_name, commune.folded = "Phường Ninh Kiều Mới", "ninh kieu moi"
    commune.save()
    assert names(gazetteer().found("ninh kieu moi")) == ["Phường Ninh Kiều Mới"]
    assert gazetteer().version != places.version


def test_the_list_for_suggestions_is_small_and_kept_as_long_as_it_is_true(places, client):
    address = f"/dia-danh/{places.version}.json"
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert len(answer.content) < 6_000
    assert "immutable" in answer["Cache-Control"]
    told = json.loads(gzip.decompress(answer.content))
    assert told["92"][0] == "Thành phố Cần Thơ"
    assert ["31135", "Phường Ninh Kiều"] in told["92"][1]
    assert sum(len(communes) for _name, communes in told.values()) == Commune.objects.count()
    old = client.get("/dia-danh/x.json")
    assert "max-age=600" in old["Cache-Control"]
    assert not answer.cookies
