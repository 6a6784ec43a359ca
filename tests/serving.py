"""A site as production serves it: gunicorn, in processes that may be measured and killed.

Needs no Django of its own: the site runs in a subprocess, with the environment it is given.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from subprocess import PIPE
from typing import Any

from tests.postgres import free_port

ROOT = Path(__file__).parents[1]
READY = 60.0  # seconds; several times what a start takes
TICKS = os.sysconf("SC_CLK_TCK")


class Gunicorn:
    """`workers` processes of `threads` threads on a loopback port that stays the same."""

    def __init__(
        self,
        environment: Mapping[str, str],
        application: str = "motcua.wsgi",
        *,
        workers: int = 2,
        threads: int = 4,
        preload: bool = False,
    ) -> None:
        self.port = free_port()
        paths = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
        self.environment = {**os.environ, **environment, "PYTHONPATH": paths}
        self.command = [
            *(sys.executable, "-m", "gunicorn", application),
            *("--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread"),
            *("--workers", str(workers), "--threads", str(threads)),
            *("--log-level", "error", "--no-control-socket"),
            *(["--preload"] if preload else []),
        ]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts, and waits until it answers."""
        self.process = subprocess.Popen(
            self.command, env=self.environment, cwd=ROOT, start_new_session=True
        )
        self.wait()

    def wait(self) -> None:
        """Until it answers."""
        assert self.process is not None
        until = time.monotonic() + READY
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError("gunicorn did not start")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether a worker answers a request, whatever it says."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), 1) as probe,
        ):
            probe.settimeout(READY)
            probe.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return probe.recv(4) == b"HTTP"
        return False

    def kill(self) -> None:
        """`kill -9` of the master and all its workers at once: nothing of it can clean up."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def cpu(self) -> float:
        """The seconds of CPU that the master and its workers have used."""
        assert self.process is not None
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return cpu([pid, *map(int, children)])


def cpu(pids: Iterable[int]) -> float:
    """The seconds of CPU that these processes have used so far; those that are gone, none."""
    used = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
    return used / TICKS


class Seeded(Gunicorn):
    """The same, growing from a process that has read all the code: a start costs no import."""

    def __init__(self, *args: Any, also: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, preload=True, **kwargs)
        self.command[1:3] = ["-m", "tests.seed"]
        self.environment["ALSO"] = ",".join(also)
        self.master: int | None = None

    def start(self) -> None:
        if self.process is None:
            self.process = subprocess.Popen(
                self.command, env=self.environment, cwd=ROOT, stdin=PIPE, stdout=PIPE
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        self.master = int(self.process.stdout.readline())
        self.wait()

    def kill(self) -> None:
        if self.master is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.master, signal.SIGKILL)
            self.master = None

    def end(self) -> None:
        """Kills the server, and lets the seed go."""
        self.kill()
        if self.process is not None:
            self.process.communicate()
            self.process = None


@contextlib.contextmanager
def serving(*args: object, **kwargs: object) -> Iterator[Gunicorn]:
    """A running server, gone afterwards."""
    server = Gunicorn(*args, **kwargs)  # type: ignore[arg-type]
    server.start()
    try:
        yield server
    finally:
        server.kill()
