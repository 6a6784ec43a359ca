"""A small mail server on loopback: speaks the protocol, and fails in every way that one can."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.postgres import free_port

#: What is answered instead of what a fair server says, by the word that is answered.
MOODS: dict[str, dict[str, bytes]] = {
    "fair": {},
    "greets nobody": {"hello": b"554 5.3.2 No service today"},
    "greylists": {"RCPT": b"451 4.7.1 Come back in five minutes"},
    "knows nobody": {"RCPT": b"550 5.1.1 <nguyet@example.vn> User unknown"},
    "is full": {"RCPT": b"552 5.2.2 Mailbox full"},
    "dislikes us": {"MAIL": b"553 5.7.1 Sender refused"},
    "dislikes it": {".": b"554 This is spam"},
    "is rude": {"QUIT": b"x" * 9000},
}


@dataclass
class Smtp:
    """`mails` are those that it took; `hung` says that it has a whole mail and keeps silent."""

    mood: str = "fair"
    port: int = field(default_factory=free_port)
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[bytes, bytes]] = field(default_factory=list)
    hung: threading.Event = field(default_factory=threading.Event)

    @property
    def names(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    def answer(self, word: str, usual: bytes) -> bytes:
        return MOODS.get(self.mood, {}).get(word, usual) + b"\r\n"

    def serve(self, line: socket.socket) -> None:
        envelope = [b"", b""]
        with line, line.makefile("rb") as sent:
            line.sendall(self.answer("hello", b"220 fair.example"))
            while command := sent.readline():
                word = command[:4].decode("ascii", "replace").upper()
                if word == "DATA":
                    line.sendall(b"354 Go on\r\n")
                    if not self.take(line, self.read(sent), (envelope[0], envelope[1])):
                        return
                    continue
                if word in ("MAIL", "RCPT"):
                    envelope[word == "RCPT"] = command.partition(b":")[2].split()[0].strip(b"<>")
                line.sendall(self.answer(word.strip(), b"250 Well"))
                if word == "QUIT":
                    return

    def read(self, sent: object) -> bytes:
        content = b""
        while (one := sent.readline()) not in (b".\r\n", b""):  # type: ignore[attr-defined]
            content += one.removeprefix(b".") if one.startswith(b"..") else one
        return content

    def take(self, line: socket.socket, content: bytes, envelope: tuple[bytes, bytes]) -> bool:
        """Keeps the mail and says so; False when the line is given up."""
        if self.mood == "hangs":
            self.hung.set()
            line.recv(1)  # until the other side is gone
            return False
        said = self.answer(".", b"250 Taken")
        if said.startswith(b"250"):
            self.mails.append(message_from_bytes(content, policy=policy.default))
            self.envelopes.append(envelope)
        if self.mood == "takes and hangs":
            self.hung.set()
            line.recv(1)
            return False
        line.sendall(said)
        return True


@contextmanager
def listening(server: Smtp) -> Iterator[Smtp]:
    """Runs it; outside of this nobody answers at its port."""
    with socket.create_server(("127.0.0.1", server.port)) as door:

        def work() -> None:
            while True:
                try:
                    line, _address = door.accept()
                except OSError:  # the door is closed: the test is over
                    return
                threading.Thread(target=talk, args=(line,), daemon=True).start()

        def talk(line: socket.socket) -> None:
            try:
                server.serve(line)
            except OSError:
                return

        threading.Thread(target=work, daemon=True).start()
        try:
            yield server
        finally:
            door.shutdown(socket.SHUT_RDWR)
