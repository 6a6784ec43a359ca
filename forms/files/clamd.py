"""Asks clamd whether a file holds malware. Whatever goes wrong is "not scanned", never "clean".

The protocol is that of clamd(8): `zINSTREAM`, pieces that each begin with their length, an empty
piece, then one answer that ends in NUL.
"""

import re
import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

CONNECTING = 5.0  # seconds
#: Of each piece sent and of the answer; longer than clamd needs for the largest file we keep.
SILENCE = 60.0
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
FOUND = re.compile(rb"stream: (.+) FOUND\0")


class NotScanned(OSError):
    """There is no verdict on this file: the answer was none, cut off, an error or a riddle."""


class ScannerDown(NotScanned):
    """Nobody answers at the scanner's address, so that asking for more files is useless."""


def threat_in(stream: IO[bytes]) -> str:
    """The name of what clamd found in a file; the empty text when it said that it is clean."""
    try:
        with connect(settings.CLAMD_URL) as line:
            return verdict(ask(line, stream))
    except NotScanned:
        raise
    except OSError as error:
        raise NotScanned(type(error).__name__) from error


def connect(url: str) -> socket.socket:
    """A line to `tcp://host:port` or `unix:///path`."""
    parts = urlsplit(url)
    try:
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(CONNECTING)
            line.connect(parts.path)
        else:
            line = socket.create_connection((parts.hostname or "", parts.port or 3310), CONNECTING)
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error
    line.settimeout(SILENCE)
    return line


def ask(line: socket.socket, stream: IO[bytes]) -> bytes:
    """Sends the file and returns the answer.

    A daemon that has had enough (its StreamMaxLength) answers and closes while we still send.
    """
    try:
        line.sendall(b"zINSTREAM\0")
        while piece := stream.read(PIECE):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        answer += more
    return answer


def verdict(answer: bytes) -> str:
    """Only a whole answer that says OK is clean."""
    if answer == b"stream: OK\0":
        return ""
    found = FOUND.fullmatch(answer)
    if found is None:
        raise NotScanned(answer[:100].decode("ascii", "replace"))
    return found.group(1).decode("ascii", "replace")
