"""What is kept in memory: read once, forgotten with the change, never from inside a transaction."""

from unittest import mock

import pytest
from django.core.cache import cache
from django.db import transaction

from home import kept
from home.kept import Kept
from home.models import Office, Province
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def names():
    """The names of the provinces, and how often they were read."""
    read = mock.Mock(side_effect=lambda: list(Province.objects.values_list("name", flat=True)))
    read.__module__, read.__qualname__ = __name__, "names"
    return Kept(read, Province), read


def test_it_is_read_once_until_something_is_saved_or_deleted(names):
    found, read = names
    assert [found(), found(), read.call_count] == [[], [], 1]
    province = Province.objects.create(code="79", name="A", full_name="A")
    assert found() == ["A"]
    province.name = "B"
    province.save()
    assert found() == ["B"]
    province.delete()
    assert [found(), found(), read.call_count] == [[], [], 4]


def test_nothing_is_kept_of_what_may_still_be_rolled_back(names):
    found, _read = names
    with transaction.atomic():
        Province.objects.create(code="79", name="A", full_name="A")
        assert found() == ["A"]
        transaction.set_rollback(True)
    assert found() == []


def test_who_read_before_the_commit_reads_again_after_it(names):
    found, _read = names
    with transaction.atomic():
        Province.objects.create(code="79", name="A", full_name="A")
        with mock.patch.object(kept, "connection", mock.Mock(in_atomic_block=False)):
            found.read = lambda: []  # another process, which does not see it yet
            assert found() == []
        found.read = lambda: ["A"]
    assert found() == ["A"]


def test_another_process_is_told_by_the_cache(names):
    found, read = names
    other = Kept(read)
    assert other() == found() == []
    Province.objects.create(code="79", name="A", full_name="A")
    assert other() == ["A"]


def test_it_is_believed_for_a_minute_at_most(names, monkeypatch):
    found, _read = names
    found()
    Province.objects.bulk_create([Province(code="79", name="A", full_name="A")])
    assert found() == []
    now = kept.monotonic()
    monkeypatch.setattr(kept, "monotonic", lambda: now + kept.LONGEST + 1)
    assert found() == ["A"]


def test_a_cache_that_is_down_keeps_nothing_and_breaks_nothing(names, monkeypatch):
    found, read = names

    def down(*args, **kwargs):
        raise ConnectionError

    for name in ("get_or_set", "set"):
        monkeypatch.setattr(cache, name, down, raising=False)
    Province.objects.create(code="79", name="A", full_name="A")
    assert [found(), found(), read.call_count] == [["A"], ["A"], 2]


def test_an_office_found_again_is_not_the_same_object(rf):
    factories.office("hcmc")
    first, second = (
        Office.for_request(rf.get("/", headers={"host": "hcmc.localhost"})) for _request in "ab"
    )
    first.site.root_page.title = first.name = "Của một yêu cầu"
    assert second.name != first.name
    assert second.site.root_page.title != first.site.root_page.title
