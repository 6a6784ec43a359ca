"""Files without a row, rows without a file: named, and mended without loss."""

import secrets
import uuid
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction

from forms.files import orphans
from forms.models import Attachment
from tests import cases, factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
ELSEWHERE = uuid.UUID("ab" * 16)
ALL = orphans.FOLDERS
CLEAN = "0 files without a row, 0 rows without a file."


@pytest.fixture
def case():
    return cases.case(factories.office())


@pytest.fixture(autouse=True)
def few_folders(case, monkeypatch):
    """All 256 would be asked for one by one: each test has files in two of them at most."""
    folders = {case.key.hex[:2], ELSEWHERE.hex[:2]}
    monkeypatch.setattr(orphans, "FOLDERS", sorted(folders))


def fsck(*arguments):
    out = StringIO()
    call_command("fsck", *arguments, stdout=out, stderr=out)
    return out.getvalue().strip().splitlines()


def faults(*arguments):
    """What the command ends with when something is wrong."""
    with pytest.raises(CommandError) as raised:
        fsck(*arguments)
    return str(raised.value)


def stray(place, case, hours):
    """What a request left that was killed between the file and the row."""
    key = case.key if case else ELSEWHERE
    name = f"{key.hex[:2]}/{key}/{secrets.token_hex(16)}"
    place.store.save(name, ContentFile(b"x"))
    place.age(name, hours)
    return name


def test_every_file_lies_in_a_folder_that_is_looked_into(case):
    name = cases.attach(case).file.name
    assert name[:2] in ALL
    assert orphans.OURS.fullmatch(name)
    assert len(set(ALL)) == 256


def test_R33_what_belongs_together_is_no_fault(place, case):
    assert fsck() == [CLEAN]
    cases.attach(case)
    assert fsck() == fsck("--repair") == [CLEAN]


def test_R33_a_file_that_no_row_names_is_swept_up_after_an_hour(place, case):
    kept = cases.attach(case).file.name
    place.age(kept, 99)
    old, young, elsewhere = stray(place, case, 1.1), stray(place, case, 0.9), stray(place, None, 9)
    assert faults() == "2 files without a row, 0 rows without a file."
    *named, said = fsck("--repair")
    assert sorted(named) == sorted([old, elsewhere])
    assert said == "2 files without a row (deleted), 0 rows without a file."
    there = [place.store.exists(name) for name in (kept, young, old, elsewhere)]
    assert there == [True, True, False, False]
    assert fsck() == [CLEAN]


def test_a_file_that_is_none_of_ours_is_left_alone(place):
    for name in ("ab/khong-phai-ho-so/c", "zz/x", "ghi-chu.txt"):
        place.store.save(name, ContentFile(b"x"))
        place.age(name, 99)
    assert fsck("--repair") == [CLEAN]
    assert place.store.exists("ab/khong-phai-ho-so/c")


def test_R33_a_row_whose_file_is_gone_is_marked_and_never_dropped(place, case):
    lost, whole = cases.attach(case), cases.attach(case)
    place.store.delete(lost.file.name)
    assert faults() == "0 files without a row, 1 rows without a file."
    assert not Attachment.objects.filter(lost_at__isnull=False).exists()  # only looked at
    assert faults("--repair") == faults("--repair")
    assert Attachment.objects.get(lost_at__isnull=False) == lost
    place.store.save(lost.file.name, ContentFile(b"%PDF"))  # a backup brings it again
    assert fsck("--repair") == [CLEAN]
    assert set(Attachment.objects.filter(lost_at=None)) == {lost, whole}


def test_a_row_that_came_or_went_meanwhile_is_no_fault(place, case, monkeypatch):
    """The listing of a folder takes a while; what it misses is asked for once more."""
    real, there = orphans.rows_of, cases.attach(case)
    place.age(there.file.name, 9)

    def late(folder):
        yield from real(folder)
        if folder == case.key.hex[:2]:
            yield from (orphans.Row(Attachment, one.pk, one.file.name) for one in [new, gone])

    new, gone = cases.attach(case), cases.attach(case)
    below = place.store.below
    monkeypatch.setattr(orphans, "rows_of", late)
    names = {new.file.name, gone.file.name}
    monkeypatch.setattr(
        place.store, "below", lambda folder: (o for o in below(folder) if o.name not in names)
    )
    gone.delete()
    assert fsck("--repair") == [CLEAN]
    monkeypatch.setattr(orphans, "rows_of", lambda folder: iter(()))
    assert fsck("--repair") == [CLEAN]
    assert place.store.exists(there.file.name)


def test_R66_what_is_taken_back_leaves_no_row_and_its_file_is_swept(place, case):
    with transaction.atomic():
        name = cases.attach(case).file.name
        transaction.set_rollback(True)
    assert not Attachment.objects.exists()
    place.age(name, 2)
    assert fsck("--repair")[-1].startswith("1 files without a row (deleted)")
    assert not place.store.exists(name)


def test_a_store_that_is_down_is_no_reason_to_mark_anything(place, case):
    cases.attach(case)
    place.goes_down()
    assert faults("--repair").startswith("The files cannot be checked now")
    assert not Attachment.objects.filter(lost_at__isnull=False).exists()
