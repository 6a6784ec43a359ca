"""The form page of Wagtail's own documentation, with the questions that the measuring asks."""

from typing import Any

from django.db import connection, models
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
    have = FormSubmission.objects.count()
    made = min(size, 10_000) - have
    FormSubmission.objects.bulk_create(
        [FormSubmission(page=page, form_data=answers()) for _n in range(made)], batch_size=1000
    )
    days = 5 * 365
    times, columns = size // 10_000, "page_id, form_data, submit_time"
    with connection.cursor() as cursor:
        for _copy in range(max(have // 10_000, 1), times):
            cursor.execute(
                f"INSERT INTO wagtailforms_formsubmission ({columns}) SELECT {columns}"
                " FROM wagtailforms_formsubmission WHERE id <= 10000"
            )
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE wagtailforms_formsubmission SET submit_time = now() -"
                f" (1 - id / {size}.0) * interval '{days} days'"
            )
            cursor.execute("VACUUM FULL ANALYZE wagtailforms_formsubmission")
        else:
            cursor.execute(
                "UPDATE wagtailforms_formsubmission SET submit_time ="
                f" datetime('now', ((id / {size}.0 - 1) * {days}) || ' days')"
            )
            cursor.execute("ANALYZE")
