"""Where files lie on this machine: public media, and the private files that citizens send."""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any, NamedTuple, NoReturn

from django.core.files.storage import FileSystemStorage


class Stored(NamedTuple):
    """A file as its store lists it."""

    name: str
    at: datetime


class PrivateFolder(FileSystemStorage):
    """A folder without any address: `forms.files.downloads` is the only way to its files.

    `motcua.bucket` behaves the same; `tests/motcua/test_stores.py` holds both to it.
    """

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("a private file has no address")

    def _save(self, name: str, content: IO[Any]) -> str:
        """On the disk before its row is in the database; what a full disk broke off goes again."""
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]
            self.flush(saved)
        except OSError:
            with contextlib.suppress(OSError):
                self.delete(name)
            raise
        return saved

    def flush(self, name: str) -> None:
        """Lets a power failure take neither the file nor the entry of its folder."""
        path = self.path(name)
        for place, flags in ((path, os.O_RDONLY), (os.path.dirname(path), os.O_DIRECTORY)):
            handle = os.open(place, flags)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def below(self, folder: str) -> Iterator[Stored]:
        """Every file in the folder and the folders in it, one by one.

        A store that cannot be reached at all is an error, not an empty one.
        """
        top = self.path("")
        if os.path.lexists(top):
            os.listdir(top)
        for place, _folders, files in os.walk(self.path(folder)):
            for file in files:
                path = os.path.join(place, file)
                with contextlib.suppress(FileNotFoundError):  # deleted while we look
                    at = datetime.fromtimestamp(os.stat(path).st_mtime, UTC)
                    yield Stored(os.path.relpath(path, top), at)
