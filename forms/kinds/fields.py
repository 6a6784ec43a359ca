"""What kinds are made of: one function for each thing an office asks for.

Each takes its label first, then `required`, `help`, and traits (`privacy`, `seal`, `find`,
`asked`, `filterable`).
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.kinds import keyboards
from forms.kinds.inputs import (
    ChoiceField,
    DayField,
    DerivedField,
    Label,
    LongSelect,
    MailField,
    NumberField,
    PatternField,
    PhoneField,
    SeveralField,
    SuggestInput,
    TextField,
    UploadField,
    WebField,
)
from forms.kinds.place import PlaceField, PlaceInput
from forms.kinds.text import BROKEN, code_letters, digits_only, one_blank, tidy
from forms.kinds.traits import with_traits

__all__ = ["BROKEN", "UploadField", "tidy"]  # for what keeps files and texts outside of steps

Choices = Iterable[tuple[str, Any]]
#: Reads choices that are data: called with the office and the answers given so far.
Source = Callable[..., Choices]

CHOOSE = ("", _("— Chọn —"))
#: Said of every field of a sort, unless its kind says something better.
BY_NAME = _("Gõ tên, có dấu hay không dấu đều được.")
DAY_FIRST = _("Ví dụ: 05/09/2026.")
A_PHONE = _("Ví dụ: 0912 345 678.")
LETTER = "[^\\W\\d_]"
# Vowels and tone marks that are no letters.
SIGNS = "\u0300-\u036f\u0eb1-\u0ecd\u17b4-\u17dd\u200c\u200d"


def label_of(label: Label, options: dict[str, Any]) -> dict[str, Any]:
    """Splits the options every function here takes from those of the Django field."""
    return {
        "label": label,
        "required": options.pop("required", True),
        "help_text": options.pop("help", ""),
    }


def own_or_not(options: dict[str, Any]) -> keyboards.Attrs:
    """What a browser may fill in by itself, where a field says so: "off" for others' data."""
    named = options.pop("autocomplete", None)
    return {"autocomplete": named} if named else {}


def text(
    label: Label,
    max_length: int = 255,
    *,
    rows: int = 0,
    min_length: int = 0,
    suggest: Callable[..., Iterable[str]] | None = None,
    keyboard: keyboards.Attrs = keyboards.LINE,
    **options: Any,
) -> TextField:
    """One line, with suggestions if given, or a box of `rows` lines."""
    common = label_of(label, options)
    attrs = options.pop("attrs", {})
    line = SuggestInput if suggest else forms.TextInput
    box = forms.Textarea(attrs={"rows": rows, **attrs})
    widget = box if rows else line(attrs=keyboard | attrs)
    field = TextField(
        max_length=max_length,
        min_length=min_length or None,
        lines=bool(rows),
        widget=widget,
        error_messages={"min_length": _("Hãy viết ít nhất %(limit_value)d ký tự.")},
        **common,
    )
    field.suggest = suggest  # type: ignore[attr-defined]
    return with_traits(field, **options)


def pattern(
    label: Label,
    regex: str,
    message: Label,
    *,
    shape: Callable[[str], str] = one_blank,
    max_length: int = 40,
    keyboard: keyboards.Attrs = keyboards.CODE,
    attrs: keyboards.Attrs | None = None,
    **options: Any,
) -> PatternField:
    """Text of a fixed form; `regex` must be linear: no repetition within a repetition."""
    common = label_of(label, options)
    field = PatternField(
        pattern=regex,
        message=message,
        shape=shape,
        max_length=max_length,
        widget=forms.TextInput(attrs=keyboard | (attrs or {})),
        **common,
    )
    return with_traits(field, **options)


def person_name(label: Label, max_length: int = 120, **options: Any) -> PatternField:
    """A person's name in any script: two characters or more; letters, their signs, blanks, '.-"""
    return pattern(
        label,
        f"{LETTER}(?:(?![\\d_])[\\w{SIGNS}'’. -])+",
        _("Tên chỉ gồm chữ cái, dấu cách và các dấu ' . - (ít nhất hai ký tự)."),
        max_length=max_length,
        keyboard=keyboards.NAME,
        attrs={"autocomplete": options.pop("autocomplete", "off")},
        **options,
    )


def identity_number(label: Label, **options: Any) -> PatternField:
    """The 12-digit personal number (NĐ 137/2015/NĐ-CP Art. 13); any first three digits."""
    return pattern(
        label,
        r"[0-9]{12}",
        _("Số định danh cá nhân gồm đúng 12 chữ số (CMND 9 số không còn dùng được)."),
        shape=digits_only,
        keyboard=keyboards.DIGITS,
        find=True,
        **options,
    )


def passport_number(label: Label, **options: Any) -> PatternField:
    """A passport number (ICAO 9303: at most nine letters and digits)."""
    return pattern(
        label,
        r"[A-Z0-9]{6,9}",
        _("Số hộ chiếu gồm 6 đến 9 chữ cái không dấu và chữ số, ví dụ PA1234567."),
        shape=code_letters,
        find=True,
        **options,
    )


def identity_or_passport(label: Label, **options: Any) -> PatternField:
    """The personal number of a Vietnamese, the passport number of anybody else."""
    return pattern(
        label,
        r"[0-9]{12}|[A-Z0-9]{6,9}",
        _("Hãy nhập 12 chữ số của số định danh cá nhân, hoặc 6 đến 9 ký tự của số hộ chiếu."),
        shape=lambda value: code_letters(value).replace(".", "").replace("-", ""),
        find=True,
        **options,
    )


