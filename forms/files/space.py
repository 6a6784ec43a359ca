"""Whether there is room for more files: told in time, before a full disk tells it (R-32)."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages


def room_for(size: int) -> bool:
    """Whether so many bytes more leave the private files' disk usable.

    What stays free is LEAST_FREE_MB, of a small disk a twentieth. A store that grows by itself (S3)
    always has room.
    """
    storage = storages["private"]
    if not isinstance(storage, FileSystemStorage):
        return True
    folder = Path(storage.location)
    while not folder.exists():
        folder = folder.parent
    disk = shutil.disk_usage(folder)
    return disk.free - size >= min(settings.LEAST_FREE_MB * 1024**2, disk.total // 20)
