"""HTML into PDF/UA-1: tagged, titled, in its language, with its fonts inside.

WeasyPrint is plain Python over the system's Pango. Where that or a font is missing nothing is
guessed and nothing is printed as empty boxes: `NoPdf` says what to install.
"""

import io
import re
import sys
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from platform import freedesktop_os_release
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

import pydyf
from django.utils.translation import gettext as _
from PIL import ImageFile

from forms.kinds.text import BROKEN

#: What brings Pango and the fonts of our four scripts, by system.
REMEDIES = {
    "debian": "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
    "fonts-noto-core",
    "fedora": "dnf install pango google-noto-serif-fonts google-noto-serif-lao-fonts "
    "google-noto-serif-khmer-fonts",
    "alpine": "apk add pango harfbuzz-subset font-noto font-noto-lao font-noto-khmer",
    "arch": "pacman -S pango noto-fonts",
    "darwin": "brew install pango font-noto-serif font-noto-serif-lao font-noto-serif-khmer",
    "win32": "pacman -S mingw-w64-ucrt-x86_64-pango mingw-w64-ucrt-x86_64-noto-fonts (MSYS2)",
}
#: Letters that the fonts which we ask for have: ASCII, Latin with Vietnamese, Lao, Khmer, marks.
OURS = re.compile("[\x20-\u024f\u0300-\u036f\u1e00-\u1eff\u0e80-\u0eff\u1780-\u17ff\u2010-\u2026₫]")
#: A part of the document that is in another language than the whole.
SECTION = re.compile(r'<section lang="([a-z]{2,3})"')
#: Pango's and fontconfig's states belong to the process.
ONE_AT_A_TIME = Lock()


class NoPdf(Exception):
    """This machine cannot make it; `command` is what its administrator has to run."""

    def __init__(self, reason: str) -> None:
        self.reason, self.command = reason, remedy()
        super().__init__(f"{reason} {self.command}")


def remedy() -> str:
    """The command for this system; an unknown one is told Debian's names."""
    if sys.platform in REMEDIES:
        return REMEDIES[sys.platform]
    try:
        release = freedesktop_os_release()
    except OSError:
        release = {}
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((REMEDIES[name] for name in names if name in REMEDIES), REMEDIES["debian"])


def weasyprint() -> Any:
    """The library, or NoPdf where it does not find Pango (of which it would tell the console)."""
    try:
        with redirect_stdout(io.StringIO()):
            library = import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise NoPdf(_("Máy chủ chưa có thư viện để lập tệp PDF.")) from error
    # It tells Pillow, for the whole process, to take half a picture for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return library


def why_not() -> NoPdf | None:
    """What stands in the way of every PDF on this machine; nothing once the library is there."""
    try:
        weasyprint()
    except NoPdf as missing:
        return missing
    return None


def pdf_of(html: str, folder: Path | None = None) -> bytes:
    """The whole document as PDF; `folder` is the only place that files are read from.

    A letter that no font here has is spelled by its number, [U+1F600]. If it is one of our own
    scripts, the fonts are missing: NoPdf.
    """
    library, html = weasyprint(), BROKEN.sub("", html)
    with ONE_AT_A_TIME:
        made, missing = rendered(library, html, folder)
        if missing:
            made, missing = rendered(library, spelled(html, missing), folder)
    if missing:
        raise no_fonts()
    return made


def rendered(library: Any, html: str, folder: Path | None) -> tuple[bytes, set[str]]:
    """The PDF, and the letters in it that no font has."""
    missing: set[str] = set()
    languages = set(SECTION.findall(html))

    def finish(document: Any, pdf: Any) -> None:
        missing.update(chr(point) for font in document.fonts.values() for point in font.missing)
        if len(languages) == 1:
            say_language(pdf, *languages)

    base = folder.resolve().as_uri() + "/" if folder else None
    document = library.HTML(string=html, base_url=base, url_fetcher=fetcher(library, folder))
    return document.write_pdf(pdf_variant="pdf/ua-1", finisher=finish), missing


def say_language(pdf: Any, language: str) -> None:
    """Tells screen readers in which language to read what is a section of its own."""
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/Sect":
            element["Lang"] = pydyf.String(language)


def spelled(html: str, missing: set[str]) -> str:
    if any(OURS.match(letter) for letter in missing):
        raise no_fonts()
    return html.translate({ord(letter): f"[U+{ord(letter):04X}]" for letter in missing})


def no_fonts() -> NoPdf:
    return NoPdf(_("Máy chủ chưa có phông chữ Noto Serif để lập tệp PDF."))


def fetcher(library: Any, folder: Path | None) -> Any:
    """Reads what lies in the folder and what the document itself holds; nothing else (R-57)."""

    class OwnFiles(library.urls.URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme == "file" and not (folder and path.is_relative_to(folder.resolve())):
                raise PermissionError("outside of the document's own folder")
            return super().fetch(url, headers)

    return OwnFiles(allowed_protocols={"data", "file"}, allow_redirects=False)
