"""Canned replies of the demonstration, so that whoever writes there has some to choose."""

from pathlib import Path

import yaml

from forms.models import Reply
from forms.replies.filling import checked
from home.models import Office

TEXTS = Path(__file__).with_suffix(".yaml")


def load_replies() -> None:
    """Creates what is missing; an office that has written any is left alone."""
    texts = yaml.safe_load(TEXTS.read_text("utf-8"))
    for office in Office.objects.all():
        if not Reply.objects.filter(office=office).exists():
            Reply.objects.bulk_create(
                Reply(office=office, **{**one, "body": checked(one["body"])}) for one in texts
            )
