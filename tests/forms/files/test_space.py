"""R-32: there is room until little is left, on a disk of any size."""

import shutil
from types import SimpleNamespace

import pytest
from django.core.files.storage import InMemoryStorage, storages

from forms.files import space
from forms.files.space import room_for

MB = 1024**2


@pytest.mark.parametrize(
    ("total", "free", "size", "room"),
    [
        (100_000, 10_000, 20, True),
        (100_000, 510, 20, False),
        (100_000, 520, 20, True),
        (20, 15, 10, True),  # a small disk keeps a twentieth free
        (20, 15, 15, False),
        (20, 0, 0, False),
    ],
)
def test_R32_something_stays_free(monkeypatch, total, free, size, room):
    disk = SimpleNamespace(total=total * MB, free=free * MB)
    monkeypatch.setattr(space.shutil, "disk_usage", lambda folder: disk)
    assert room_for(size * MB) is room


def test_a_folder_that_nobody_made_yet_is_on_some_disk():
    shutil.rmtree(storages["private"].location, ignore_errors=True)
    assert room_for(1)


def test_a_store_without_a_disk_has_room(monkeypatch):
    monkeypatch.setattr(space, "storages", {"private": InMemoryStorage()})
    assert room_for(10**15)
