"""SQLite's writers stand in line: in turn, awake at once, and nobody waits for the dead."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import ConnectionHandler
from django.db.utils import OperationalError

from motcua.env import database

pytestmark = pytest.mark.django_db


def connect(path, **options):
    settings = database(f"sqlite:///{path}", Path())
    settings["OPTIONS"] |= options
    found = ConnectionHandler({"default": settings})["default"]
    found.ensure_connection()
    return found


@pytest.fixture
def path(tmp_path):
    return tmp_path / "db.sqlite3"


@pytest.fixture
def held(path):
    """A connection that is writing."""
    held = connect(path)
    held._start_transaction_under_autocommit()
    yield held
    held.close()


def writer(path, done):
    def write():
        mine = connect(path, timeout=0)  # SQLite itself would give up at once
        try:
            mine._start_transaction_under_autocommit()
            mine.commit()
            done.append(time.monotonic())
        finally:
            mine.close()

    thread = threading.Thread(target=write)
    thread.start()
    return thread


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_writer_waits_for_the_one_before_it(path, held, end):
    done = []
    threads = [writer(path, done) for _number in range(3)]
    time.sleep(0.2)
    assert not done
    getattr(held, end)()
    for thread in threads:
        thread.join(20)
    assert len(done) == 3


HOLDER = """
import sys
from django.conf import settings
settings.configure()
from tests.motcua.test_sqlite import connect
one = connect(sys.argv[1])
one._start_transaction_under_autocommit()
print("holds", flush=True)
sys.stdin.read()
"""


def test_whoever_is_killed_lets_go(path):
    command = [sys.executable, "-c", HOLDER, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == b"holds\n"
        done = []
        thread = writer(path, done)
        time.sleep(0.2)
        assert not done
        process.kill()
        thread.join(20)
    assert done


def test_who_does_not_begin_leaves_the_line(path, held):
    """A writer that knows of no line, as `sqlite3` in a shell, still holds SQLite's own lock."""
    held.leave_line()
    mine = connect(path, timeout=0)
    with pytest.raises(OperationalError):
        mine._start_transaction_under_autocommit()
    assert mine.line is None
    mine.close()


def test_a_database_in_memory_has_no_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mine = connect("")
    mine._start_transaction_under_autocommit()
    assert mine.line is None
    assert not list(tmp_path.iterdir())
    mine.close()
