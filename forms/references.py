"""The code and the PIN a citizen is given, and the counters that number without gaps.

Codes are `{agency}-{yymmdd}-{n:04d}` (TT 01/2018/TT-VPCP Art. 19, re-regulated by
TT 03/2025/TT-VPCP): official, sequential and so guessable. The PIN is the second factor: eight
Crockford base-32 characters (40 random bits), kept only as a keyed digest, tried under a limit.
A draft has no number yet: its code is the beginning of its random key, 45 bits in nine letters.
"""

import hmac
import re
import secrets
import unicodedata
import uuid
from datetime import date

from django.db import connection, models
from django.utils import timezone

from forms.sealing import digest
from home.models import Office

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
PIN_LENGTH = 8
CODE = re.compile(r"[0-9A-Z.]{3,20}-\d{6}-\d{4,6}")
#: `NHAP-4F7-K2M-9QX` as typed: with or without its prefix, whose accent a keyboard may add.
DRAFT_CODE = re.compile(f"(?:NHA?P)?([{ALPHABET}]{{9}})")
DRAFT_BITS = 45  # of the key's 48 leading random bits: five for each letter
BATCH_CODE = re.compile(r"[0-9A-Z.]{3,20}-\d{6}-L\d{3,6}")
MISREAD = str.maketrans("ILO", "110")


class Counter(models.Model):
    """The last number given in one series of one office, for one day or year."""

    office = models.ForeignKey(Office, models.CASCADE)
    series = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "series", "period"], name="one_counter_per_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.period}: {self.last}"


#: One statement, so that nobody comes between reading and counting; the same on both databases.
NEXT = """
    INSERT INTO forms_counter AS counter (office_id, series, period, last) VALUES (%s, %s, %s, %s)
    ON CONFLICT (office_id, series, period) DO UPDATE SET last = counter.last + excluded.last
    RETURNING last
"""


def next_numbers(office: Office, series: str, period: str, count: int) -> range:
    """The next numbers; call inside the transaction that uses them, so a rollback leaves no gap."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [office.pk, series, period, count])
        (last,) = cursor.fetchone()
    return range(int(last) - count + 1, int(last) + 1)


def next_number(office: Office, series: str, period: str) -> int:
    (number,) = next_numbers(office, series, period, 1)
    return number


def new_codes(office: Office, count: int, today: date | None = None) -> list[str]:
    """Case codes for today (Asia/Ho_Chi_Minh), numbered within the day."""
    day = f"{today or timezone.localdate():%y%m%d}"
    numbers = next_numbers(office, "code", day, count)
    return [f"{office.agency_code}-{day}-{number:04d}" for number in numbers]


def new_code(office: Office, today: date | None = None) -> str:
    (code,) = new_codes(office, 1, today)
    return code


def new_batch_code(office: Office, today: date | None = None) -> str:
    """The code of a batch (lô), numbered within the day beside the cases."""
    day = f"{today or timezone.localdate():%y%m%d}"
    return f"{office.agency_code}-{day}-L{next_number(office, 'batch', day):03d}"


def new_book_number(office: Office, today: date | None = None) -> str:
    """The number in the office's register book of the year (Sổ theo dõi hồ sơ)."""
    year = f"{today or timezone.localdate():%Y}"
    return f"{next_number(office, 'book', year)}/{year}"


def new_decision_number(office: Office, book: str, today: date | None = None) -> str:
    """The number of an outgoing decision, per office, year and book."""
    year = f"{today or timezone.localdate():%Y}"
    return f"{next_number(office, book, year)}/{year}/{book}"


def plain(typed: str) -> str:
    """As any keyboard writes it: wide letters, Lao or Khmer digits, blanks, dashes."""
    short = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed[:200]))
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in short)
    return re.sub("[‐-―−]", "-", digits).upper()


def tidy_code(typed: str) -> str:
    """A code as typed by a person; what no code can hold is dropped."""
    return re.sub(r"[^0-9A-Z.-]", "", plain(typed))[:60]


def draft_code(key: uuid.UUID) -> str:
    """The code of a draft, told from its key, so that nothing more need be stored."""
    bits = key.int >> (128 - DRAFT_BITS)
    letters = "".join(ALPHABET[bits >> shift & 31] for shift in range(DRAFT_BITS - 5, -1, -5))
    return "-".join(("NHAP", letters[:3], letters[3:6], letters[6:]))


def draft_keys(code: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first and the last key that a draft's code can mean; None for any other text."""
    typed = DRAFT_CODE.fullmatch(code.replace("-", "").translate(MISREAD))
    if typed is None:
        return None
    bits = 0
    for letter in typed[1]:
        bits = bits << 5 | ALPHABET.index(letter)
    rest = 128 - DRAFT_BITS
    return uuid.UUID(int=bits << rest), uuid.UUID(int=(bits + 1 << rest) - 1)


def derived_pin(purpose: str, *parts: str) -> str:
    """A PIN that the server finds again, so that it need not be stored anywhere."""
    number = int(digest(purpose, *parts), 16)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(PIN_LENGTH))


def new_pin() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(PIN_LENGTH))


def tidy_pin(typed: str) -> str:
    """A PIN as typed: letters that are easily misread count as what was meant."""
    return plain(typed).replace("-", "").translate(MISREAD)[:40]


def pin_digest(key: str, pin: str) -> str:
    """What the database keeps of a PIN; `key` is the case's, so equal PINs differ."""
    return digest("pin", key, pin)


def pin_matches(key: str, pin: str, stored: str) -> bool:
    """Compares in constant time; an unknown case is compared too, against nothing."""
    return hmac.compare_digest(pin_digest(key, tidy_pin(pin)), stored or "-" * 64)
