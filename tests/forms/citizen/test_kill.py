"""R-62: the server dies in the middle of everything, and what it said it has is there (G4)."""

import os
import random
from collections import defaultdict
from contextlib import closing

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection

from forms.models import Attachment, Case, Event
from forms.models.events import faults
from tests import factories
from tests.crowd import Browser, Ledger, crowd, kill_again_and_again, site, walk
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
CITIZENS = 20
#: A start takes seconds: a person's run proves less than CI's.
ROUNDS = 10 if os.environ.get("CI") == "true" else 3


def test_R62_what_was_answered_survives_kill_minus_nine():
    office = factories.office("hcmc")
    call_command("load_criteria", verbosity=0)
    page = factories.form_page(office, "nomination")
    connection.close()
    ledger, server = Ledger(), site()

    def one_way(citizen, way):
        browser = Browser(server.port, "hcmc.localhost", f"2001:db8::{citizen}:{way}")
        name = f"Gia đình {citizen}.{way}"
        walk(browser, page, given.nomination("gia_dinh", nominee_name=name), ledger)

    server.start()
    try:
        with crowd(CITIZENS, one_way, ledger):
            kill_again_and_again(server, ROUNDS, random.Random(26))
    finally:
        server.end()
    assert not ledger.troubles, ledger.troubles
    assert len(ledger.receipts) >= CITIZENS
    every_receipt_is_one_case(ledger)
    every_step_is_there(ledger)
    nothing_is_half_made()


def every_receipt_is_one_case(ledger):
    sent = Case.objects.exclude(state="draft")
    assert sorted((str(case.key), case.code) for case in sent) == sorted(ledger.receipts)
    numbers = sorted(int(code.rpartition("-")[2]) for _key, code in ledger.receipts)
    assert numbers == list(range(1, len(numbers) + 1))


def every_step_is_there(ledger):
    promised = defaultdict(dict)
    for key, answers in ledger.steps:
        promised[key] |= answers
    stored = {str(case.key): case.all_answers for case in Case.objects.filter(key__in=promised)}
    for key, answers in promised.items():
        kept = {name: stored[key].get(name) for name in answers}
        assert kept == answers, key


def nothing_is_half_made():
    call_command("verify_history", verbosity=0)
    for case in Case.objects.all():
        whole = 0 if case.is_draft else 1
        assert bool(case.code) is bool(whole)
        assert case.events.filter(act=Event.Act.MOVED).count() == whole
        assert case.notices.count() == whole
        assert bool(case.sealed_index.count()) is bool(whole)
        assert faults(case) == []
    storage = storages["private"]
    assert all(storage.exists(one.file.name) for one in Attachment.objects.all())
    if connection.vendor == "sqlite":
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
