"""What the texts promise of drafts: kept thirty days after the last change, then gone for good."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from forms.citizen import drafts
from forms.kinds import KINDS
from forms.models import Attachment, Case
from forms.models.cases import drop_drafts
from tests import cases
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def aged(case, days):
    Case.objects.filter(pk=case.pk).update(changed_at=timezone.now() - timedelta(days=days))


def clean_up(capsys):
    call_command("delete_old_drafts")
    return capsys.readouterr().out.strip()


def test_old_drafts_are_deleted_with_their_files_and_nothing_else(office, capsys):
    old, young = (cases.case(office, state="draft") for _number in range(2))
    sent = cases.case(office)
    files = {case: cases.attach(case).file for case in (old, young, sent)}
    aged(old, 30.01)
    aged(young, 29.99)
    aged(sent, 400)
    assert clean_up(capsys) == "1 old drafts deleted."
    assert set(Case.objects.all()) == {young, sent}
    kept = {case: file.storage.exists(file.name) for case, file in files.items()}
    assert kept == {old: False, young: True, sent: True}
    assert clean_up(capsys) == "0 old drafts deleted."


def test_a_draft_that_was_sent_meanwhile_is_left_alone(office):
    case = cases.case(office)
    with pytest.raises(ValueError, match="only a draft"):
        drop_drafts([case])
    assert Case.objects.get() == case


def test_files_go_only_when_their_rows_are_surely_gone(office):
    attachment = cases.attach(cases.case(office))
    with transaction.atomic():
        attachment.delete()
        transaction.set_rollback(True)
    assert Attachment.objects.get().file.storage.exists(attachment.file.name)
    attachment.delete()
    assert not attachment.file.storage.exists(attachment.file.name)


@pytest.mark.parametrize("kind", KINDS)
def test_complete_answers_are_all_still_asked(kind):
    answers = getattr(given, kind)()
    assert drafts.still_asked(KINDS[kind], answers) == answers


def test_an_answer_that_hangs_on_a_dropped_answer_is_dropped_too():
    kind = KINDS["licence"]
    answers = {"application_kind": "dissolve", "centre_type": "tin_hoc", "computer_count": 20}
    assert drafts.still_asked(kind, answers) == {"application_kind": "dissolve"}
