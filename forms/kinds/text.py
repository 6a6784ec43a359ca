"""What a citizen types, made clean the same way everywhere, in time linear in its length."""

import re
import unicodedata

#: What a database, a spreadsheet or a PDF cannot hold.
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd\ufffe\uffff]")
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
#: Looks empty, so it is: blanks, joiners alone, fillers, variation selectors, tags.
NOTHING = re.compile(
    "[\\s\u200b-\u200f\u2060-\u2064\u2800\u034f\u061c\u115f\u1160\u3164\uffa0"
    "\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\ufeff\u00ad\U000e0000-\U000e0fff]*"
)
EDGES = "\u00a0\u3000 \t"


def tidy(value: str) -> str:
    """NFC, one kind of line break, no invisible or direction characters, no blanks at the ends."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = BIDI.sub("", INVISIBLE.sub("", value))
    if NOTHING.fullmatch(value):
        return ""
    return "\n".join(line.strip(EDGES) for line in value.strip().split("\n"))


def one_line(value: str) -> str:
    """Line breaks become blanks."""
    return re.sub(r"(?<! ) *\n+ *", " ", value)  # looked for once a run of blanks, so linear


def one_blank(value: str) -> str:
    """Every run of blanks becomes one."""
    return " ".join(value.split())


def ascii_digits(value: str) -> str:
    """Lao, Khmer, full-width and all other decimal digits as 0-9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in value)


def digits_only(value: str) -> str:
    """A number as typed in groups, without what groups it."""
    return re.sub(r"[\s.\-]", "", ascii_digits(value))


def code_letters(value: str) -> str:
    """A passport number or the like: upper case, no blanks."""
    return re.sub(r"\s", "", ascii_digits(value)).upper()
