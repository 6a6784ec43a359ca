"""Reads a site's code once, then lets a gunicorn grow from it for each line that it is sent.

So a server that is killed again and again is up again at once: a start is a fork. Run as
`ALSO=<more modules> python -m tests.seed <arguments of gunicorn>`; answers each line with the id
of the new master.
"""

import importlib
import os
import sys

from gunicorn.app.wsgiapp import run


def main() -> None:
    for module in (sys.argv[1], *filter(None, os.environ["ALSO"].split(","))):
        importlib.import_module(module)
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            run()  # never comes back
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
