"""Where something is: a commune, found by typing its name, with or without accents.

Stored is the commune's five-digit code; of a province whose communes are not loaded, the province
and the name as typed (`38: Xã Hoằng Hóa`), which only this field reads. Needs no script; with one,
`place.js` suggests while one types.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forms.kinds.inputs import TextField
from forms.kinds.text import one_blank
from home.gazetteer import CODE, Gazetteer, Place, gazetteer

PROVINCE, PICK = "-tinh", "-chon"
#: A province's code and a name: typed and not yet found, or not to be found as nothing is loaded.
ELSEWHERE = re.compile(r"([0-9]{2}): (.*)", re.S)
LETTER = re.compile(r"[^\W\d_]")


def split(value: str) -> tuple[str, str]:
    """Province and name, or code, of a value; the province may be unknown."""
    match = ELSEWHERE.fullmatch(value)
    return (match[1], match[2]) if match else ("", value)


class PlaceInput(forms.TextInput):
    """A line for the name, a list of provinces where it may be any, and what may be meant."""

    #: How to come by the gazetteer, and the office's province; told by the field.
    gazetteer: Callable[[], Gazetteer] = staticmethod(gazetteer)
    here = ""
    anywhere = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """One text for what was typed, where, and which of several was picked."""
        text, province, pick = (data.get(f"{name}{end}") for end in ("", PROVINCE, PICK))
        if not text or not text.strip() or ELSEWHERE.fullmatch(text):
            return text
        known, province = CODE.fullmatch(text), self.province(province)
        if pick and any(pick == place.code for place in self.meant(text, province)):
            return pick
        return text if known or not province else f"{province}: {text}"

    def province(self, chosen: Any) -> str:
        """The province in which to look: the office's, or the one that was chosen, if any."""
        if not self.anywhere:
            return self.here
        return chosen if chosen in self.gazetteer().provinces else ""

    def meant(self, text: str, province: str) -> list[Place]:
        """What a text may mean: those of the name, else those of a like name, here or anywhere."""
        known = self.gazetteer()
        wider = [""] if self.anywhere and province else []
        for look in (known.found, known.near):
            for where in [province, *wider]:
                if places := look(text, where):
                    return places
        return []

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        known = self.gazetteer()
        province, text = split(str(value or ""))
        place = known.places.get(text)
        if place:
            province, text = place.province, place.name
        own = self.build_attrs(self.attrs, {**(attrs or {}), "name": name, "value": text})
        data = {"data-places": reverse("places", args=[known.version])}
        if not self.anywhere:
            data["data-province"] = self.here
        return format_html(
            '<div class="place"{}><input type="text"{}>{}{}</div>',
            flatatt(data),
            flatatt(own),
            self.provinces(name, own, province) if self.anywhere else "",
            self.choices(name, own, text, province) if text and not place else "",
        )

    def provinces(self, name: str, own: dict[str, Any], chosen: str) -> SafeString:
        one = f"{own.get('id', name)}{PROVINCE}"
        options = [
            (code, SafeString(" selected" if code == (chosen or self.here) else ""), label)
            for code, label in self.gazetteer().provinces.items()
        ]
        return format_html(
            '<label class="form-label" for="{}">{}</label>'
            '<select class="form-select" id="{}" name="{}">{}</select>',
            one,
            _("Tỉnh, thành phố"),
            one,
            f"{name}{PROVINCE}",
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )

    def choices(self, name: str, own: dict[str, Any], text: str, province: str) -> SafeString:
        """Buttons for what may be meant, when one name is not enough."""
        known = self.gazetteer()
        if province and province not in known.by_province:
            return SafeString()
        boxes = [
            (f"{own.get('id', name)}{PICK}-{number}", f"{name}{PICK}", place.code, label)
            for number, place in enumerate(self.meant(text, province))
            for label in [known.full_name(place.code)]
        ]
        if not boxes:
            return SafeString()
        buttons = format_html_join(
            "",
            '<div class="form-check"><input type="radio" class="form-check-input" id="{0}" '
            'name="{1}" value="{2}"><label class="form-check-label" for="{0}">{3}</label></div>',
            boxes,
        )
        legend = _("Có phải một trong các nơi này?")
        return format_html(
            '<fieldset class="place-choices"><legend class="form-label fs-6">{}</legend>{}'
            "</fieldset>",
            legend,
            buttons,
        )


class PlaceField(TextField):
    """A commune: of the office's province, or, `anywhere`, of all."""

    widget = PlaceInput
    default_error_messages = {
        "several": _("Có nhiều nơi tên như vậy. Hãy chọn một nơi."),
        "unknown": _("Không tìm thấy nơi này. Hãy gõ tên xã, phường, đặc khu hiện nay."),
    }
    #: Names the codes, as of any choice that is data.
    source: Any = None

    def __init__(self, *, anywhere: bool, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.anywhere = anywhere
        self.widget.anywhere = anywhere

    def look(self, here: str, known: Callable[[], Gazetteer]) -> None:
        """Tells the field where it is, and how to come by the names."""
        self.widget.here, self.widget.gazetteer = here, known

    def to_python(self, value: Any) -> str:
        province, name = split(one_blank(super().to_python(value)))
        if not name.strip():
            return ""
        known = self.widget.gazetteer()
        if not self.anywhere:
            province = self.widget.here
        elif province in known.provinces and province not in known.by_province:
            return self.elsewhere(province, name)
        places = known.found(name, province)
        if len(places) == 1:
            return places[0].code
        raise self.error("several" if places else "unknown")

    def elsewhere(self, province: str, name: str) -> str:
        """The place as typed, where nothing is known that could be compared with it."""
        if not LETTER.search(name):
            raise self.error("unknown")
        return f"{province}: {name}"

    def error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


def shown_place(value: str, known: Gazetteer, anywhere: bool) -> str:
    """A stored place as people write it; with its province where it may be any."""
    province, name = split(value)
    if province:
        return f"{name}, {known.provinces.get(province, province)}"
    place = known.places.get(value)
    return known.full_name(value) if anywhere or not place else place.name


def commune_code(value: str) -> str | None:
    """The code of a stored place; none of one whose province is not loaded."""
    return value if CODE.fullmatch(value) else None
