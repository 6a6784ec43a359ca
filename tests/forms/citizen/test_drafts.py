"""What the texts promise of drafts: kept as long as the office says, then gone for good."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from forms.access.draft_links import new_link, usable
from forms.citizen import drafts
from forms.kinds import OFFERED
from forms.models import Attachment, Case, DraftLink, Notice
from forms.models.drafts import drop_drafts
from home.models import Office
from tests import cases, factories
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]

NOTHING = "0 notices written, 0 old drafts deleted."


def aged(case, days):
    Case.objects.filter(pk=case.pk).update(changed_at=timezone.now() - timedelta(days=days))


def clean_up(capsys):
    call_command("delete_old_drafts")
    return capsys.readouterr().out.strip()


def test_old_drafts_are_deleted_with_their_files_and_nothing_else(office, capsys):
    old, young = (cases.case(office, state="draft") for _number in range(2))
    sent = cases.case(office)
    files = {case: cases.attach(case).file for case in (old, young, sent)}
    aged(old, 31)
    aged(young, 30)
    aged(sent, 400)
    assert clean_up(capsys) == "1 notices written, 1 old drafts deleted."
    assert set(Case.objects.all()) == {young, sent}
    kept = {case: file.storage.exists(file.name) for case, file in files.items()}
    assert kept == {old: False, young: True, sent: True}
    assert clean_up(capsys) == NOTHING


def test_a_draft_is_kept_to_the_end_of_the_day_that_the_pages_name(office, capsys):
    case = cases.case(office, state="draft")
    last = case.kept_until
    assert last == timezone.localdate() + timedelta(days=30)
    evening = timezone.localtime().replace(hour=23, minute=59) + timedelta(days=30)
    for moment, left in ((evening, 1), (evening + timedelta(minutes=2), 0)):
        with mock.patch("django.utils.timezone.now", return_value=moment):
            clean_up(capsys)
        assert Case.objects.count() == left


def test_each_office_sets_its_own_time(office, capsys):
    other = factories.office("cantho")
    short, long = cases.case(office, state="draft"), cases.case(other, state="draft")
    Office.objects.filter(pk=office.pk).update(draft_days=10)
    for case in (short, long):
        aged(case, 11)
    clean_up(capsys)
    assert Case.objects.get() == long


def test_who_left_an_address_is_told_once_a_week_before(office, capsys):
    told, silent, wrong = (cases.case(office, state="draft") for _number in range(3))
    Case.objects.filter(pk=silent.pk).update(email="")
    Case.objects.filter(pk=wrong.pk).update(email="không biết")
    for days, written in ((22, 0), (23, 1), (24, 0), (29, 0)):
        for case in (told, silent, wrong):
            aged(case, days)
        assert clean_up(capsys).startswith(f"{written} notices written, 0 old"), days
    notice = Notice.objects.get()
    assert (notice.case, notice.topic, notice.to) == (told, "draft_expires", told.email)
    told.refresh_from_db()
    told.save()  # its citizen came back, and left it again
    Notice.objects.update(created_at=timezone.now() - timedelta(days=40))
    aged(told, 25)
    assert clean_up(capsys).startswith("1 notices written")


def test_links_that_can_open_nothing_any_more_are_swept_up(office):
    case = cases.case(office, state="draft")
    old, young = new_link(case), new_link(case)
    DraftLink.objects.filter(pk=DraftLink.objects.earliest("pk").pk).update(
        expires_at=timezone.now()
    )
    call_command("erase_leftovers", verbosity=0)
    assert DraftLink.objects.count() == 1
    assert not usable(old, office)
    assert usable(young, office)


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


@pytest.mark.parametrize("kind", OFFERED)
def test_complete_answers_are_all_still_asked(kind):
    answers = getattr(given, kind)()
    assert drafts.still_asked(OFFERED[kind], answers) == answers


def test_an_answer_that_hangs_on_a_dropped_answer_is_dropped_too():
    kind = OFFERED["licence"]
    answers = {"application_kind": "dissolve", "centre_type": "tin_hoc", "computer_count": 20}
    assert drafts.still_asked(kind, answers) == {"application_kind": "dissolve"}
