"""What a page's form, as a browser sent it, refers to: pages, images and documents by their ids.

Wagtail takes any id there, and shows title, address or thumbnail of what it names.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, QueryDict

#: Fields that choose a page.
PAGE_FIELDS = ("new_parent_page", "form_page", "replaced_by", "procedure")
#: What Draftail calls the things that a text may link to or show.
ENTITIES = {"LINK": "page", "IMAGE": "image", "DOCUMENT": "document"}


def ids_sent(request: HttpRequest, kind: str) -> list[Any]:
    """The ids of this kind (page, image, document) in the form of a page."""
    if request.method != "POST":
        return []
    return [pk for found, pk in references(request.POST) if found == kind]


def references(form: QueryDict) -> Iterator[tuple[str, Any]]:
    for name, value in form.items():
        if name in PAGE_FIELDS or name.endswith("-page"):
            yield "page", value
        elif name == "image" or name.endswith("-image"):
            yield "image", value
        elif name.endswith("-type") and value == "document":
            yield "document", form.get(f"{name.removesuffix('-type')}-value", "")
        elif '"entityMap"' in str(value):
            yield from linked(str(value))


def linked(text: str) -> Iterator[tuple[str, Any]]:
    """What a rich text links to."""
    try:
        entities = json.loads(text)["entityMap"].values()
        found = [(entity["type"], entity["data"].get("id", "")) for entity in entities]
    except (ValueError, TypeError, KeyError, AttributeError):
        return  # no text that Wagtail could read either
    yield from ((ENTITIES[kind], pk) for kind, pk in found if kind in ENTITIES)
