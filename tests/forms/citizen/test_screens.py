"""Every screen of a citizen in four languages: nothing is left out, and the HTML is right."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from forms.kinds import KINDS
from forms.kinds.inputs import DerivedField
from forms.urls import urlpatterns
from tests.browser.town import STAND_INS
from tests.screens.catalogue import WITHOUT_PAGE
from tests.screens.gallery import Gallery, Shown, opened
from tests.screens.markup import faults, in_another_language
from tests.screens.screen import PAGE
from tests.screens.world import LANGUAGES

TEMPLATES = settings.ROOT / "templates"
#: Folders whose templates are no screens of a citizen.
ELSEWHERE = ("queue", "mail", "copies", "slips", "demo")
#: Asked only where an office changes its limits (forms/data/limits.yaml).
SWITCHED_OFF = {"representative_id_number"}
#: Vietnamese that editors wrote, wherever it is shown.
WRITTEN = dict.fromkeys(["Giấy tờ.", "Nộp tại đây.", "Mời đến."], "vi")


@pytest.fixture(autouse=True)
def nothing_left_behind() -> None:
    """Here the files stay as long as the gallery does."""


@pytest.fixture(scope="module")
def gallery(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Gallery]:
    with opened(django_db_blocker) as gallery:
        yield gallery


@pytest.fixture(scope="module")
def shown(gallery: Gallery) -> list[Shown]:
    """Every screen in the language whose turn it is."""
    return list(gallery.shown())


def test_every_route_has_a_screen(gallery: Gallery) -> None:
    """A new page comes into tests/screens/catalogue.py, or says why it is none."""
    routes = {pattern.name for pattern in urlpatterns} - set(WITHOUT_PAGE)
    assert routes - {screen.route for screen in gallery.screens.values()} == set()


def test_every_template_is_shown(shown: list[Shown]) -> None:
    written = {
        str(path.relative_to(TEMPLATES))
        for path in (TEMPLATES / "forms").rglob("*.html")
        # Papers, copies and the demonstration's mails have tests of their own.
        if path.relative_to(TEMPLATES).parts[1] not in ELSEWHERE
    }
    used = frozenset[str]().union(*(one.templates for one in shown))
    assert written - used <= set(STAND_INS)  # looked at in tests/browser/test_accessibility.py


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_shown(kind: str, shown: list[Shown]) -> None:
    names = {
        name
        for one in shown
        if one.screen.draft is not None and one.screen.draft.kind_code == kind
        for name in re.findall(r'name="([a-z]\w*)(?:-[\w-]*)?"', one.html)
    }
    declared = {
        name
        for step in KINDS[kind].steps
        for name, field in step.base_fields.items()
        if not isinstance(field, DerivedField)
    }
    assert declared - names <= SWITCHED_OFF


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_filled_in_well_can_be_sent(kind: str, gallery: Gallery) -> None:
    html = gallery.show(gallery.screens[f"{kind}: check"], "vi").html
    assert 'name="declaration"' in html
    assert "error-summary" not in html


def test_the_html_of_every_screen_is_right(shown: list[Shown]) -> None:
    found = {(one.screen.name, one.language): faults(one.html) for one in shown}
    assert {where: what for where, what in found.items() if what} == {}


def test_every_screen_says_its_language_and_that_of_what_is_quoted(shown: list[Shown]) -> None:
    found = {
        (one.screen.name, one.language): in_another_language(one.html, WRITTEN)
        for one in shown
        if one.screen.route != PAGE  # these are translated as a whole
    }
    assert {where: what for where, what in found.items() if what} == {}
    for one in shown:
        said = re.search(r'<html lang="(\w+)"', one.html)
        assert said is not None
        assert said.group(1) in LANGUAGES


BROKEN = """<!doctype html><html><head><title>– Một Cửa</title></head><body><h1>Một</h1>
<h3>Hai</h3><p id="a">Trước<div>Khối</div></p><label for="không" id="a">Tên</label>
<input name="tên"><a href="#đâu"><button>Nút</button></a><ul><p>Mục</p></ul><img src="/a.png">
<dl><dd>Chỉ nghĩa</dd></dl><span><div>Khối</div></span><fieldset></fieldset>
<p style="color: red">None</p></body></html>"""
NOTICED = (
    "unexpected-end-tag",
    "the id 'a' is given 2 times",
    "for names nothing: <label",
    "leads nowhere: <a",
    "has no label: <input",
    "a level is skipped before <h3>",
    "<ul> must not hold <p>",
    "<span> must not hold <div>",
    "lies in a link or a button: <button>",
    "has no legend: <fieldset>",
    "has no term or no description: <dl>",
    "lacks alt: <img",
    "lacks lang: <html>",
    "lacks type: <input",
    "the policy refuses <p",
    "has no title of its own",
    "left over: None",
)


def test_broken_html_is_noticed() -> None:
    found = "\n".join(faults(BROKEN))
    assert [fault for fault in NOTICED if fault not in found] == []


def test_what_is_not_marked_as_another_language_is_noticed() -> None:
    html = '<html lang="lo"><p>Giấy tờ.</p><div lang="vi"><p>Giấy tờ.</p></div>'
    assert in_another_language(html, WRITTEN) == ["is not marked as vi: <p> Giấy tờ."]
