"""A ZIP that is sent while it is made: memory stays flat, whatever it holds."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone


@dataclass(frozen=True)
class Member:
    """One file of the archive. What is compressed already is only stored."""

    name: str
    chunks: Iterable[bytes]
    at: datetime | None = None
    packed: bool = False
    #: The size where it is known: large files need another header.
    size: int = 0


class Sink:
    """Takes what the archive writes and gives it away; it can neither seek nor tell."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """There is nothing to close."""

    def drained(self) -> Iterator[bytes]:
        parts, self.parts = self.parts, []
        yield from parts


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """The archive, piece by piece. Members are taken one after the other, never ahead."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            with archive.open(info(member), "w") as file:
                for chunk in member.chunks:
                    file.write(chunk)
                    yield from sink.drained()
            yield from sink.drained()
    yield from sink.drained()


def info(member: Member) -> zipfile.ZipInfo:
    at = timezone.localtime(member.at)
    found = zipfile.ZipInfo(member.name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    found.compress_type = zipfile.ZIP_STORED if member.packed else zipfile.ZIP_DEFLATED
    found.file_size = member.size
    found.external_attr = 0o600 << 16
    return found
