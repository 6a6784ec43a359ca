"""Takes in mails that came back: one from a mail server's pipe, or all new ones of a Maildir."""

import sys
from mailbox import Maildir, NoSuchMailboxError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forms.notices.bounces import LONGEST, take_bounce


class Command(BaseCommand):
    help = "Marks notices whose delivery status notifications say that they did not arrive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--maildir", help="without it one message is read from stdin")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["maildir"]:
            found = take_bounce(sys.stdin.buffer.read(LONGEST + 1))
            self.stdout.write(f"{int(found is not None)} notices came back.")
            return
        try:
            box = Maildir(options["maildir"], create=False)
        except NoSuchMailboxError:
            raise CommandError(f"{options['maildir']} is no Maildir.") from None
        self.stdout.write(f"{sum(came_back(box))} notices came back.")


def came_back(box: Maildir) -> list[bool]:
    """Takes each message that nobody has seen, and marks it as seen."""
    taken: list[bool] = []
    for key in list(box.keys()):
        message = box.get_message(key)
        if "S" in message.get_flags():
            continue
        taken.append(take_bounce(box.get_bytes(key)) is not None)
        message.set_subdir("cur")
        message.add_flag("S")
        box[key] = message
    return taken
