"""Telephone numbers as people here write them."""

import phonenumbers
from django import template

register = template.Library()


@register.filter
def national(number: str) -> str:
    """A stored E.164 number in its country's own form; anything else as it stands."""
    try:
        parsed = phonenumbers.parse(number, "VN")
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == 84
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if home else style.INTERNATIONAL)
