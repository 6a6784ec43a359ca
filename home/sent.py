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
        elif str(value).lstrip().startswith("{"):
            yield from linked(str(value))


def linked(text: str) -> Iterator[tuple[str, Any]]:
    """What a rich text links to. One entity that makes no sense hides no other."""
    try:
        entities = json.loads(text)["entityMap"].values()
    except (ValueError, TypeError, KeyError, AttributeError):
        return  # no text that Wagtail could read either
    for entity in entities:
        kind, data = (entity.get("type"), entity.get("data")) if is_map(entity) else ("", {})
        if str(kind) in ENTITIES and is_map(data):
            yield ENTITIES[str(kind)], data.get("id", "")


def is_map(value: Any) -> bool:
    return isinstance(value, dict)
