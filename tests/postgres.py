"""A PostgreSQL server of our own on loopback, for tests and measurements; needs no Django."""

import contextlib
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any


class NoServer(Exception):
    """No PostgreSQL is installed where Debian puts it."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ordinary_user(home: str) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: under root it runs as nobody, who then owns `home`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Starts a server, gives its DATABASE_URL, and leaves nothing behind.

    Only a durable one waits for the disk, as production does: tests need not, measurements must.
    """
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        raise NoServer("no initdb under /usr/lib/postgresql (Debian: apt-get install postgresql)")
    programs, home, port = os.path.dirname(found[-1]), tempfile.mkdtemp(prefix="pg"), free_port()
    data, user = f"{home}/data", ordinary_user(home)

    def run(program: str, *arguments: str) -> None:
        command = [f"{programs}/{program}", "-D", data, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=home, **user)

    # C.UTF-8, because the plain C locale cannot change the case of Vietnamese letters.
    locale = ("-E", "UTF8", "--locale=C.UTF-8")
    sync = "on" if durable else "off"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {home} -c fsync={sync}"
    try:
        run("initdb", "-U", "test", "-A", "trust", *locale, "--no-sync")
        run("pg_ctl", "-w", "-l", f"{home}/log", "-o", options, "start")
        try:
            yield f"postgresql://test@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
