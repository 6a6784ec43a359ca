"""People at a browser: a citizen who fills in the step on the screen, a member of staff at work."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext, override
from playwright.sync_api import FilePayload, Page

from tests.factories import PASSWORD
from tests.journeys import PDF, png

ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
CONTROLS = "controls => controls.map(control => [control.name, control.type])"


def paper(name: str = "giay-to.pdf") -> FilePayload:
    """A file as it is picked on a device."""
    if name.endswith(".png"):
        return {"name": name, "mimeType": "image/png", "buffer": png().read()}
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def typed(value: Any) -> str:
    """A stored answer the way people type it: the day first, a comma before decimals."""
    text = str(value)
    if day := ISO_DAY.fullmatch(text):
        return "/".join(reversed(day.groups()))
    return text.replace(".", ",") if re.fullmatch(r"\d+\.\d+", text) else text


def answer_to(name: str, answers: Mapping[str, Any]) -> Any:
    """What belongs into the control of this name; rows are named `programmes-0-level`."""
    rows, _, rest = name.partition("-")
    number, _, column = rest.partition("-")
    if column:
        listed = answers.get(rows) or []
        return listed[int(number)].get(column) if int(number) < len(listed) else None
    return answers.get(name)


def controls(page: Page) -> dict[str, str]:
    """The types of the questions on the screen, by name."""
    asked = "main form :is(input:not([type=hidden]), select, textarea)"
    return dict(page.locator(asked).evaluate_all(CONTROLS))


def fill(page: Page, answers: Mapping[str, Any]) -> None:
    """Answers what the screen asks, and puts a file into every place for files."""
    for name, kind in controls(page).items():
        value, control = answer_to(name, answers), page.locator(f'main [name="{name}"]')
        if kind == "file":
            control.set_input_files(paper("anh.png" if name == "photo_file" else "giay-to.pdf"))
        elif value in (None, "", []):
            continue
        elif kind in ("radio", "checkbox") and value is not True:
            for one in value if isinstance(value, list) else [value]:
                page.locator(f'main [name="{name}"][value="{one}"]').check()
        elif kind == "checkbox":
            control.check()
        elif kind == "select-one":
            control.select_option(str(value))
        else:
            control.fill(typed(value))


def press(page: Page, label: str) -> None:
    """Presses the button of this label, as the page's language says it."""
    page.locator("main").get_by_role("button", name=label, exact=True).click()


def in_words(message: str, language: str, **parts: Any) -> str:
    """A source text as a page in this language shows it."""
    with override(language):
        return gettext(message) % parts if parts else gettext(message)


def sign_in(page: Page, user: User) -> None:
    """Logs in through the CMS's own form."""
    page.goto("/cms/login/")
    page.locator("[name=username]").fill(user.get_username())
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form [type=submit]").click()
    page.wait_for_url("**/cms/")
