"""The procedure that a case follows."""

from forms.models import Case
from services.models import ProcedurePage


def procedure_of(case: Case) -> ProcedurePage | None:
    """That of the form, else the one that the citizen applied under."""
    page = case.form_page
    if page is not None and page.procedure is not None:
        return page.procedure
    slug = case.answers.get("procedure")
    if not isinstance(slug, str) or not slug:
        return None
    offered = ProcedurePage.objects.live().descendant_of(case.office.site.root_page)
    return offered.filter(slug=slug).first()
