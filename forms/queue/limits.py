"""The time limit that the procedure grants, offered to the clerk when a case is received."""

from forms.models import Case
from services.models import ProcedurePage


def usual_limit(case: Case) -> int | None:
    """Working days of the form's procedure, else of the one that the citizen applied under."""
    page = case.form_page
    if page is not None and page.procedure is not None and page.procedure.working_days:
        return page.procedure.working_days
    slug = case.answers.get("procedure")
    if not isinstance(slug, str) or not slug:
        return None
    offered = ProcedurePage.objects.live().descendant_of(case.office.site.root_page)
    named = offered.filter(slug=slug).values_list("working_days", flat=True)
    return named.first()
