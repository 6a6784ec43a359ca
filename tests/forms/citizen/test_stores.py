"""A citizen's files, kept in a folder and in a bucket: the same from sending to deleting."""

import pytest
from django.core.management import call_command

from forms.files.uploads import NOT_SAVED
from forms.models import Attachment
from tests import journeys

pytestmark = pytest.mark.django_db(transaction=True)
SLOT = "evidence_files"


@pytest.fixture
def step(place, draft):
    """The step of a draft that asks for papers; its files are in the place under test."""
    draft.attachments.all().delete()
    return next(one for one in draft.kind.steps if SLOT in one.base_fields)


def send(citizen, draft, step, *files, **answers):
    """Sends the step with these files and no others."""
    data = journeys.form_data(step, draft.all_answers | answers, draft) | {"act": "next"}
    for name, field in step.base_fields.items():
        if isinstance(field, journeys.UploadField):
            del data[name]
    return citizen.post(f"/ho-so/{draft.key}/buoc/{step.slug}/", data | {SLOT: list(files)})


def paths(place, draft):
    return [one.name for one in place.store.below(draft.key.hex[:2])]


def test_a_file_is_sent_shown_fetched_and_deleted(place, citizen, draft, step):
    send(citizen, draft, step, journeys.pdf("bằng khen.pdf"))
    kept = Attachment.objects.get()
    assert paths(place, draft) == [kept.file.name]
    page = citizen.get(f"/ho-so/{draft.key}/buoc/{step.slug}/").content.decode()
    assert "bằng khen.pdf" in page
    response = citizen.get(f"/ho-so/{draft.key}/tep/{kept.pk}/")
    assert b"".join(response.streaming_content) == journeys.PDF
    citizen.post(f"/ho-so/{draft.key}/buoc/{step.slug}/", {"act": f"drop:{kept.pk}"})
    assert not Attachment.objects.exists()
    assert paths(place, draft) == []
    call_command("fsck")


def test_while_the_store_is_down_the_rest_of_the_step_is_kept(place, citizen, draft, step):
    before = draft.all_answers
    text = next(name for name in step.base_fields if isinstance(before.get(name), str))
    place.goes_down()
    response = send(citizen, draft, step, journeys.pdf("a.pdf"), **{text: before[text]})
    assert response.status_code == 422
    assert str(NOT_SAVED) in response.content.decode()
    assert not Attachment.objects.exists()
    draft.refresh_from_db()
    assert draft.all_answers == before


def test_a_row_that_is_taken_back_leaves_a_file_that_is_swept(
    place, citizen, draft, step, monkeypatch
):
    """R-66: the step fails after its file was stored."""
    monkeypatch.setattr("forms.models.Case.save", lambda *args, **kwargs: 1 / 0)
    citizen.client.raise_request_exception = False
    assert send(citizen, draft, step, journeys.pdf("a.pdf")).status_code == 500
    monkeypatch.undo()
    assert not Attachment.objects.exists()
    for name in paths(place, draft):
        place.age(name, 2)
    call_command("fsck", "--repair")
    assert paths(place, draft) == []
