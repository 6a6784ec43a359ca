"""Times a batch of 2,000 students, on SQLite and PostgreSQL: `make bench-batch`.

Prints seconds of work and of the clock for reading with checking and for filing, how long the one
transaction held its locks, and the longest that somebody else waited to save a draft meanwhile.
Fails where checking and filing together take more than they may.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
ROWS = 2000
LIMIT = 30.0  # seconds of work for both jobs together


def main() -> int:
    """Each engine in a process of its own, since Django has one database."""
    if len(sys.argv) > 1:
        return measure()
    from tests.postgres import NoServer, server

    code = again("")
    try:
        with server() as url:
            code |= again(url)
    except NoServer as missing:
        say(f"PostgreSQL is left out: {missing}")
    return code


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def again(url: str) -> int:
    with tempfile.TemporaryDirectory() as var:
        environment = {
            **os.environ,
            "DEMO": "true",
            "DATABASE_URL": url,
            "VAR_DIR": var,
            "DJANGO_SETTINGS_MODULE": "motcua.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT), *sys.path[1:]]),
        }
        command = [sys.executable, "-m", "tests.forms.batch.bench_batch", "here"]
        return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


def measure() -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from forms.batch import filing
    from forms.models import Case
    from forms.sealing import seal
    from tests import batches, factories
    from tests.forms.kinds import answers as given

    call_command("migrate", verbosity=0)
    office = factories.office()
    given.plant(office)
    batch = batches.batch(office, factories.form_page(office, "student"))
    batch.sheet = seal(batches.jobs.packed(batches.sheet(batches.students(ROWS))))
    held: list[float] = []
    others = Others(office)

    def commit(*args: Any) -> int:
        started = time.monotonic()
        number = committed(*args)
        held.append(time.monotonic() - started)
        return number

    committed, filing.commit = filing.commit, commit
    say(f"{connection.vendor}, {ROWS} rows")
    batch.begin("checking", 0)
    batch.save()
    check = timed(lambda: batches.jobs.check_sheet.call(batch.pk, batch.version), "checked")
    batch.refresh_from_db()
    batch.begin("filing", ROWS)
    batch.save()
    others.start()
    filed = timed(lambda: batches.jobs.file_good_rows.call(batch.pk, batch.version), "filed")
    waited = others.stop()
    call_command("verify_history", verbosity=0)
    assert Case.objects.filter(batch_row__batch=batch).count() == ROWS
    say(f"  locks held {max(held):.2f} s; others waited at most {max(waited):.2f} s to save")
    say(f"  together {check + filed:.1f} of {LIMIT:.0f} s")
    return int(check + filed > LIMIT)


def timed(job: Callable[[], object], name: str) -> float:
    """Seconds of work, which neighbours on the machine do not lengthen."""
    work, clock = time.process_time(), time.monotonic()
    job()
    work, clock = time.process_time() - work, time.monotonic() - clock
    say(f"  {name}: {work:.1f} s of work, {clock:.1f} s by the clock")
    return work


class Others(threading.Thread):
    """Somebody who saves a draft again and again, meanwhile."""

    def __init__(self, office: Any) -> None:
        super().__init__(daemon=True)
        self.office, self.waited, self.over = office, [0.0], threading.Event()

    def run(self) -> None:
        from django.db import connection

        from forms.models import Case

        while not self.over.wait(0.05):
            started = time.monotonic()
            Case.objects.create(office=self.office, kind_code="licence")
            self.waited.append(time.monotonic() - started)
        connection.close()

    def stop(self) -> list[float]:
        self.over.set()
        self.join()
        return self.waited


if __name__ == "__main__":
    raise SystemExit(main())
