"""`make test`: every test this machine can run, and a plain word on what it could not.

Three runs: all on SQLite in parallel, those where the engine matters on PostgreSQL, and the
browser's. With CI=true a missing server or browser is a failure, not something to skip.
"""

import glob
import os
import shutil
import subprocess
import sys
import time

CI = os.environ.get("CI") == "true"
POSTGRES = bool(
    os.environ.get("TEST_DATABASE_URL") or glob.glob("/usr/lib/postgresql/*/bin/initdb")
)
CHROMIUM = shutil.which("chromium") is not None
LONGEST = 45 * 60  # seconds; several times what a run takes

RUNS = (
    ("SQLite", ["-n", "2", "-m", "not browser"], True, ""),
    (
        "PostgreSQL",
        ["--engine=postgres", "-n", "2", "-m", "(engines or postgres) and not browser"],
        POSTGRES,
        "PostgreSQL's initdb is not installed (Debian: apt-get install postgresql)",
    ),
    (
        "Chromium",
        ["-n", "2", "--dist", "loadgroup", "-m", "browser"],
        CHROMIUM,
        "no chromium (Debian: apt-get install chromium)",
    ),
)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def passes(arguments: list[str]) -> bool:
    """Runs pytest; a run that hangs (a browser may) is begun once more, and then has failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    for _attempt in range(2):
        try:
            return subprocess.run(command, check=False, timeout=LONGEST).returncode == 0
        except subprocess.TimeoutExpired:
            say(f"Stopped after {LONGEST // 60} minutes.")
    return False


def main(extra: list[str]) -> int:
    failed, skipped = [], []
    for name, arguments, possible, missing in RUNS:
        if not possible and not CI:
            skipped.append(f"{name}: {missing}")
            continue
        say(f"── {name} ──")
        started = time.monotonic()
        if not passes([*arguments, *extra]):
            failed.append(name)
        say(f"{name}: {time.monotonic() - started:.0f} s")
    for line in skipped:
        say(f"SKIPPED {line}")
    say(f"FAILED: {', '.join(failed)}" if failed else "All that ran passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
