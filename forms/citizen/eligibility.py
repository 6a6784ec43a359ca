"""The questions before a form: whoever need not fill it in learns so first, and what to do instead.

Nothing is stored, no cookie is set, and no answer is in an address: the page only answers a post.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forms.blocks import YES_NO
from forms.citizen.access import form_page_or_404, private
from forms.citizen.limits import exceeded, too_many
from forms.citizen.stopped import stopped
from forms.models import FormPage


class EligibilityForm(forms.Form):
    """The page's questions, each to be answered with yes or no."""

    use_required_attribute = False

    def __init__(self, page: FormPage, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.questions = {f"q{number}": block.value for number, block in named(page)}
        for name, question in self.questions.items():
            self.fields[name] = forms.ChoiceField(
                label=question["question"],
                help_text=escape(question["help"] or ""),  # which crispy takes for markup
                choices=YES_NO,
                widget=forms.RadioSelect,
                error_messages=dict.fromkeys(("required", "invalid_choice"), _("Hãy chọn.")),
            )

    @property
    def endings(self) -> list[Any]:
        """The questions whose answer says that this form is not the way; others may be open yet."""
        self.errors  # noqa: B018  (cleans)
        return [
            question
            for name, question in self.questions.items()
            if self.cleaned_data.get(name, question["goes_on"]) != question["goes_on"]
        ]

    @property
    def unverified(self) -> bool:
        return not all(question["verified"] for question in self.questions.values())


def named(page: FormPage) -> list[tuple[int, Any]]:
    """The questions with their places, counted from one."""
    return list(enumerate(page.eligibility, start=1))


# Nothing is changed, so no other site can do harm; and the token would need a cookie.
@csrf_exempt
@private
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, page_id: int) -> HttpResponse:
    """Asks; leads on to the form, or says why not and what to do."""
    page = form_page_or_404(request, page_id)
    if stop := page.stop:
        return stopped(request, stop, page)
    onward = reverse("case_new", kwargs={"page_id": page_id}) + page.link_query(request.GET)
    if not page.eligibility:
        return redirect(onward)
    form = EligibilityForm(page)
    status = 200
    if request.method == "POST":
        if exceeded(request, "step"):
            return too_many(request, "step")
        form = EligibilityForm(page, request.POST)
        endings = form.endings
        if form.is_valid() and not endings:
            return redirect(onward)
        if endings:
            again = EligibilityForm(page, initial=form.cleaned_data)  # what is open is no mistake
            context = {"page": page, "form": again, "endings": endings}
            return render(request, "forms/not_eligible.html", context)
        status = 422
    return render(request, "forms/eligibility.html", {"page": page, "form": form}, status=status)
