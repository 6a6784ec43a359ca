"""Provinces and communes: loaded twice they are the same, malformed files name their fault."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from home.models import Commune, Province
from home.places import load_communes, load_provinces
from search.text import fold

pytestmark = pytest.mark.django_db
HEAD = "code,province_code,kind,name,full_name\n"


def write(folder: Path, rows: str, head: str = HEAD) -> Path:
    path = folder / "communes.csv"
    path.write_text(head + rows, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("1234,79,phuong,A,Phường A\n", ":2: code '1234' must have 5 digits"),
        ("1234٥,79,phuong,A,Phường A\n", "must have 5 digits"),
        ("12345,99,phuong,A,Phường A\n", ":2: province_code '99' is unknown"),
        ("12345,79,huyen,A,Huyện A\n", ":2: kind 'huyen' is unknown"),
        ("12345,79,phuong,,Phường A\n", ":2: name is empty"),
        ("12345,79,phuong\n", ":2: name is empty"),
    ],
)
def test_a_malformed_row_is_named(tmp_path: Path, rows: str, fault: str) -> None:
    with pytest.raises(CommandError, match=fault):
        call_command("load_places", communes=write(tmp_path, rows))
    assert not Commune.objects.exists()


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="column kind is missing"):
        call_command("load_places", communes=write(tmp_path, "", HEAD.replace("kind,", "")))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.csv"):
        call_command("load_places", communes=tmp_path / "nowhere.csv")


def test_the_shipped_units_are_those_in_force() -> None:
    assert (load_provinces(), load_communes()) == (34, 271)
    assert Commune.objects.filter(province="79").count() == 168
    assert Commune.objects.filter(province="92").count() == 103
    assert Commune.objects.get(code="31135").full_name == "Phường Ninh Kiều"


def test_two_communes_of_one_folded_name_are_told_apart_by_code() -> None:
    load_provinces()
    load_communes()
    twins = Commune.objects.filter(province="79", folded=fold("Thạnh An"))
    assert sorted(twins.values_list("name", flat=True)) == ["Thanh An", "Thạnh An"]


@pytest.mark.engines
def test_loading_again_updates_and_adds_without_doubling(tmp_path: Path) -> None:
    call_command("load_places")
    Province.objects.filter(code="79").update(name="Sài Gòn")
    call_command("load_places")
    assert Province.objects.get(code="79").name == "Hồ Chí Minh"
    call_command(
        "load_places", communes=write(tmp_path, "00004,01,phuong,Ba Đình,Phường Ba Đình\n")
    )
    assert Commune.objects.count() == 272
    assert Commune.objects.get(code="00004").folded == "ba dinh"
