"""Vietnamese, Lao and Khmer text made comparable: accents folded, unspaced scripts cut into pieces.

Every word that leaves this module is plain ASCII, so that no engine's tokenizer, collation or
server locale can treat it differently from another's.
"""

import re
import unicodedata
from itertools import pairwise

UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u19e0-\u19ff"  # Thai, Lao, Khmer
INVISIBLE = "\u200b-\u200d\u2060\ufeff"  # joiners and the zero-width space of Khmer word breaks
LETTER_D = str.maketrans("đĐðÐ", "dDdD", "\u00ad")  # the Vietnamese letter without a decomposition
SPELLED_D = str.maketrans({"đ": "d9", "Đ": "d9", "ð": "d9", "Ð": "d9", "\u00ad": None})
ACCENT = re.compile("[\u0300-\u036f]")
#: As on a VNI keyboard: a digit for every accent, so that an accented word is one ASCII word.
ACCENT_DIGIT = dict(
    zip("\u0301\u0300\u0309\u0303\u0323\u0302\u031b\u0306", "12345678", strict=True)
)
RUN = f"[{UNSPACED}][{UNSPACED}{INVISIBLE}]*"
PIECE = re.compile(f"(?P<run>{RUN})|[^\\W_{UNSPACED}]+")
JOINED_DIGITS = re.compile(r"(?<!\d)\d+(?:[./\s-]\d+)+")
JOINED_LENGTH = 8  # shorter ones are dates' parts and article numbers, not phones or codes
WORD_LENGTH = 64
UNSPACED_WORD = re.compile("x(e[0-9a-f]{2}|17[89a-f][0-9a-f]|19[ef][0-9a-f])")
KHMER_COENG = "\u17d2"  # stacks the next letter under the one before


def fold(text: str) -> str:
    """Lower-case without Vietnamese accents; NFC and NFD fold alike. Lao and Khmer signs stay."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFC", text).translate(LETTER_D)
    bare = ACCENT.sub("", unicodedata.normalize("NFD", text)).casefold()
    # Changing the case may bring a mark out (Turkish İ), so marks are taken away once more.
    return unicodedata.normalize("NFC", ACCENT.sub("", unicodedata.normalize("NFD", bare)))


def spell(text: str) -> str:
    """Lower-case with each accent as a digit (`đào` is `d9ao2`); NFC and NFD spell alike."""
    text = unicodedata.normalize("NFC", text).translate(SPELLED_D)
    parts = unicodedata.normalize("NFD", text)
    spelled = ACCENT.sub(lambda mark: ACCENT_DIGIT.get(mark.group(), ""), parts)
    return unicodedata.normalize("NFC", spelled.casefold())


def plain(text: str) -> str:
    """The words of a text folded and in plain ASCII, two blanks apart; what parts words is gone.

    A letter of another script is a `z` and its code point. So a part of a text is a part of what
    this makes of it, in any database and under any locale.
    """
    letters = (plain_letter(letter) for letter in fold(text))
    return "  ".join("".join(letters).split())


def plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() else " "
    category = unicodedata.category(letter)
    if category in ("Cf", "Mn", "Mc") or category[0] in "LN":
        return "" if category == "Cf" else f"z{ord(letter):x}"
    return " "


def clusters(run: str) -> list[str]:
    """A run of Lao, Khmer or Thai as grapheme clusters: a letter with the signs that hang on it."""
    found: list[str] = []
    for char in run:
        hangs = unicodedata.category(char) in ("Mn", "Mc", "Cf")
        if found and (hangs or found[-1].endswith(KHMER_COENG)):
            found[-1] += char
        else:
            found.append(char)
    return found


def tokens(text: str) -> list[str]:
    """All that a text can be found by: its words, and its grouped numbers (phones, codes) whole."""
    return words(text) + joined_numbers(text)


def words(text: str) -> list[str]:
    """The folded words of a text, in order.

    Spaced scripts give words; unspaced ones overlapping pairs of clusters, each as one word.
    """
    return cut(fold(text))


def spelled_words(text: str) -> list[str]:
    """As `words`, with the accents kept."""
    return cut(spell(text))


def cut(prepared: str) -> list[str]:
    """The words of a text already folded or spelled."""
    found: list[str] = []
    for match in PIECE.finditer(prepared):
        piece = match.group()
        if match["run"]:
            found += [ascii_word(pair) for pair in pairs(clusters(piece))]
        else:
            found.append(piece[:WORD_LENGTH] if piece.isascii() else ascii_word(piece))
    return found


def joined_numbers(text: str) -> list[str]:
    """Numbers written in groups, without what parts them, if long enough to be a phone or code."""
    found = (re.sub(r"\D", "", match.group()) for match in JOINED_DIGITS.finditer(fold(text)))
    return [digits for digits in found if len(digits) >= JOINED_LENGTH and digits.isascii()]


def phrase(parts: list[str]) -> list[str]:
    """Neighbouring words tied in pairs (`giao duc` gives `giao0duc`): what a phrase is found by.

    So a phrase needs no positions in the index. Unspaced scripts are in pairs already.
    """
    found: list[str] = []
    for place, word in enumerate(parts):
        before, after = parts[max(place - 1, 0) : place], parts[place + 1 : place + 2]
        if is_unspaced(word):
            found.append(word)
        elif after and not is_unspaced(after[0]):
            found.append(f"{word}0{after[0]}")
        elif not before or is_unspaced(before[0]):
            found.append(word)
    return found


def pairs(items: list[str]) -> list[str]:
    """Overlapping pairs; a single item alone."""
    if len(items) < 2:
        return items
    return [first + second for first, second in pairwise(items)]


def ascii_word(text: str) -> str:
    """`x` and the code points in hexadecimal: a word that no tokenizer cuts."""
    seen = (char for char in text if unicodedata.category(char) != "Cf")
    return "x" + "".join(f"{ord(char):x}" for char in seen)[: WORD_LENGTH - 1]


def is_unspaced(word: str) -> bool:
    """Whether a word is the ASCII form of a piece of an unspaced script."""
    return UNSPACED_WORD.match(word) is not None
