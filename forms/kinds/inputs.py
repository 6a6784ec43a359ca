"""The form fields behind `forms.kinds.fields`: how each kind of answer is read and shown again."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forms.kinds import keyboards
from forms.kinds.text import BROKEN, ascii_digits, one_line, tidy

Label = Any  # a text, or one that is translated when it is shown
LONGEST = 40  # of a date or a number as typed


class TextField(forms.CharField):
    """Text that is kept as typed, after `tidy`; unreadable characters are an error, not a change.

    Far too long a text is refused before anything looks at it.
    """

    default_error_messages = {"max_length": _("Quá dài: nhiều nhất %(limit_value)d ký tự.")}

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value)
        if self.max_length is not None and len(text) > 4 * self.max_length + 100:
            raise ValidationError(
                self.error_messages["max_length"], "max_length", {"limit_value": self.max_length}
            )
        if BROKEN.search(text):
            raise ValidationError(
                _("Có ký tự không đọc được. Hãy xóa và gõ lại."), code="unreadable"
            )
        text = tidy(text)
        return text if self.lines else one_line(text)


class PatternField(TextField):
    """Text of a fixed form: normalised by `shape`, then matched against `pattern`."""

    def __init__(
        self, *, pattern: str, message: Label, shape: Callable[[str], str] = str, **kwargs: Any
    ) -> None:
        self.pattern, self.message, self.shape = re.compile(pattern), message, shape
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = self.shape(super().to_python(value))
        if text and not self.pattern.fullmatch(text):
            raise ValidationError(self.message, code="invalid")
        return text


class PhoneField(TextField):
    """A phone number of Viet Nam, Laos or Cambodia, stored as E.164."""

    regions = ("VN", "LA", "KH")

    def to_python(self, value: Any) -> str:
        text = ascii_digits(super().to_python(value))
        if not text:
            return ""
        for region in self.regions:
            try:
                number = phonenumbers.parse(text, region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number):
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        raise ValidationError(
            _("Số điện thoại không đúng. Ví dụ: 0912 345 678 hoặc +856 20 12 345 678."),
            code="invalid",
        )

    def prepare_value(self, value: Any) -> Any:
        return national_phone(value) if isinstance(value, str) else value


def national_phone(stored: str) -> str:
    """A Vietnamese number as people write it, others with their country code; else as it is."""
    if not re.fullmatch(r"\+\d{6,15}", stored):
        return stored
    number = phonenumbers.parse(stored, None)
    form = phonenumbers.PhoneNumberFormat
    here = number.country_code == 84
    return phonenumbers.format_number(number, form.NATIONAL if here else form.INTERNATIONAL)


class MailField(TextField):
    """An e-mail address; refuses what `TextField` refuses before it looks at the form."""

    default_validators = forms.EmailField.default_validators


class WebField(TextField):
    """A web address; `https://` is added when left out."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text if not text or "://" in text else f"https://{text}"


