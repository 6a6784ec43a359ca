"""Both places where private files may lie, for what must hold of either."""

import os
import resource
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.files.storage import storages
from django.utils import timezone
from django.utils.module_loading import import_string

from forms.files.orphans import private_fields
from motcua.env import Env, stores
from tests import s3

SMALL = 256 * 1024


class Place(ABC):
    """A private store, and the means to make it ill."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.store = import_string(options["BACKEND"])(**options["OPTIONS"])

    @abstractmethod
    def age(self, name: str, hours: float) -> None:
        """Lets the file seem to have come so long ago."""

    @abstractmethod
    def goes_down(self) -> None: ...

    @abstractmethod
    def full(self) -> AbstractContextManager[None]:
        """Files larger than SMALL cannot be written to their end."""


class Folder(Place):
    def age(self, name: str, hours: float) -> None:
        at = (timezone.now() - timedelta(hours=hours)).timestamp()
        os.utime(self.store.path(name), (at, at))

    def goes_down(self) -> None:
        """As if another disk, or none, were mounted there."""
        folder = Path(self.store.location)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.write_text("")

    @contextmanager
    def full(self) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


class FakeBucket(Place):
    def __init__(self, options: dict[str, Any], server: s3.S3) -> None:
        super().__init__(options)
        self.server = server

    def age(self, name: str, hours: float) -> None:
        key = f"private/{name}"
        self.server.files[key] = (
            self.server.files[key][0],
            timezone.now() - timedelta(hours=hours),
        )

    def goes_down(self) -> None:
        self.server.down = True

    @contextmanager
    def full(self) -> Iterator[None]:
        self.server.breaks = True
        try:
            yield
        finally:
            self.server.breaks = False


KINDS = ("folder", "bucket")


@contextmanager
def private(kind: str, folder: Path) -> Iterator[Place]:
    """Cases keep their files there."""
    with ExitStack() as stack:
        place: Place
        if kind == "folder":
            place = Folder(stores(Env({}), folder, "/media/")["private"])
        else:
            server = stack.enter_context(s3.server())
            env = Env({"STORAGE_URL": server.url})
            place = FakeBucket(stores(env, folder, "/media/")["private"], server)
            assert env.faults == []
        for field in [*private_fields()]:
            stack.enter_context(mock.patch.object(field, "storage", place.store))
        before = storages["private"]
        storages._storages["private"] = place.store
        stack.callback(storages._storages.__setitem__, "private", before)
        yield place
