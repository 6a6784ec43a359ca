"""Walks a citizen through a form over HTTP, the way a browser without JavaScript does."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from PIL import Image

from forms.citizen import drafts
from forms.citizen.agreement import agreement_of
from forms.kinds.base import posted
from forms.kinds.fields import UploadField
from forms.models import Case, FormPage

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n98\n%%EOF\n"
)


def pdf(name: str = "giay-to.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def png(name: str = "anh.png", width: int = 40) -> SimpleUploadedFile:
    picture = io.BytesIO()
    Image.new("RGB", (width, 30), "white").save(picture, "PNG")
    return SimpleUploadedFile(name, picture.getvalue(), "image/png")


@dataclass
class Citizen:
    """A browser at one office's site, in one language."""

    client: Client
    host: str
    prefix: str = ""

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.client.get(path, headers={"host": self.host}, **kwargs)

    def post(self, path: str, data: Mapping[str, Any], **kwargs: Any) -> Any:
        return self.client.post(path, data, headers={"host": self.host}, **kwargs)

    def begin(self, page: FormPage, answers: Mapping[str, Any]) -> Any:
        """Sends the first step of a new case; the answer leads into the draft."""
        url = f"{self.prefix}/ho-so/moi/{page.pk}/"
        key = re.search(r'name="key" value="([^"]+)"', self.get(f"{url}?moi=1").content.decode())
        assert key
        step = page.kind.steps_for({})[0]
        return self.post(url, form_data(step, answers) | {"key": key.group(1), "act": "next"})

    def fill(self, page: FormPage, answers: Mapping[str, Any]) -> Case:
        """Sends every step of a form; the case is then a complete draft."""
        response = self.begin(page, answers)
        assert response.status_code == 302, errors_in(response)
        case = Case.objects.latest("pk")
        for step in page.kind.steps_for(dict(answers))[1:]:
            response = self.send(case, step, answers)
            assert response.status_code == 302, (step.slug, errors_in(response))
        return case

    def send(self, case: Case, step: Any, answers: Mapping[str, Any], **more: Any) -> Any:
        url = f"{self.prefix}/ho-so/{case.key}/buoc/{step.slug}/"
        self.client.cookies  # noqa: B018
        return self.post(url, form_data(step, answers, case) | {"act": "next"} | more)

    def submit(self, case: Case) -> Any:
        """Reads a complete draft on its check page, agrees to what stands there, and sends it."""
        url = f"{self.prefix}/ho-so/{case.key}/kiem-tra/"
        page = self.get(url)
        assert page.status_code == 200
        seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())
        assert seen, errors_in(page)
        good = re.search(r'name="good" value="([^"]+)"', page.content.decode())
        data = {"seen": seen[1], "declaration": "on", "consent_notice_ack": "on"}
        return self.post(url, data | ({"good": good[1]} if good else {}))


def agreed(case: Case, language: str = "vi") -> dict[str, str]:
    """What a citizen sends from the check page, having read the text that it shows."""
    with override(language):
        seen = agreement_of(case, drafts.check(case)).digest
    return {"seen": seen, "declaration": "on", "consent_notice_ack": "on"}


def form_data(step: Any, answers: Mapping[str, Any], case: Case | None = None) -> dict[str, Any]:
    """What a browser sends for a step: the answers, and a file in every slot that is asked for."""
    data: dict[str, Any] = {}
    stored = posted(step, {name: answers.get(name) for name in step.base_fields})
    for name in stored:
        values = stored.getlist(name)
        data[name] = values if len(values) > 1 else values[0]
    for name, field in step.base_fields.items():
        if isinstance(field, UploadField):
            data[name] = png(f"{name}.png") if "png" in field.types else pdf(f"{name}.pdf")
    return data


def errors_in(response: Any) -> list[str]:
    """The mistakes that a page's summary lists, for a failing test's message."""
    text = response.content.decode()
    found = re.search(r'<section class="error-summary".*?</section>', text, re.S)
    return re.findall(r"<li>(.*?)</li>", found.group(0), re.S) if found else [text[:500]]
