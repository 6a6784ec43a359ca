"""What a page's form refers to is found in every shape that the CMS sends it in."""

import json

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from home.sent import ids_sent, references


def text(**entity: object) -> str:
    return json.dumps({"blocks": [], "entityMap": {"0": entity}})


#: The same to who reads JSON.
ESCAPED = text(type="LINK", data={"id": 5}).replace("entityMap", r"entity\u004dap")
IMAGE = {"type": "IMAGE", "data": {"id": 6}}
BESIDE_NONSENSE = json.dumps(
    {
        "entityMap": {
            "0": {},
            "1": None,
            "2": {"type": [], "data": {}},
            "3": {"type": "LINK"},
            "4": IMAGE,
        }
    }
)


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"new_parent_page": "5"}, [("page", "5")]),
        ({"links-0-page": "5"}, [("page", "5")]),
        ({"body-0-value-image": "6"}, [("image", "6")]),
        ({"body-0-type": "document", "body-0-value": "7"}, [("document", "7")]),
        ({"body-0-type": "heading", "body-0-value": "7"}, []),
        ({"body-0-value": text(type="DOCUMENT", data={"id": 7})}, [("document", 7)]),
        ({"body-0-value": text(type="LINK", data={"id": 5, "url": "/"})}, [("page", 5)]),
        ({"body-0-value": text(type="LINK", data={"url": "https://example.vn"})}, [("page", "")]),
        ({"body-0-value": text(type="LINK")}, []),
        ({"body-0-value": ESCAPED}, [("page", 5)]),
        ({"body-0-value": BESIDE_NONSENSE}, [("image", 6)]),
        ({"body-0-value": '{"entityMap": ['}, []),
        ({"body-0-value": '{"entityMap": null}'}, []),
        ({"title": "image"}, []),
    ],
)
def test_references_are_found(sent: dict[str, str], found: list[tuple[str, object]]) -> None:
    form = QueryDict(mutable=True)
    form.update(sent)
    assert list(references(form)) == found


def test_an_address_sends_nothing() -> None:
    assert ids_sent(RequestFactory().get("/?image=6"), "image") == []
