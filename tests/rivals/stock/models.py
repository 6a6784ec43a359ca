"""The form page of Wagtail's own documentation, with the questions that the measuring asks."""

from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField
from wagtail.fields import RichTextField
from wagtail.models import Site

FIELDS = 25
ADDRESS = "/form/"


class FormField(AbstractFormField):
    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")


class FormPage(AbstractForm):
    intro = RichTextField(blank=True)
    thank_you_text = RichTextField(blank=True)


def questions() -> list[dict[str, Any]]:
    """Like those of a licence: lines, a few numbers, mails, dates and choices; all required."""
    kinds = ("singleline", "singleline", "dropdown", "singleline", "number", "email", "date")
    return [
        {"label": f"question {n}", "field_type": kinds[n % len(kinds)], "choices": "one,two,three"}
        for n in range(FIELDS)
    ]


ANSWERS = {
    "singleline": "Trung tâm Ngoại ngữ Bình Minh",
    "dropdown": "two",
    "number": "120",
    "email": "nguyet@example.vn",
    "date": "2026-11-22",
}


def answers() -> dict[str, str]:
    """What a browser sends for these questions."""
    return {
        question["label"].replace(" ", "_"): ANSWERS[question["field_type"]]
        for question in questions()
    }


def publish() -> None:
    """Makes the page at `ADDRESS`."""
    page = FormPage(
        title="Form", slug="form", form_fields=[FormField(**one) for one in questions()]
    )
    Site.objects.get().root_page.add_child(instance=page)
    page.save_revision().publish()
