"""The demonstration's mail: kept as files instead of sent, and shown to the office's staff.

What the worker sends lies under `var/mails/`, one file for each Message-ID, so that whatever were
sent twice would lie there once, and show twice in the worker's words.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.models import Notice
from forms.notices.bounces import TOKEN, token
from forms.queue.cases import worked_by, works_cases
from forms.states import User

#: The list shows so many, newest first.
SHOWN = 100


def folder() -> Path:
    return Path(settings.VAR) / "mails"


class Backend(BaseEmailBackend):
    """Django's way out for mails, into the folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            made: Any = mail.message()
            name = re.sub(r"[^\w.@-]", "_", str(made["Message-ID"]).strip("<>"))
            path = folder() / f"{name}.eml"
            half = path.with_suffix(".part")
            half.write_bytes(made.as_bytes(linesep="\r\n"))
            half.replace(path)
            sys.stdout.write(f"Mail to {', '.join(mail.to)}: {mail.subject}\n")
        return len(email_messages)


@dataclass(frozen=True)
class Kept:
    """A mail in the folder, and the notice that it carried."""

    notice: Notice
    mail: Parsed

    @property
    def html(self) -> str:
        return self.part("html")

    @property
    def text(self) -> str:
        return self.part("plain")

    def part(self, kind: str) -> str:
        body = self.mail.get_body((kind,))
        return str(body.get_content()) if body else ""


def newest(user: User) -> list[Notice]:
    """The notices of the user's cases whose mails lie in the folder, newest first."""
    files = sorted(folder().glob("notice.*.eml"), key=lambda file: -file.stat().st_mtime)
    found = [TOKEN.match(file.name) for file in files]
    pks = [int(match[1]) for match in found if match][:SHOWN]
    mine = Notice.objects.filter(pk__in=pks, case__in=worked_by(user)).select_related("case")
    by_pk = mine.in_bulk()
    return [by_pk[pk] for pk in pks if pk in by_pk]


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    response = render(request, f"forms/demo/{template}.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


def trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    first = [
        (reverse("wagtailadmin_home"), _("Trang chủ")),
        (reverse("demo_mails"), _("Thư đã gửi (bản minh hoạ)")),
    ]
    return [{"url": url, "label": label} for url, label in [*first, *steps]]


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    if not works_cases(request.user):
        raise PermissionDenied
    return show(request, "mails", notices=newest(request.user), breadcrumbs=trail())


@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as its reader sees it; another office's is as unknown as none."""
    mine = Notice.objects.filter(case__in=worked_by(request.user)).select_related("case")
    notice = mine.filter(pk=pk).first()
    if notice is None:
        raise Http404
    path = next(iter(folder().glob(f"{token(pk)}@*.eml")), None)
    kept = None
    if path is not None:
        parsed: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
        kept = Kept(notice, parsed)
    here = (request.path, str(notice.title))
    return show(request, "mail", notice=notice, kept=kept, breadcrumbs=trail(here))
