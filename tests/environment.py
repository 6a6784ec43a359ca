"""The environment that tests run in, set before Django reads its settings (`-p tests.environment`).

`pytest --engine=postgres` (or `TEST_ENGINE=postgres`) runs on PostgreSQL: on the server that
DATABASE_URL names, else on one started for this run. Workers of xdist inherit what is set here.
"""

import atexit
import contextlib
import os
import shutil
import sys
import tempfile

import pytest

VAR = tempfile.mkdtemp(prefix="motcua-tests-")
os.mkdir(os.path.join(VAR, "static"))  # WhiteNoise warns when it is not there
atexit.register(shutil.rmtree, VAR, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=["sqlite", "postgres"],
        help="The database to test on; default: as DATABASE_URL says, else SQLite.",
    )


def database_url() -> str:
    """The address of the database server, started here if it is PostgreSQL and none is named."""
    url = os.environ.get("DATABASE_URL", "")
    wanted = "--engine=postgres" in sys.argv or os.environ.get("TEST_ENGINE") == "postgres"
    if not wanted or url.startswith("postgres"):
        return url or "sqlite:///"
    from tests.postgres import server  # only this engine needs it

    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(server())


os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # a browser test holds page and database
for name, value in {
    "DEMO": "true",
    "SECRET_KEY": "only-for-tests-" + "x" * 50,
    "SEAL_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "BLIND_KEY": "only-for-tests",
    "ALLOWED_HOSTS": ".localhost,testserver,127.0.0.1",
    "BASE_URL": "http://localhost:8000",
    "FROM_EMAIL": "khong-tra-loi@example.vn",
    "VAR_DIR": VAR,
    "DATABASE_URL": database_url(),
}.items():
    os.environ[name] = value
for name in ("SEARCH_URL", "CACHE_URL", "EMAIL_URL"):
    os.environ.pop(name, None)
