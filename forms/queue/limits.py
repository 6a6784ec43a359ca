"""The time limits that the procedure grants, offered when a case is received or sent back."""

from forms.models import Case
from forms.procedure import procedure_of


def usual_limit(case: Case) -> int | None:
    """Working days in which the procedure is decided."""
    procedure = procedure_of(case)
    return procedure.working_days if procedure else None


def usual_supplement_days(case: Case) -> int:
    """Working days that a citizen is given to complete the case: by procedure, else by office."""
    procedure = procedure_of(case)
    of_procedure = procedure.supplement_days if procedure else None
    days: int = of_procedure or case.office.supplement_days
    return days
