"""Procedures, and the registers that approved cases write into."""

from services.models.institutions import Dormitory, Institution
from services.models.licences import Licence, LicenceEvent
from services.models.pages import RegisterIndexPage, RegisterPage
from services.models.procedures import ProcedurePage, ServiceIndexPage
from services.models.recognitions import Recognition
from services.models.students import Student, StudentYear

__all__ = [
    "Dormitory",
    "Institution",
    "Licence",
    "LicenceEvent",
    "ProcedurePage",
    "Recognition",
    "RegisterIndexPage",
    "RegisterPage",
    "ServiceIndexPage",
    "Student",
    "StudentYear",
]
