"""Mails that come back: known by a signed name; what is forged or garbage changes nothing."""

import io
import random
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from mailbox import Maildir

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from forms.models import Notice
from forms.notices.bounces import LONGEST, envelope_sender, fault_of, take_bounce, token
from forms.notices.channels import mail_of
from forms.notices.telling import came_back, deliver, notify, send_again
from forms.states import State
from home.models import Role
from tests import cases, factories

pytestmark = pytest.mark.django_db
Status, Fault = Notice.Status, Notice.Fault


@pytest.fixture
def case():
    return cases.case(factories.office("hcmc"), "licence", State.SUPPLEMENT)


@pytest.fixture
def sent(case, settings):
    settings.BOUNCE_ADDRESS = "tra-lai@thu.example.vn"
    notice = notify(case, State.SUPPLEMENT)
    assert deliver(notice.pk)
    return Notice.objects.get()


def report(to, original="", *, action="failed", status="5.1.1", headers_only=False):
    """A delivery status notification as mail servers write it (RFC 3464)."""
    last = "text/rfc822-headers" if headers_only else "message/rfc822"
    return "\r\n".join(
        [
            "From: MAILER-DAEMON@mx.example.com",
            f"To: {to}",
            "Subject: Undelivered Mail Returned to Sender",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
            "",
            "--x",
            "",
            "I am sorry: <nguyet@example.vn> <script>alert(1)</script>",
            "--x",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example.com",
            "",
            "Final-Recipient: rfc822; nguyet@example.vn",
            f"Action: {action}",
            f"Status: {status}",
            "Diagnostic-Code: smtp; 550 5.1.1 <nguyet@example.vn> unknown",
            "",
            "--x",
            f"Content-Type: {last}",
            "",
            original,
            "--x--",
            "",
        ]
    ).encode()


def original(notice):
    """The mail's own headers, as its server saw them."""
    head = mail_of(notice).message()
    return f"Message-ID: {head['Message-ID']}\r\nSubject: x\r\n\r\nbody"


def test_a_bounce_to_the_notices_own_address_marks_it(sent):
    assert take_bounce(report(envelope_sender(sent.pk))) == sent.pk
    sent.refresh_from_db()
    assert (sent.status, sent.fault) == (Status.BOUNCED, Fault.ADDRESS)
    assert take_bounce(report(envelope_sender(sent.pk))) is None


@pytest.mark.parametrize("headers_only", [True, False])
def test_a_bounce_that_brings_the_mail_back_marks_it(sent, headers_only):
    bounce = report("khong-tra-loi@example.vn", original(sent), headers_only=headers_only)
    assert take_bounce(bounce) == sent.pk


def test_a_mail_server_may_write_addresses_in_capitals(sent):
    assert take_bounce(report(envelope_sender(sent.pk).upper())) == sent.pk


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_who_gets_it_later_is_not_told(sent, action):
    assert take_bounce(report(envelope_sender(sent.pk), action=action)) is None
    sent.refresh_from_db()
    assert sent.status == Status.SENT


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("5.1.1", Fault.ADDRESS),
        ("5.1.10", Fault.ADDRESS),
        ("5.2.1", Fault.ADDRESS),
        ("5.2.2", Fault.FULL),
        ("4.2.2", Fault.FULL),
        ("5.4.4", Fault.UNREACHABLE),
        ("4.4.7", Fault.UNREACHABLE),
        ("5.7.26", Fault.POLICY),
        ("5.0.0", Fault.REFUSED),
        ("5.6.0 (conversion)", Fault.REFUSED),
        ("?", Fault.REFUSED),
        ("", Fault.REFUSED),
    ],
)
def test_the_clerk_reads_why_in_plain_words(status, fault):
    assert fault_of(status) == fault


