"""The line to the scanner: only a whole, plain OK is clean."""

import io
import socket
import threading

import pytest

from forms.files import clamd as client
from forms.files.clamd import NotScanned, ScannerDown, threat_in
from tests.clamd import MALWARE, clamd


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(client, "SILENCE", 0.2)


def asked(settings, mood, content=b"%PDF"):
    with clamd(mood) as daemon:
        settings.CLAMD_URL = daemon.url
        return threat_in(io.BytesIO(content)), daemon


@pytest.mark.parametrize("content", [b"", b"x", b"x" * client.PIECE, b"ab" * client.PIECE])
def test_the_whole_file_is_sent_and_found_clean(settings, content):
    threat, daemon = asked(settings, "fair", content)
    assert threat == ""
    assert daemon.scanned == [content]


def test_malware_has_a_name(settings):
    assert asked(settings, "fair", b"x" * 99 + MALWARE)[0] == "Eicar-Test"


@pytest.mark.parametrize("mood", ["silent", "closes", "cut", "error", "enough", "riddle"])
@pytest.mark.parametrize("size", [1, 3_000_000])
def test_R31_whatever_else_it_answers_is_no_verdict(settings, mood, size):
    with pytest.raises(NotScanned) as error:
        asked(settings, mood, b"x" * size)
    assert not isinstance(error.value, ScannerDown)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl", "tcp://"])
def test_R31_nobody_there_is_told_apart(settings, url):
    settings.CLAMD_URL = url
    with pytest.raises(ScannerDown):
        threat_in(io.BytesIO(b"x"))


def test_a_scanner_behind_a_file(settings, tmp_path):
    path = str(tmp_path / "clamd.ctl")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()

        def answer():
            line, _address = door.accept()
            with line:
                while not line.recv(999).endswith(b"\0\0\0\0"):
                    pass
                line.sendall(b"stream: OK\0")

        threading.Thread(target=answer, daemon=True).start()
        settings.CLAMD_URL = f"unix://{path}"
        assert threat_in(io.BytesIO(b"x" * 9)) == ""
