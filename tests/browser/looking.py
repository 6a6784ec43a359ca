"""Looks at the page on the screen: axe's rules, and how it lies on small screens and in large type.

`look.js` says what it minds; `equip` gives both to every page of a browser, before its own scripts.
"""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

LOOK_SCRIPT = Path(__file__).with_name("look.js").read_text("utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CONTRAST = "color-contrast"
AXE = """async ([within, options]) =>
    (await axe.run(within ?? document, {...options, resultTypes: ["violations"]})).violations"""
Sizes = tuple[tuple[int, int], ...]
#: Width of the window and size of the type: 320 px are also 1280 at 400 %, 640 px 1280 at 200 %.
SIZES = ((320, 100), (640, 100), (640, 200), (1280, 100))
#: Where longer words run out of room first.
TIGHTEST = ((320, 100), (640, 200))
NARROW = 320
HEIGHT = 800
LOOK = "percent => { document.documentElement.style.fontSize = percent; return look(); }"


#: Shows what scripts may bring up: whatever is hidden, and the longest text of each status.
REVEAL = """() => {
    for (const one of document.querySelectorAll("main [hidden]")) one.hidden = false;
    for (const form of document.querySelectorAll("form")) {
        const [longest] = Object.values(form.dataset).sort((a, b) => b.length - a.length);
        for (const one of form.querySelectorAll("[role=status]")) one.textContent ||= longest;
    }
}"""


def equip(context: BrowserContext) -> None:
    context.add_init_script(AXE_SCRIPT)
    context.add_init_script(LOOK_SCRIPT)


def violations(page: Page, within: str = "", **options: Any) -> list[str]:
    """What axe finds: rule, element and what to do."""
    found = page.evaluate(AXE, [within or None, {"runOnly": RULES, "preload": False} | options])
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def pale(page: Page) -> list[str]:
    """What cannot be read well on a dark ground."""
    page.emulate_media(color_scheme="dark")
    found = violations(page, runOnly=[CONTRAST])
    page.emulate_media(color_scheme="light")
    return [f"in the dark, {fault}" for fault in found]


def misleading(page: Page) -> list[str]:
    """Mistakes that are not shown first, or whose links lead nowhere."""
    found: list[str] = page.evaluate("misleading()")
    return found


def resize(page: Page, width: int, height: int = HEIGHT) -> None:
    """Gives the window this size, and waits until the page lies in it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("width => window.innerWidth === width", arg=width)


def misplaced(page: Page, sizes: Sizes = SIZES) -> list[str]:
    """What is out of reach, cut off, covered or too small, at these sizes; ends at the first."""
    found: list[str] = []
    for width, percent in (*sizes[1:], sizes[0]):
        resize(page, width)
        found += [
            f"{width} px, {percent} %: {fault}" for fault in page.evaluate(LOOK, f"{percent}%")
        ]
    return found
