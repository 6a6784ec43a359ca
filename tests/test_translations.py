"""Every word that people see exists in their language; the catalogues follow the sources."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
LOCALE = Path(settings.LOCALE_PATHS[0])
LANGUAGES = ("en", "lo", "km")
#: Sources whose words citizens see; the rest is the CMS, in Vietnamese and English.
STAFF_ONLY = ("templates/forms/queue/", "templates/wagtailadmin/", "templates/forms/mail/digest")
PUBLIC = (
    *("templates/", "forms/citizen", "forms/access/contacts", "forms/copies/", "forms/kinds/"),
    *("forms/files/uploads", "forms/notices/letters", "forms/notices/plain_words"),
    *("forms/requests/", "forms/states/names"),
    *("forms/retention", "forms/slips/", "forms/supplements/", "forms/talking"),
    *("forms/models/notices", "forms/models/ratings"),
    *("services/registers", "home/models/news", "search/", "site/motcua/settings"),
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def is_public(entry: polib.POEntry) -> bool:
    files = [name for name, _line in entry.occurrences]
    return any(name.startswith(PUBLIC) and not name.startswith(STAFF_ONLY) for name in files)


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_english_says_everything():
    assert [entry.msgid for entry in catalogue("en") if not entry.translated()] == []


@pytest.mark.parametrize("language", ["lo", "km"])
def test_lao_and_khmer_say_all_that_the_public_sees(language):
    found = [entry for entry in catalogue(language) if is_public(entry)]
    assert len(found) > 400
    assert [entry.msgid for entry in found if not entry.translated()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_every_placeholder(language):
    wrong = [
        entry.msgid
        for entry in catalogue(language)
        for text in texts(entry)
        if text
        and not entry.msgid_plural
        and sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid))
    ]
    assert wrong == []


@pytest.mark.skipif(
    not shutil.which("xgettext") and os.environ.get("CI") != "true",
    reason="needs gettext (Debian: apt-get install gettext)",
)
def test_the_catalogues_hold_exactly_what_the_sources_say(tmp_path):
    """Collected in a copy of the sources: makemessages writes where it finds catalogues."""
    for folder in ("site", "home", "services", "forms", "search", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    arguments = [f"--locale={language}" for language in LANGUAGES]
    subprocess.run(
        [sys.executable, "site/manage.py", "makemessages", "--no-obsolete", *arguments],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    for language in LANGUAGES:
        path = tmp_path / LOCALE.relative_to(ROOT) / language / "LC_MESSAGES" / "django.po"
        fresh = {entry.msgid for entry in polib.pofile(str(path))}
        assert fresh == {entry.msgid for entry in catalogue(language)}
