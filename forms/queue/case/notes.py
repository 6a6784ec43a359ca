"""Notes that officers leave each other on a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.kinds.fields import text


class NoteForm(forms.Form):
    """One note; it becomes a line of the history."""

    use_required_attribute = False
    note = text(_("Ghi chú nội bộ"), 2000, rows=3, help=_("Người nộp không đọc được."))
    note.widget.attrs["data-key"] = "n"
