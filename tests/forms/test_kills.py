"""The server is killed while citizens send files: no row is without its file, no file is orphaned.

R-33 and R-62: what a citizen was told is kept, is kept.
"""

import hashlib
import itertools
import random
import threading
import time
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from forms.citizen import access, drafts, limits
from forms.files import orphans
from forms.models import Attachment
from forms.models.attachments import private_storage
from forms.sealing import seal
from tests import factories, ugly_files
from tests.killing import Server, post

CITIZENS, ROUNDS = 4, 10
SLOT = "passport_scan"  # takes one file: each one sent replaces the one before


class Sender:
    """A citizen who sends one file after the other, and notes what the server said was kept."""

    def __init__(self, server, page, office):
        self.server = server
        self.case, pin = drafts.begin(page, office, uuid.uuid4())
        self.case.save()
        self.cookies = {access.COOKIE: seal({self.case.key.hex: pin})}
        step = next(one for one in self.case.kind.steps if SLOT in one.base_fields)
        self.path = f"/ho-so/{self.case.key}/buoc/{step.slug}/"
        self.promised = ""
        self.perhaps = set()
        self.statuses = set()

    def send(self, content):
        digest = hashlib.sha256(content).hexdigest()
        self.perhaps.add(digest)
        files = {SLOT: ("hộ chiếu.pdf", content)}
        status = post(
            self.server, "hcmc.localhost", self.path, self.cookies, {"act": "save"}, files
        )
        self.statuses.add(status)
        if status == 302:
            self.promised, self.perhaps = digest, set()

    def work(self, stop, numbers):
        while not stop.is_set():
            body = ugly_files.stream(random.Random(next(numbers)).randbytes(400_000))
            self.send(ugly_files.pdf(body))


def fsck(*arguments):
    out = StringIO()
    call_command("fsck", *arguments, stdout=out, stderr=out)
    return out.getvalue().strip().splitlines()[-1]


@pytest.fixture
def server():
    found = Server()
    yield found
    found.kill()


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
def test_R33_ten_kills_in_the_midst_of_uploads_leave_nothing_half_done(server, monkeypatch):
    monkeypatch.setattr(limits, "LIMITS", dict.fromkeys(limits.LIMITS, (10**12, 60)))
    monkeypatch.setattr(orphans, "UNCLAIMED", timedelta(0))
    office = factories.office()
    page = factories.form_page(office, "student")
    senders = [Sender(server, page, office) for _number in range(CITIZENS)]
    monkeypatch.setattr(orphans, "FOLDERS", sorted({sender.case.key.hex[:2] for sender in senders}))
    chance, numbers = random.Random(33), itertools.count()
    for _round in range(ROUNDS):
        server.start()
        stop = threading.Event()
        threads = [threading.Thread(target=sender.work, args=(stop, numbers)) for sender in senders]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.2, 1.2))
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
        for sender in senders:
            kept = Attachment.objects.filter(case=sender.case).values_list("sha256", "file")
            digests = {digest for digest, _name in kept}
            assert digests <= {sender.promised} | sender.perhaps
            assert len(digests) == 1 or not sender.promised
            for _digest, name in kept:
                with private_storage().open(name) as file:
                    assert hashlib.sha256(file.read()).hexdigest() in digests
    assert all(sender.promised for sender in senders)
    assert {status for sender in senders for status in sender.statuses} <= {0, 302}
    fsck("--repair")
    assert fsck() == "0 files without a row, 0 rows without a file."
