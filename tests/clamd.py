"""A small clamd on loopback: speaks the real protocol, and fails in every way that one can."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

#: What its only signature looks for, as the standard harmless test text is built.
MALWARE = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Clamd:
    """`mood` is how it answers: `fair` judges; the others are what a bad day looks like."""

    mood: str = "fair"
    scanned: list[bytes] = field(default_factory=list)
    url: str = ""

    def serve(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as sent:
            if self.mood == "closes":
                return
            if sent.read(10) != b"zINSTREAM\0":
                line.sendall(b"UNKNOWN COMMAND\0")
                return
            if self.mood == "enough":
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
            content = b""
            while length := struct.unpack(">I", sent.read(4))[0]:
                content += sent.read(length)
            self.scanned.append(content)
            if answer := self.answer(content):
                line.sendall(answer)
            elif self.mood == "silent":
                sent.read(1)  # until the other side has had enough

    def answer(self, content: bytes) -> bytes:
        return {
            "silent": b"",
            "cut": b"stream: OK",
            "error": b"stream: lstat() failed: Out of memory. ERROR\0",
            "riddle": b"stream: NOT OK\0",
        }.get(
            self.mood,
            b"stream: Eicar-Test FOUND\0" if MALWARE in content else b"stream: OK\0",
        )


@contextmanager
def clamd(mood: str = "fair") -> Iterator[Clamd]:
    """Runs one on a free port."""
    daemon = Clamd(mood)
    with socket.create_server(("127.0.0.1", 0)) as door:
        daemon.url = f"tcp://127.0.0.1:{door.getsockname()[1]}"

        def work() -> None:
            while True:
                try:
                    line, _address = door.accept()
                except OSError:  # the door is closed: the test is over
                    return
                try:
                    daemon.serve(line)
                except (OSError, struct.error):
                    continue

        threading.Thread(target=work, daemon=True).start()
        yield daemon
        door.shutdown(socket.SHUT_RDWR)
