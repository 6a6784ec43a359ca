"""The ways to a citizen: what mail servers answer, and what becomes of the notice then."""

import pytest

from forms.models import Notice
from forms.notices.channels import Console, Later, Never, channel_for, phone_channel_exists
from forms.notices.letters import unaccented
from forms.notices.telling import deliver, notify, write
from forms.states import State
from tests import cases, factories
from tests.smtp import Smtp, listening

pytestmark = pytest.mark.django_db
Status, Fault = Notice.Status, Notice.Fault
PIN = "0K1Z7M9B"


@pytest.fixture
def case():
    return cases.case(factories.office("hcmc"), "licence", State.SUPPLEMENT)


@pytest.fixture
def server(settings):
    found = Smtp()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 1
    with listening(found):
        yield found


@pytest.mark.parametrize(
    ("mood", "error", "fault"),
    [
        ("greets nobody", Later, Fault.SERVER),
        ("greylists", Later, Fault.BUSY),
        ("hangs", Later, Fault.NO_SERVER),
        ("dislikes us", Later, Fault.SERVER),
        ("knows nobody", Never, Fault.ADDRESS),
        ("is full", Never, Fault.FULL),
        ("dislikes it", Never, Fault.REFUSED),
    ],
)
def test_a_server_that_does_not_take_it(case, server, mood, error, fault):
    server.mood = mood
    notice = notify(case, State.ACCEPTED)
    with pytest.raises(error) as raised:
        channel_for(notice).send(notice)
    assert raised.value.fault == fault
    assert server.mails == []


@pytest.mark.parametrize("mood", ["fair", "is rude"])
def test_what_was_taken_is_taken_however_rude_the_farewell(case, server, mood):
    server.mood = mood
    assert deliver(notify(case, State.ACCEPTED).pk)
    assert len(server.mails) == 1


@pytest.mark.parametrize("to", ["x@", "a b@example.vn", "x@example.vn\r\nBcc: y@example.vn", "x@y"])
def test_a_bad_address_is_given_up_at_once(case, server, to):
    notice = write(case, Notice.Told.CONFIRM, to, "vi")
    assert not deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.status, notice.fault) == (Status.FAILED, Fault.ADDRESS)
    assert server.envelopes == []


def test_R44_one_mail_is_from_the_office_to_one_and_answered_to_the_office(case, server, settings):
    settings.BOUNCE_ADDRESS = "tra-lai@thu.example.vn"
    case.office.email = "phong@example.vn"
    case.office.short_name = "Phòng Thử\r\nBcc: x@evil.example"
    case.office.save()
    notice = notify(case, State.ACCEPTED)
    assert deliver(notice.pk)
    [sent] = server.mails
    assert sent["From"].addresses[0].addr_spec == "khong-tra-loi@example.vn"
    assert sent["From"].addresses[0].display_name == "Phòng Thử Bcc: x@evil.example"
    assert sent["Reply-To"] == "phong@example.vn"
    assert sent["To"] == "nguyet@example.vn"
    assert sent["Bcc"] is None
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Content-Language"] == "vi"
    [(sender, to)] = server.envelopes
    assert sender.startswith(b"tra-lai+notice.%d." % notice.pk)
    assert sender.endswith(b"@thu.example.vn")
    assert to == b"nguyet@example.vn"


def test_a_citizen_with_a_phone_only_is_told_where_there_is_a_way_to_phones(case, settings, capsys):
    case.email = ""
    settings.PHONE_CHANNEL = ""
    assert notify(case, State.SUBMITTED) is None
    settings.PHONE_CHANNEL = "forms.notices.channels.Console"
    case.save()
    notice = notify(case, State.SUBMITTED, pin=PIN)
    assert isinstance(channel_for(notice), Console)
    assert deliver(notice.pk)
    said = capsys.readouterr().out
    assert said.startswith(f"Tin nhắn đến {case.phone}: Moi nop. Ma ho so: {case.code}.")
    assert f"Ma PIN: {PIN}." in said
    assert said.endswith(f" {case.office.site.root_url}/tra-cuu/\n")


def test_a_message_for_a_phone_fits_the_small_alphabet(case):
    assert unaccented("Đã nhận đủ hồ sơ – Ờ") == "Da nhan du ho so – O"
    assert unaccented("ພາສາລາວ ភាសាខ្មែរ") == "ພາສາລາວ ភាសាខ្មែរ"


def test_a_way_that_was_closed_since_leaves_the_notice_waiting(case, settings):
    case.email = ""
    case.save()
    notice = notify(case, State.ACCEPTED)
    settings.PHONE_CHANNEL = ""
    assert not deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.status, notice.fault) == (Status.WAITING, Fault.SERVER)


def test_an_address_that_was_erased_is_told_nothing(case, capsys):
    notice = notify(case, State.ACCEPTED)
    case.email = case.phone = ""
    case.save()
    Notice.objects.update(to="")
    assert not deliver(notice.pk)
    notice.refresh_from_db()
    assert (notice.status, notice.fault) == (Status.FAILED, Fault.ADDRESS)
    assert capsys.readouterr().out == ""


def test_a_channel_that_does_not_exist_is_named_at_the_start(settings):
    assert phone_channel_exists() == []
    settings.PHONE_CHANNEL = "forms.notices.channels.Pigeon"
    [error] = phone_channel_exists()
    assert "Pigeon" in error.msg
