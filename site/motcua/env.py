"""Readers of the environment for `settings.py`: typed, and one error naming all that is missing."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

CONSOLE = "django.core.mail.backends.console.EmailBackend"


class Env:
    """Reads variables; collects what is missing or malformed until `check()` raises it at once."""

    def __init__(self, source: dict[str, str] | None = None) -> None:
        self.source = dict(os.environ) if source is None else source
        self.faults: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """The variable, else the default; without a default the variable is required."""
        value = self.source.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.faults.append(f"{name} is missing")
        return default or ""

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.source.get(name, "").strip().lower()
        if value not in ("", "0", "1", "true", "false", "yes", "no"):
            self.faults.append(f"{name} must be true or false")
        return value in ("1", "true", "yes") if value else default

    def number(self, name: str, default: int) -> int:
        value = self.source.get(name, "").strip()
        if value and not value.isdecimal():
            self.faults.append(f"{name} must be a whole number")
            return default
        return int(value) if value else default

    def words(self, name: str, default: list[str] | None = None) -> list[str]:
        """A comma-separated list."""
        joined = None if default is None else ",".join(default)
        return [word.strip() for word in self.text(name, joined).split(",") if word.strip()]

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        """An address of one of these schemes, or nothing."""
        value = self.text(name, "")
        if value and urlsplit(value).scheme not in schemes:
            self.faults.append(f"{name} must begin with {' or '.join(f'{s}://' for s in schemes)}")
        return value

    def check(self) -> None:
        """Raises ImproperlyConfigured naming every fault found so far."""
        if self.faults:
            raise ImproperlyConfigured("Settings: " + "; ".join(self.faults) + ".")


def database(url: str, default_file: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `postgresql://…`, `sqlite:///path`, or nothing (SQLite)."""
    if not url or url.startswith("sqlite"):
        path = urlsplit(url).path[1:] if url else str(default_file)
        return {
            "ENGINE": "motcua.sqlite",
            "NAME": path or ":memory:",
            "CONN_MAX_AGE": 60,  # opening a file costs more than most of what is asked of it
            "OPTIONS": {
                # A writer waits for the one before it instead of failing half-way. A commit
                # outlives a killed process; a power cut may take the last ones. Where a receipt
                # must outlive that too, use PostgreSQL, which waits for the disk.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # A case touches some twenty pages of its table's indexes. Carried over into the
                # database every 1,000 pages, as is usual, they waited for the disk all the time.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                    "PRAGMA wal_autocheckpoint=8000;"
                ),
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Every statement is bounded, which the planner cannot know: compiling one takes far longer
        # than running it. `?options=` in the URL goes without, behind a pooler that minds.
        "OPTIONS": {
            "options": "-c jit=off",
            **dict(parse_qsl(parts.query, keep_blank_values=True)),
        },
    }


def cache(url: str) -> dict[str, Any]:
    """Django's CACHES entry: Redis for `redis://…`, else the memory of this process."""
    if url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def email(url: str, otherwise: str = CONSOLE) -> dict[str, Any]:
    """Django's EMAIL_* settings for `smtp://user:password@host:port`, `smtps://…`, or nothing."""
    if not url:
        return {"EMAIL_BACKEND": otherwise}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }


def search(url: str, own_engine: str) -> dict[str, Any]:
    """WAGTAILSEARCH_BACKENDS: the database's own; with a URL, Elasticsearch before it."""
    database_search = {"BACKEND": own_engine}
    if not url:
        return {"default": database_search}
    elastic = {
        "BACKEND": "search.backends.elasticsearch",
        "URLS": [url],
        "INDEX_PREFIX": "motcua_",
        "TIMEOUT": 2,
    }
    return {"default": elastic, "database": database_search}


def stores(env: Env, var: Path, media_url: str) -> dict[str, Any]:
    """STORAGES of media and private files: one bucket for STORAGE_URL, else folders under VAR_DIR.

    `s3://key:secret@host[:port]/bucket?region=…&secure=…`
    """
    url = env.text("STORAGE_URL", "")
    if not url:
        folder = {"location": str(var / "private")}
        return {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "private": {"BACKEND": "motcua.stores.PrivateFolder", "OPTIONS": folder},
        }
    if not find_spec("storages") or not find_spec("boto3"):
        env.faults.append("STORAGE_URL needs the extra s3: pip install -r site/requirements/s3.txt")
    if env.text("ACCEL_PATH", ""):
        env.faults.append("ACCEL_PATH is for files on this machine: it cannot go with STORAGE_URL")
    bucket = bucket_of(url)
    if not bucket:
        env.faults.append("STORAGE_URL must read s3://key:secret@host[:port]/bucket")
    return {
        name: {"BACKEND": "motcua.bucket.Bucket", "OPTIONS": {**bucket, **options}}
        for name, options in (
            ("default", {"location": "media", "base_url": media_url}),
            ("private", {"location": "private"}),
        )
    }


def bucket_of(url: str) -> dict[str, Any]:
    """How to reach the bucket that the address names; nothing when it names none."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    named = parts.hostname and parts.username and parts.password and parts.path.strip("/")
    if parts.scheme != "s3" or not named or options.get("secure", "true") not in ("true", "false"):
        return {}
    scheme = "http" if options.get("secure") == "false" else "https"
    return {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": parts.path.strip("/"),
        "endpoint_url": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
        "region_name": options.get("region", "us-east-1"),
    }
