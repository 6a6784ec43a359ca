"""What is wrong with a page's HTML: how it parses, what it names, how it nests, who reads it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from unicodedata import is_normalized
from xml.etree.ElementTree import Element

import html5lib

RUNNING = """a abbr b bdi bdo br button cite code data datalist dfn em i img input kbd label mark
meter noscript output progress q s samp script select small span strong sub sup svg template
textarea time u var wbr"""
HOLDING = """p h1 h2 h3 h4 h5 h6 label button span strong em b i small q cite code kbd samp sub
sup time mark abbr dfn u s data output meter progress"""
#: Elements that may stand in running text, and so in a paragraph, a heading, a label or a button.
PHRASING = frozenset(RUNNING.split())
#: Elements that hold nothing but running text.
TEXTUAL = frozenset(HOLDING.split())
#: Headings may stand in these besides running text.
HEADED = ("legend", "summary")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
INTERACTIVE = ("a", "button", "details", "embed", "iframe", "label", "select", "textarea", "input")
#: What must lie in what.
PARENTS = {
    "li": ("ul", "ol", "menu"),
    "dt": ("dl", "div"),
    "dd": ("dl", "div"),
    "legend": ("fieldset",),
    "caption": ("table",),
    "tr": ("thead", "tbody", "tfoot"),
    "td": ("tr",),
    "th": ("tr",),
    "option": ("select", "optgroup", "datalist"),
    "optgroup": ("select",),
    "summary": ("details",),
    "figcaption": ("figure",),
}
CHILDREN = {
    "ul": ("li", "script", "template"),
    "ol": ("li", "script", "template"),
    "dl": ("dt", "dd", "div", "script", "template"),
    "select": ("option", "optgroup", "hr"),
}
#: Attributes without which an element says nothing.
REQUIRED = {
    "html": ("lang",),
    "img": ("alt", "src"),
    "a": ("href",),
    "form": ("method",),
    "button": ("type",),
    "input": ("type",),
    "iframe": ("title",),
    "progress": ("aria-label",),
}
#: A day, or a moment to the second; with its distance from UTC.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d[+-]\d\d:?\d\d)?")
#: What a browser fills in by itself goes into lines of text; this needs a box.
NOT_IN_A_LINE = "street-address"
NAMED_BY = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "list")
SELF_NAMED = ("hidden", "submit", "button", "image", "reset")


class Page:
    """A parsed page: its elements in order, each with those that it lies in."""

    def __init__(self, html: str) -> None:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(html)
        self.errors = [f"line {line}: {code} {data}" for (line, _), code, data in parser.errors]
        self.elements = list(walk(self.root, ()))
        self.ids = Counter(one.get("id") for one, _ in self.elements if one.get("id") is not None)

    def each(self, *tags: str) -> Iterator[tuple[Element, tuple[Element, ...]]]:
        return ((one, above) for one, above in self.elements if one.tag in tags)


def walk(
    element: Element, above: tuple[Element, ...]
) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    if isinstance(element.tag, str):  # not a comment
        yield element, above
        for child in element:
            yield from walk(child, (*above, element))


def faults(html: str) -> list[str]:
    """Everything that is wrong with a page, in words; nothing at best."""
    page = Page(html)
    return page.errors + [fault for rule in RULES for fault in rule(page)]


def text_of(element: Element) -> str:
    """What is read out of an element, pictures by their text."""
    said = [*element.itertext(), *(one.get("alt", "") for one in element.iter("img"))]
    return " ".join("".join(said).split())


def named(element: Element) -> str:
    """An element as a fault says it."""
    marks = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return f"<{element.tag}{marks}> {text_of(element)[:60]}"


def ids_once(page: Page) -> Iterator[str]:
    for name, times in page.ids.items():
        if times > 1 or not name or re.search(r"\s", name):
            yield f"the id {name!r} is given {times} times"


def references(page: Page) -> Iterator[str]:
    for element, _above in page.elements:
        for attribute in NAMED_BY:
            if attribute in element.attrib:
                for name in element.attrib[attribute].split() or [""]:
                    if name not in page.ids:
                        yield f"{attribute} names nothing: {named(element)}"
        href = element.get("href", "")
        if href.startswith("#") and href[1:] not in page.ids:
            yield f"leads nowhere: {named(element)}"


def labels(page: Page) -> Iterator[str]:
    """Every control, button, link and group has a name."""
    labelled = {one.get("for") for one, _ in page.each("label") if text_of(one)}
    for element, above in page.each("input", "select", "textarea"):
        if element.get("type") in SELF_NAMED:
            continue
        inside = any(one.tag == "label" and text_of(one) for one in above)
        if not (inside or element.get("id") in labelled or has_aria_name(element)):
            yield f"has no label: {named(element)}"
    for element, _above in page.each("button", "a", "summary", "legend", "label", "th", *HEADINGS):
        if not text_of(element) and not has_aria_name(element):
            yield f"says nothing: {named(element)}"
    for element, _above in page.each("fieldset"):
        if element.find("legend") is None and not has_aria_name(element):
            yield f"has no legend: {named(element)}"


def has_aria_name(element: Element) -> bool:
    return bool(element.get("aria-label", "").strip() or element.get("aria-labelledby"))


def headings(page: Page) -> Iterator[str]:
    found = [(int(one.tag[1]), one) for one, _ in page.each(*HEADINGS)]
    if [level for level, _ in found].count(1) != 1:
        yield f"{[level for level, _ in found].count(1)} headings of the first level"
    for (before, _), (level, element) in pairwise(found):
        if level > before + 1:
            yield f"a level is skipped before {named(element)}"


def nesting(page: Page) -> Iterator[str]:
    for element, above in page.elements:
        if not above:
            continue
        parent = above[-1]
        if parent.tag in TEXTUAL and element.tag not in PHRASING:
            yield f"<{parent.tag}> must not hold {named(element)}"
        if parent.tag in HEADED and element.tag not in (*PHRASING, *HEADINGS):
            yield f"<{parent.tag}> must not hold {named(element)}"
        if element.tag in PARENTS and parent.tag not in PARENTS[element.tag]:
            yield f"<{parent.tag}> must not hold {named(element)}"
        if parent.tag in CHILDREN and element.tag not in CHILDREN[parent.tag]:
            yield f"<{parent.tag}> must not hold {named(element)}"
    yield from knots(page)
    yield from definitions(page)


def knots(page: Page) -> Iterator[str]:
    """What is pressed must not lie in something else that is pressed; nor a form in a form."""
    for element, above in page.elements:
        tags = [one.tag for one in above]
        if (element.tag in INTERACTIVE or "tabindex" in element.attrib) and (
            "a" in tags or "button" in tags
        ):
            yield f"lies in a link or a button: {named(element)}"
        if element.tag in ("a", "button", "label") and "label" in tags:
            yield f"lies in a label: {named(element)}"
        if element.tag in ("form", "main", "header", "footer") and element.tag in tags:
            yield f"lies in another: {named(element)}"


def definitions(page: Page) -> Iterator[str]:
    for element, above in page.each("dt", "dd"):
        if above[-1].tag == "div" and above[-2].tag != "dl":
            yield f"has no list: {named(element)}"
    for element, _above in page.each("dl"):
        groups = element.findall("div") or [element]
        for tags in ([child.tag for child in group] for group in groups):
            if tags[:1] != ["dt"] or tags[-1:] != ["dd"]:
                yield f"has no term or no description: {named(element)}"


def attributes(page: Page) -> Iterator[str]:
    for element, _above in page.elements:
        for name in REQUIRED.get(element.tag, ()):
            if name not in element.attrib:
                yield f"lacks {name}: {named(element)}"
        if "style" in element.attrib or any(name.startswith("on") for name in element.attrib):
            yield f"the policy refuses {named(element)}"
        if element.tag == "time" and not MOMENT.fullmatch(element.get("datetime", "")):
            yield f"is no moment: {named(element)}"
        if element.tag == "input" and element.get("autocomplete") == NOT_IN_A_LINE:
            yield f"takes one line: {named(element)}"
        if element.get("action") == "":
            yield f"is sent nowhere: {named(element)}"
    title = page.root.find("head/title")
    if title is None or not re.match(r"\s*[^\s–].* – .+", title.text or "", re.S):
        yield f"has no title of its own: {title is not None and title.text}"


def leftovers(page: Page) -> Iterator[str]:
    """What a template shows when something is missing."""
    body = page.root.find("body")
    assert body is not None
    for text in body.itertext():
        if re.fullmatch(r"\s*None\s*", text) or re.search(r"\{[{%]|\[object|&lt;", text):
            yield f"left over: {text.strip()[:80]}"
        if not is_normalized("NFC", text):
            yield f"is in pieces (not NFC): {text.strip()[:80]}"


RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    ids_once,
    references,
    labels,
    headings,
    nesting,
    attributes,
    leftovers,
)


def language_at(above: tuple[Element, ...]) -> str:
    return next((one.attrib["lang"] for one in reversed(above) if "lang" in one.attrib), "")


def in_another_language(html: str, texts: dict[str, str]) -> list[str]:
    """Texts of a known language that a page does not mark as such."""
    found: list[str] = []
    for element, above in Page(html).elements:
        said: Any = element.text
        wanted = texts.get((said or "").strip())
        if wanted and language_at((*above, element)) != wanted:
            found.append(f"is not marked as {wanted}: {named(element)}")
    return found