def test_R64_a_forged_bounce_changes_nothing(sent):
    real = token(sent.pk)
    name, number, signature = real.split(".")
    for forged in (
        f"{name}.{number}.{'0' * 20}",
        f"{name}.{sent.pk + 1}.{signature}",
        f"{name}.{number}.{signature[:-1]}",
        f"{name}.{number}",
        f"{name}.{'9' * 18}.{signature}",
        f"{name}.-1.{signature}",
    ):
        assert (
            take_bounce(report(f"tra-lai+{forged}@thu.example.vn", f"Message-ID: <{forged}@x>"))
            is None
        )
    sent.refresh_from_db()
    assert sent.status == Status.SENT


def test_an_ordinary_answer_is_no_bounce(sent):
    answer = EmailMessage()
    answer["To"] = envelope_sender(sent.pk)
    answer["In-Reply-To"] = f"<{token(sent.pk)}@example.vn>"
    answer.set_content("Action: failed\nStatus: 5.1.1")
    assert take_bounce(answer.as_bytes()) is None


def test_R64_garbage_never_fails_and_never_counts(sent):
    whole = report(envelope_sender(sent.pk), original(sent))
    chance = random.Random(64)
    for _number in range(300):
        spoilt = bytearray(whole)
        for _byte in range(chance.randrange(1, 40)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        take_bounce(bytes(spoilt[: chance.randrange(len(spoilt))]))
    nested = b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 3000
    for garbage in (b"", b"\0" * 1000, b"\xff" * 1000, nested, whole + b" " * LONGEST):
        assert take_bounce(garbage) is None


def test_a_bounce_ends_a_mail_whose_sender_was_killed(case):
    notice = notify(case, State.ACCEPTED, pin="0K1Z7M9B")
    assert take_bounce(report("x@example.vn", original(notice))) == notice.pk
    notice.refresh_from_db()
    assert (notice.status, notice.sealed) == (Status.BOUNCED, "")
    assert not deliver(notice.pk)


def piped(monkeypatch, content):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    out = io.StringIO()
    call_command("read_bounces", stdout=out)
    return out.getvalue()


def test_a_mail_server_pipes_them_in(sent, monkeypatch):
    assert piped(monkeypatch, b"garbage") == "0 notices came back.\n"
    assert piped(monkeypatch, report(envelope_sender(sent.pk))) == "1 notices came back.\n"
    assert piped(monkeypatch, report(envelope_sender(sent.pk))) == "0 notices came back.\n"


def test_a_maildir_is_read_once(sent, tmp_path):
    box = Maildir(tmp_path / "box")
    for content in (b"garbage", report(envelope_sender(sent.pk))):
        box.add(message_from_bytes(content, policy=policy.compat32))
    said = []
    for _time in range(2):
        out = io.StringIO()
        call_command("read_bounces", maildir=str(tmp_path / "box"), stdout=out)
        said.append(out.getvalue())
    assert said == ["1 notices came back.\n", "0 notices came back.\n"]
    assert len(box) == 2
    with pytest.raises(CommandError, match="no Maildir"):
        call_command("read_bounces", maildir=str(tmp_path / "nothing"))


def test_clerk_and_citizen_see_that_it_came_back(case, sent):
    assert not came_back(case)
    take_bounce(report(envelope_sender(sent.pk), status="5.2.2"))
    assert came_back(case)
    clerk = factories.signed_in(factories.staff(case.office, Role.CLERK))
    page = clerk.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "Bị trả lại" in page
    assert "Hộp thư của người nhận đã đầy" in page
    again = reverse("cases:resend", args=[case.pk, sent.pk])
    assert again in page
    for _click in range(2):
        assert clerk.post(again).status_code == 302
    sent.refresh_from_db()
    assert sent.status == Status.WAITING
    assert deliver(sent.pk)
    assert len(mail.outbox) == 2
    assert not came_back(case)
    sent.refresh_from_db()
    assert not send_again(sent)


def test_a_new_address_has_nothing_that_came_back(case, sent):
    take_bounce(report(envelope_sender(sent.pk)))
    case.email = "moi@example.vn"
    assert not came_back(case)
    case.email = ""
    assert not came_back(case)
