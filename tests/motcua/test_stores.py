"""A folder and a bucket behave the same, whatever is asked of them and however they fail."""

import threading
import tracemalloc
from datetime import timedelta

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from django.utils import timezone

from motcua.bucket import Bucket
from motcua.env import Env, stores
from tests import s3
from tests.stores import SMALL

NAME = "ab/0f0f0f0f/00ff"


def names(place, folder="ab"):
    return sorted(found.name for found in place.store.below(folder))


def test_what_is_kept_comes_back_with_its_size(place):
    content = bytes(range(256)) * 9000  # more than is read in one piece
    assert place.store.save(NAME, ContentFile(content)) == NAME
    assert place.store.exists(NAME)
    assert place.store.size(NAME) == len(content)
    with place.store.open(NAME) as file:
        assert file.read(10) == content[:10]
        assert file.seek(0) == 0  # a scanner and a parser both want to look twice
        assert b"".join(file.chunks()) == content


def test_deleting_may_be_done_twice(place):
    place.store.save(NAME, ContentFile(b"x"))
    place.store.delete(NAME)
    place.store.delete(NAME)
    assert not place.store.exists(NAME)


@pytest.mark.parametrize("ask", ["open", "size", "get_modified_time"])
def test_what_is_not_there_is_a_file_not_found(place, ask):
    with pytest.raises(FileNotFoundError):
        getattr(place.store, ask)(NAME)


def test_a_folder_is_listed_with_all_that_is_below_it_and_nothing_beside(place):
    for name in ("ab/1/a", "ab/1/b", "ab/2/c", "ab/d", "abc/e", "ac/f"):
        place.store.save(name, ContentFile(b"x"))
    assert names(place) == ["ab/1/a", "ab/1/b", "ab/2/c", "ab/d"]
    assert names(place, "ff") == []
    assert all(timezone.now() - one.at < timedelta(minutes=1) for one in place.store.below("ab"))


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "a/../b"])
def test_R30_no_name_leads_out_of_the_store(place, name):
    with pytest.raises(SuspiciousOperation):
        place.store.save(name, ContentFile(b"x"))


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd"])
def test_R30_nothing_outside_can_be_read(place, name):
    with pytest.raises(SuspiciousOperation):
        place.store.open(name)


def test_R22_a_private_file_has_no_address(place):
    place.store.save(NAME, ContentFile(b"x"))
    with pytest.raises(ValueError, match="no address"):
        place.store.url(NAME)


def test_many_at_once_disturb_one_another_in_nothing(place):
    failed = []

    def work(number):
        try:
            for turn in range(4):
                name, content = f"ab/{number}/{turn}", f"{number}-{turn}".encode() * 99
                place.store.save(name, ContentFile(content))
                assert place.store.open(name).read() == content
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(names(place)) == 16


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.save(NAME, ContentFile(b"x")),
        lambda store: store.open(NAME),
    ],
    ids=["save", "open"],
)
def test_a_store_that_is_down_is_an_error_of_the_system_and_no_missing_file(place, ask):
    place.goes_down()
    with pytest.raises(OSError) as raised:  # noqa: PT011  (which one depends on the store)
        ask(place.store)
    assert not isinstance(raised.value, FileNotFoundError)


def test_R66_what_was_broken_off_while_written_is_not_there(place):
    with place.full(), pytest.raises(OSError):  # noqa: PT011
        place.store.save(NAME, ContentFile(b"x" * SMALL * 2))
    assert not place.store.exists(NAME)
    assert names(place) == []
    place.store.save(NAME, ContentFile(b"x" * SMALL * 2))  # and works again


@pytest.mark.parametrize("place", ["bucket"], indirect=True)
def test_a_bucket_that_breaks_off_is_noticed_before_anything_is_passed_on(place):
    place.store.save(NAME, ContentFile(b"x" * SMALL))
    with place.full(), pytest.raises(OSError, match="bucket"):
        place.store.open(NAME)


