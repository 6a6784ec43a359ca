"""The form page of Wagtail's own documentation, with the questions that the measuring asks."""

from datetime import timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField, FormSubmission
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


def fill(page: FormPage, size: int) -> None:
    """Submissions up to this number, evenly over five years."""
    now = timezone.now()
    for start in range(FormSubmission.objects.count(), size, 10_000):
        FormSubmission.objects.bulk_create(
            FormSubmission(page=page, form_data=answers())
            for _n in range(min(10_000, size - start))
        )
    step = timedelta(days=5 * 365) / size
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE wagtailforms_formsubmission SET submit_time = %s + id * %s::interval",
                [now - timedelta(days=5 * 365), step],
            )
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute(
                "UPDATE wagtailforms_formsubmission SET submit_time ="
                " datetime(%s, '-' || ((%s - id) * %s) || ' seconds')",
                [str(now.replace(tzinfo=None)), size, step.total_seconds()],
            )
            cursor.execute("ANALYZE")
