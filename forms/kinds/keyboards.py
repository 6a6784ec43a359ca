"""Which keyboard a phone brings up for an answer, and what it does by itself while one types.

Attributes of HTML's inputs, by what is typed. `tests/forms/kinds/test_keyboards.py` lists every
field with its keyboard.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

Attrs = dict[str, Any]

#: The key at the end of a line goes on to the next question.
NEXT: Attrs = {"enterkeyhint": "next"}
VERBATIM: Attrs = {"autocorrect": "off", "spellcheck": "false"}

LINE: Attrs = NEXT
NAME: Attrs = {**NEXT, **VERBATIM, "autocapitalize": "words", "autocomplete": "off"}
DIGITS: Attrs = {**NEXT, "inputmode": "numeric", "autocomplete": "off"}
DECIMAL: Attrs = {**NEXT, "inputmode": "decimal", "autocomplete": "off"}
#: Capital letters and digits, as on a passport or a card.
CODE: Attrs = {**NEXT, **VERBATIM, "autocapitalize": "characters", "autocomplete": "off"}
TELEPHONE: Attrs = {**NEXT, "type": "tel", "inputmode": "tel", "autocomplete": "tel"}
MAIL: Attrs = {
    **NEXT,
    **VERBATIM,
    "inputmode": "email",
    "autocapitalize": "none",
    "autocomplete": "email",
}
WEB: Attrs = {**MAIL, "inputmode": "url", "autocomplete": "url"}
#: Typed day first; digits alone will do, as some phones' keys for digits have no slash.
DAY: Attrs = {**DIGITS, "placeholder": _("ngày/tháng/năm")}
