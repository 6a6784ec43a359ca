"""Taking a list of cases away as a file: which columns, and why, which the journal keeps."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.bulk.answers import answer_columns
from forms.bulk.columns import COLUMNS, Column
from forms.bulk.exporting import table
from forms.bulk.preparing import NotChosen
from forms.kinds.fields import text
from forms.models import Case
from forms.models.exports import note_export
from forms.queue.bulk.choosing import EXPORT, Choice, demand_desk
from forms.queue.cases import seen_offices
from forms.queue.screens import show, trail
from forms.tables import FILES, download
from search.throttle import client_ip

TITLE = _("Xuất danh sách hồ sơ")
#: A reason is a sentence, not a dot.
SHORTEST = 10


class ExportForm(forms.Form):
    """What the file holds, and why it is needed."""

    use_required_attribute = False
    columns = forms.MultipleChoiceField(
        label=_("Các cột"),
        choices=[(column.code, column.label) for column in COLUMNS],
        initial=[column.code for column in COLUMNS if column.usual],
        widget=forms.CheckboxSelectMultiple({"class": "q-picks"}),
        error_messages={"required": _("Hãy chọn ít nhất một cột.")},
        help_text=_("Chỉ lấy những gì cần cho việc đang làm."),
    )
    answers = forms.MultipleChoiceField(
        label=_("Câu trả lời"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "q-picks"}),
        help_text=_("Câu trả lời được giữ kín, như số giấy tờ, không bao giờ có trong tệp."),
    )
    kind = forms.ChoiceField(
        label=_("Loại tệp"),
        choices=[(code, one.label) for code, one in FILES.items()],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    reason = text(
        _("Lý do xuất"),
        500,
        rows=3,
        min_length=SHORTEST,
        help=_("Được ghi vào nhật ký của đơn vị cùng tên bạn, giờ và địa chỉ mạng."),
    )

    def __init__(self, kind_code: str, data: Any = None) -> None:
        """Of cases of one kind, the answers may be had as well."""
        super().__init__(data)
        self.by_step = answer_columns(kind_code)
        if self.by_step:
            self.fields["answers"].choices = [  # type: ignore[attr-defined]
                (title, [(column.code, column.label) for column in columns])
                for title, columns in self.by_step
            ]
        else:
            del self.fields["answers"]

    @property
    def columns_chosen(self) -> list[Column]:
        chosen = {*self.cleaned_data["columns"], *self.cleaned_data.get("answers", ())}
        offered = [*COLUMNS, *(one for _title, columns in self.by_step for one in columns)]
        return [column for column in offered if column.code in chosen]


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """GET asks about the list that its address names, POST sends the file."""
    demand_desk(request.user)
    if request.method != "POST":
        query = request.GET.urlencode()
        return ask_export(request, Choice(request.user, EXPORT, {}, True, query))
    choice = Choice.of(request)
    form = ExportForm(choice.listing.kind, request.POST)
    try:
        cases = cases_of(choice)
    except NotChosen as error:
        return ask_export(request, choice, form, reason=str(error), status=422)
    if not form.is_valid():
        return ask_export(request, choice, form, status=422)
    what = {
        "address": choice.listing.address(),
        "cases": None if choice.everything else len(choice.seen),
        "columns": [column.code for column in form.columns_chosen],
        "file": form.cleaned_data["kind"],
    }
    reason = form.cleaned_data["reason"]
    note_export(seen_offices(request.user), request.user, client_ip(request), reason, what)
    rows = table(request.user, cases, form.columns_chosen)
    name = f"ho-so-{timezone.localtime():%Y%m%d-%H%M}"
    return download(name, form.cleaned_data["kind"], rows)


def cases_of(choice: Choice) -> QuerySet[Case]:
    """As many as there are: a file is read as it is sent, whatever its length."""
    return choice.matching if choice.everything else choice.cases


def ask_export(
    request: HttpRequest,
    choice: Choice,
    form: ExportForm | None = None,
    *,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    if not reason:
        cases_of(choice)
    context = {
        "title": TITLE,
        "choice": choice,
        "ticked": [f"{pk}.{version}" for pk, version in choice.seen.items()],
        "form": form or ExportForm(choice.listing.kind),
        "reason": reason,
        "back": choice.list_url,
        "breadcrumbs": trail(("", TITLE)),
    }
    return show(request, "bulk/export", context, status)