def test_a_large_file_takes_little_memory(place):
    content = ContentFile(b"x" * 20 * 1024**2)
    place.store.save("ab/warm", ContentFile(b"x"))  # a client is made at the first call
    if hasattr(place, "server"):
        place.server.files[f"private/{NAME}"] = (content.file.getvalue(), timezone.now())
    else:
        place.store.save(NAME, content)
    tracemalloc.start()
    with place.store.open(NAME) as file:
        assert sum(len(piece) for piece in file.chunks()) == content.size
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    server_side = 2 * content.size if hasattr(place, "server") else 0  # runs in this very process
    assert most - server_side < 4 * 1024**2


@pytest.mark.parametrize(
    "url",
    [
        "s3://minio:9000/bucket",
        "s3://key:secret@minio:9000/",
        "s3://key@minio:9000/bucket",
        "https://key:secret@minio:9000/bucket",
        "s3://key:secret@minio/bucket?secure=maybe",
        "x",
    ],
)
def test_an_address_that_names_no_bucket_is_named(url, tmp_path):
    env = Env({"STORAGE_URL": url})
    stores(env, tmp_path, "/media/")
    assert env.faults == ["STORAGE_URL must read s3://key:secret@host[:port]/bucket"]


def test_the_address_of_a_bucket_is_read_whole(tmp_path):
    env = Env({"STORAGE_URL": "s3://k%40y:s%2Fcret@minio.local:9000/ho-so?region=vn&secure=false"})
    found = stores(env, tmp_path, "/media/")
    assert found["private"]["OPTIONS"] == {
        "access_key": "k@y",
        "secret_key": "s/cret",
        "bucket_name": "ho-so",
        "endpoint_url": "http://minio.local:9000",
        "region_name": "vn",
        "location": "private",
    }
    assert found["default"]["OPTIONS"]["location"] == "media"
    secure = stores(Env({"STORAGE_URL": "s3://k:s@minio/b"}), tmp_path, "/media/")
    assert secure["private"]["OPTIONS"]["endpoint_url"] == "https://minio"


def test_a_missing_extra_is_named_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("motcua.env.find_spec", lambda name: None)
    env = Env({"STORAGE_URL": "s3://k:s@minio/b"})
    stores(env, tmp_path, "/media/")
    assert env.faults == ["STORAGE_URL needs the extra s3: pip install -r site/requirements/s3.txt"]


def test_a_web_server_cannot_send_what_lies_in_a_bucket(tmp_path):
    env = Env({"STORAGE_URL": "s3://k:s@minio/b", "ACCEL_PATH": "/tep/"})
    stores(env, tmp_path, "/media/")
    assert len(env.faults) == 1


@pytest.fixture
def media(tmp_path, monkeypatch):
    """Public media in a bucket."""
    with s3.server() as server:
        options = stores(Env({"STORAGE_URL": server.url}), tmp_path, "/media/")["default"]
        monkeypatch.setitem(storages._storages, "default", Bucket(**options["OPTIONS"]))
        monkeypatch.setattr(default_storage, "_wrapped", storages["default"])
        yield server


def test_an_image_in_a_bucket_is_shown_under_our_own_address(media):
    name = default_storage.save("images/ảnh 1.png", ContentFile(b"\x89PNG"))
    address = default_storage.url(name)
    assert address == "/media/images/%E1%BA%A3nh%201.png"
    response = Client().get(address)
    assert b"".join(response.streaming_content) == b"\x89PNG"
    assert response["Content-Type"] == "image/png"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
def test_R22_media_of_a_bucket_are_images_and_nothing_beside(media):
    media.files["private/ab/x"] = media.files["media/documents/a.pdf"] = (b"x", timezone.now())
    for path in (
        "images/none.png",
        "documents/a.pdf",
        "private/ab/x",
        "images/../../private/ab/x",
        "images/../documents/a.pdf",
    ):
        assert Client().get(f"/media/{path}").status_code == 404


@pytest.mark.django_db
def test_a_bucket_that_is_down_takes_no_page_with_it(media):
    name = default_storage.save("images/a.png", ContentFile(b"x"))
    media.down = True
    assert Client().get(default_storage.url(name)).status_code == 503