def phone(label: Label, **options: Any) -> PhoneField:
    """A phone number of Viet Nam, Laos or Cambodia."""
    options.setdefault("help", A_PHONE)
    common = label_of(label, options)
    attrs = keyboards.TELEPHONE | own_or_not(options)
    return with_traits(
        PhoneField(max_length=30, widget=forms.TextInput(attrs=attrs), **common), **options
    )


def email(label: Label, **options: Any) -> MailField:
    common = label_of(label, options)
    widget = forms.EmailInput(attrs=keyboards.MAIL | own_or_not(options))
    errors = {"invalid": _("Địa chỉ thư điện tử không đúng. Ví dụ: ten@example.vn.")}
    field = MailField(max_length=254, widget=widget, error_messages=errors, **common)
    return with_traits(field, **options)


def website(label: Label, **options: Any) -> WebField:
    common = label_of(label, options)
    widget = forms.TextInput(attrs=keyboards.WEB | own_or_not(options))
    errors = {"invalid": _("Địa chỉ trang web không đúng. Ví dụ: https://example.vn.")}
    field = WebField(max_length=200, widget=widget, error_messages=errors, **common)
    return with_traits(field, **options)


def day(
    label: Label,
    *,
    earliest: Callable[[date], date] | None = None,
    latest: Callable[[date], date] | None = None,
    errors: dict[str, Label] | None = None,
    **options: Any,
) -> DayField:
    """A day; a bound is a function of today, for example `latest=lambda today: today`."""
    options.setdefault("help", DAY_FIRST)
    common = label_of(label, options)
    field = DayField(earliest=earliest, latest=latest, error_messages=errors, **common)
    return with_traits(field, **options)


def number(
    label: Label,
    *,
    least: float = 0,
    most: float = 10**12,
    places: int = 0,
    unit: Decimal | None = None,
    grouped: bool = True,
    **options: Any,
) -> NumberField:
    """A whole number, or one with `places` decimals; a year is not `grouped` when shown."""
    common = label_of(label, options)
    mode = keyboards.DECIMAL if places else keyboards.DIGITS
    field = NumberField(
        min_value=Decimal(str(least)),
        max_value=Decimal(str(most)),
        decimal_places=places,
        max_digits=15,
        unit=unit,
        grouped=grouped,
        widget=forms.TextInput(attrs=mode),
        error_messages={
            "min_value": _("Phải từ %(limit_value)s trở lên."),
            "max_value": _("Không được quá %(limit_value)s."),
        },
        **common,
    )
    return with_traits(field, **options)


def choice(
    label: Label,
    choices: Choices | Source,
    *,
    radio: bool | None = None,
    legacy: Choices = (),
    **options: Any,
) -> ChoiceField:
    """One of several; few are shown as radio buttons, many or data-driven ones as a list."""
    common = label_of(label, options)
    source = choices if callable(choices) else None
    fixed = [] if callable(choices) else list(choices)
    few = radio if radio is not None else (source is None and len(fixed) <= 5)
    field = ChoiceField(
        choices=fixed if few else [CHOOSE, *fixed],
        widget=forms.RadioSelect if few else LongSelect,
        **common,
    )
    field.source, field.legacy = source, tuple(legacy)
    return with_traits(field, **options)


def place(label: Label, source: Source, *, anywhere: bool = False, **options: Any) -> PlaceField:
    """A commune, found by typing its name: of the office's province, or of any."""
    options.setdefault("help", BY_NAME)
    common = label_of(label, options)
    widget = PlaceInput(attrs=keyboards.NAME | own_or_not(options))
    field = PlaceField(anywhere=anywhere, widget=widget, **common)
    field.source = source
    return with_traits(field, **options)


def several(label: Label, choices: Choices | Source, **options: Any) -> SeveralField:
    """Any number of several, as tick boxes."""
    common = label_of(label, options)
    source = choices if callable(choices) else None
    fixed = [] if callable(choices) else list(choices)
    field = SeveralField(choices=fixed, widget=forms.CheckboxSelectMultiple, **common)
    field.source = source
    return with_traits(field, **options)


def derived(label: Label, choices: Source, **options: Any) -> DerivedField:
    """An answer that its step computes from others; `choices` give the labels."""
    field = DerivedField(required=False, label=label)
    field.source = choices
    return with_traits(field, **options)


def tick(label: Label, **options: Any) -> forms.BooleanField:
    """A single box; `required=True` means it must be ticked. Never pre-ticked."""
    options.setdefault("required", False)
    return with_traits(forms.BooleanField(**label_of(label, options)), **options)


DOCUMENTS = ("pdf", "jpg", "png", "docx")
SCANS = ("pdf", "jpg", "png")


def upload(
    label: Label, *, types: tuple[str, ...] = SCANS, many: bool = False, **options: Any
) -> UploadField:
    """A file of the dossier, checked by content when it arrives (`forms.files.uploads`)."""
    common = label_of(label, options)
    field = UploadField(types=types, many=many, **common)
    field.widget.attrs["accept"] = ",".join(f".{ending}" for ending in types)
    if many:
        field.widget.allow_multiple_selected = True
        field.widget.attrs["multiple"] = True
    return with_traits(field, **options)
