"""Names of files in an archive: no path, nothing hidden or foreign to a system, each only once."""

import re

from forms.kinds.text import BROKEN, tidy

#: What some system takes for a path, a device, a wildcard or a stream.
FOREIGN = re.compile(r'[/\\:*?"<>|\x00-\x1f]')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
LONGEST = 100


def safe(name: str) -> str:
    """The name as any system can keep it (R-30); Vietnamese letters stay."""
    plain = FOREIGN.sub("_", tidy(BROKEN.sub("", name))).strip(" .")
    if RESERVED.match(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[: LONGEST - 6]}.{ending}" if stem else f"tep.{ending}"
    return plain[:LONGEST] or "tep"


class Names:
    """Gives each file a name of its own: `giay-to.pdf`, `giay-to (2).pdf`."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def fresh(self, name: str) -> str:
        found = plain = safe(name)
        stem, dot, ending = plain.rpartition(".")
        number = 1
        while found.casefold() in self.taken:
            number += 1
            found = f"{stem} ({number}).{ending}" if dot else f"{plain} ({number})"
        self.taken.add(found.casefold())
        return found
