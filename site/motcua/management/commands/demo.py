"""`make demo`: prepares both offices once, then serves them with a worker beside."""

import atexit
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication
from wagtail.models import Site

from motcua.demo.loading import STAGES, password
from motcua.demo.supplements import PIN, to_try

LOADED = settings.VAR / "demo.loaded"


class Server(BaseApplication):
    """gunicorn within this process, so that Django is set up once; one process, eight threads."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{self.port}",
            "worker_class": "gthread",
            "threads": 8,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()


class Command(BaseCommand):
    help = "Loads the demonstration if it is not there yet, and serves it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--load-only", action="store_true", help="prepare, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration runs only with DEMO=true.")
        self.prepare()
        Site.objects.exclude(port=options["port"]).update(port=options["port"])
        if not options["load_only"]:
            self.announce(options["port"])
            self.serve(options["port"])

    def prepare(self) -> None:
        """Migrations always, content once. A run that was broken off goes on where it stopped."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with self.stage(1, "Creating the database"):
                call_command("migrate", verbosity=0)
        if LOADED.exists():
            return
        for number, (name, work) in enumerate(STAGES, start=2):
            with self.stage(number, name):
                work()
        LOADED.touch()

    @contextmanager
    def stage(self, number: int, name: str) -> Iterator[None]:
        """Says what is being done, and how long it took."""
        self.stdout.write(f"[{number}/{len(STAGES) + 1}] {name} … ", ending="")
        self.stdout.flush()
        started = time.monotonic()
        yield
        self.stdout.write(f"{time.monotonic() - started:.0f} s")

    def announce(self, port: int) -> None:
        self.stdout.write(
            f"""
Một Cửa is serving:
  http://localhost:{port}/           TP. Hồ Chí Minh (also http://hcmc.localhost:{port}/)
  http://cantho.localhost:{port}/    Cần Thơ
  http://localhost:{port}/cms/       log in as admin, or per office as
      bientap.hcmc  tiepnhan.hcmc  chuyenvien.hcmc  phophong.hcmc  lanhdao.hcmc
      khuyenhoc.hcmc  quantri.hcmc   (and the same with .cantho)
      password of all of them: {password()}
As a citizen: http://localhost:{port}/tra-cuu/ with PIN {PIN} and the code of a case that waits for
its supplement: {" or ".join(to_try()) or "none waits now"}
Mails to citizens are not sent but shown at http://localhost:{port}/cms/thu-da-gui/
(messages to phones appear below). Stop with Ctrl+C; `make demo` goes on with the same data.
"""
        )

    def serve(self, port: int) -> None:
        """With what a timer does elsewhere: apologies are owed, and a morning has its mail."""
        call_command("apologies", stdout=StringIO())
        call_command("send_digests", stdout=StringIO())
        connections.close_all()
        worker = subprocess.Popen(
            [
                sys.executable,
                sys.argv[0],
                "db_worker",
                "--backend",
                "jobs",
                "--queue-name",
                "*",
                "-v",
                "0",
            ],
        )
        atexit.register(worker.terminate)
        Server(port).run()