class DayField(forms.DateField):
    """A date typed day first; `earliest` and `latest` are functions of today."""

    widget = forms.DateInput(attrs=keyboards.DAY, format="%d/%m/%Y")
    forms_read = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d"]
    default_error_messages = {
        "invalid": _("Ngày phải có dạng ngày/tháng/năm, ví dụ 05/09/2026."),
        "too_early": _("Ngày phải từ %(day)s trở đi."),
        "too_late": _("Ngày không được sau %(day)s."),
    }

    def __init__(
        self,
        *,
        earliest: Callable[[date], date] | None = None,
        latest: Callable[[date], date] | None = None,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(input_formats=self.forms_read, **kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            value = ascii_digits(tidy(value[: LONGEST + 1]))
            if len(value) > LONGEST or BROKEN.search(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        today = timezone.localdate()
        first = self.earliest(today) if self.earliest else date(1900, 1, 1)
        last = self.latest(today) if self.latest else date(2100, 12, 31)
        if value < first:
            raise ValidationError(
                self.error_messages["too_early"], "too_early", {"day": f"{first:%d/%m/%Y}"}
            )
        if value > last:
            raise ValidationError(
                self.error_messages["too_late"], "too_late", {"day": f"{last:%d/%m/%Y}"}
            )

    def prepare_value(self, value: Any) -> Any:
        """What is stored in ISO form is shown day first; what did not pass, as typed."""
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return "/".join(reversed(value.split("-")))
        return value


class NumberField(forms.DecimalField):
    """A number typed the Vietnamese way, 1.234.567,5, or 1234567.5; a multiple of `unit`."""

    default_error_messages = {
        "invalid": _("Hãy nhập một số, ví dụ 1.500 hoặc 12,5."),
        "max_digits": _("Số quá lớn."),
        "max_decimal_places": _("Hãy nhập một số, ví dụ 1.500 hoặc 12,5."),
        "max_whole_digits": _("Số quá lớn."),
        "unit": _("Điểm theo bước 0,5, ví dụ 7 hoặc 7,5."),
    }

    def __init__(self, *, unit: Decimal | None = None, grouped: bool = True, **kwargs: Any) -> None:
        self.unit, self.grouped = unit, grouped
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = "" if value is None else str(value)
        text = re.sub(r"\s", "", ascii_digits(tidy(text[: LONGEST + 1])))
        if not re.fullmatch(r"-?[0-9.,]{0,30}", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", text):
            text = text.replace(".", "")
        number: Decimal | None = super().to_python(text.replace(",", "."))
        return number

    def clean(self, value: Any) -> Decimal | int | None:
        number = super().clean(value)
        if self.unit and number is not None and number % self.unit:
            raise ValidationError(self.error_messages["unit"], code="unit")
        whole = number is not None and not self.decimal_places
        return int(number) if whole else number

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]+\.[0-9]{1,2}", value):
            return value.replace(".", ",")
        return value


NOT_LISTED = _("Hãy chọn một mục trong danh sách.")


class ChoiceField(forms.ChoiceField):
    """One of several. What was typed instead never comes back in a message.

    `source` reads choices that are data; `legacy` holds codes that are shown but no longer offered.
    """

    default_error_messages = {"invalid_choice": NOT_LISTED}
    source: Any = None
    legacy: tuple[tuple[str, Any], ...] = ()


class SeveralField(forms.MultipleChoiceField):
    """Any number of several, each at most once."""

    default_error_messages = {"invalid_choice": NOT_LISTED, "invalid_list": NOT_LISTED}
    source: Any = None
    legacy: tuple[tuple[str, Any], ...] = ()

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().to_python(value)))


class DerivedField(ChoiceField):
    """An answer that follows from others: its step computes it, nobody types it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        return ""


class UploadField(forms.Field):
    """A component of the dossier: one file or several, kept apart from the answers."""

    widget = forms.FileInput

    def __init__(self, *, many: bool = False, types: tuple[str, ...], **kwargs: Any) -> None:
        self.many, self.types = many, types
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        """Its files may lie there already: the step says what is missing."""


class LongSelect(forms.Select):
    """A list of hundreds of choices, many times on a page: written without a template for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        tag = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = "" if value is None else str(value)
        options = format_html_join("", "{}", ((part,) for part in self.written(chosen)))
        return format_html("<select{}>{}</select>", flatatt(tag), options)

    def written(self, chosen: str) -> Iterator[SafeString]:
        """Options, and groups of options, as HTML."""
        for code, label in self.choices:
            if isinstance(label, list | tuple):
                parts = ((option(one, name, chosen),) for one, name in label)
                within = format_html_join("", "{}", parts)
                yield format_html('<optgroup label="{}">{}</optgroup>', code, within)
            else:
                yield option(code, label, chosen)


def option(code: Any, label: Any, chosen: str) -> SafeString:
    mark = SafeString(" selected") if str(code) == chosen else ""
    return format_html('<option value="{}"{}>{}</option>', code, mark, label)


class SuggestInput(forms.TextInput):
    """A line of text with suggestions; anything else may be typed. Needs no script."""

    suggestions: tuple[str, ...] = ()

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        listed = f"{(attrs or {}).get('id', name)}_list"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join(
            "", '<option value="{}">', ((word,) for word in self.suggestions)
        )
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)
