"""SQLite whose writers stand in line, instead of asking again and again whether it is their turn.

SQLite lets one write at a time; the others sleep, longer each time, whether or not it is free by
then. Here a transaction first takes a lock of the kernel, on a file beside the database: who waits
is woken at once, in turn, across threads and processes; whoever is killed has let go of it. It is
politeness only: what is right still hangs on SQLite's own lock, which who does not know of the
line takes as ever.
"""

import fcntl
import os

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    line: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self.stand_in_line()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.leave_line()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.leave_line()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self.leave_line()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.leave_line()

    def stand_in_line(self) -> None:
        if not self.is_in_memory_db():
            place = f"{self.settings_dict['NAME']}-line"
            self.line = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self.line, fcntl.LOCK_EX)

    def leave_line(self) -> None:
        if self.line is not None:
            os.close(self.line)
            self.line = None
