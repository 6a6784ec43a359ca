"""Where files lie with `STORAGE_URL=s3://…`: a bucket that behaves as a folder would.

Needs the extra `s3`. Failures are an OSError as a disk's are, a missing file is FileNotFoundError.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import quote

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from motcua.stores import Stored

IN_MEMORY = 1024**2  # of a file that is read; the rest lies in a temporary file
#: Slow enough for 20 MB, quick enough for a citizen who waits while the store is down.
CLIENT = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"total_max_attempts": 2},
    s3={"addressing_style": "path"},
    # Newer checksums are unknown to many stores that speak S3.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
#: One request for one file: it is there whole or not at all, and nothing half sent is left behind.
TRANSFER = TransferConfig(multipart_threshold=1024**3, use_threads=False)


@contextmanager
def as_a_disk() -> Iterator[None]:
    """Says in a disk's words what went wrong."""
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileNotFoundError("not in the bucket") from error
        raise OSError(f"the bucket refused: {error.response['Error'].get('Code')}") from error
    except (BotoCoreError, Boto3Error, RetriesExceededError) as error:
        raise OSError(f"the bucket does not answer: {type(error).__name__}") from error


class Bucket(S3Storage):
    """The files below `location`; they have an address only where `base_url` gives them ours."""

    base_url: str | None

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "base_url": None,
            "client_config": CLIENT,
            "transfer_config": TRANSFER,
            # What a browser claims about a file is not passed on.
            "object_parameters": {"ContentType": "application/octet-stream"},
        }

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        """Never the bucket's own address: whoever holds that could read without asking us."""
        if self.base_url is None:
            raise ValueError("a private file has no address")
        return self.base_url + quote(name or "")

    def _open(self, name: str, mode: str = "rb") -> File:
        """Fetched whole before the first byte is passed on: what fails does so here."""
        content = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed by whoever opened it)
        with as_a_disk():
            key = self._normalize_name(name)
            client = self.connection.meta.client
            shutil.copyfileobj(client.get_object(Bucket=self.bucket_name, Key=key)["Body"], content)
        content.seek(0)
        return File(content, name)

    def below(self, folder: str) -> Iterator[Stored]:
        """Every file whose name begins with the folder's, one by one."""
        top = self._normalize_name("")
        client = self.connection.meta.client
        pages = client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=f"{self._normalize_name(folder)}/"
        )
        with as_a_disk():
            for page in pages:
                for entry in page.get("Contents", ()):
                    yield Stored(entry["Key"].removeprefix(top), entry["LastModified"])

    _save = as_a_disk()(S3Storage._save)
    delete = as_a_disk()(S3Storage.delete)
    exists = as_a_disk()(S3Storage.exists)
    size = as_a_disk()(S3Storage.size)
    listdir = as_a_disk()(S3Storage.listdir)
    get_modified_time = as_a_disk()(S3Storage.get_modified_time)
