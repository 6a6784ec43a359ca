"""Places, offices and their staff, and the pages that editors write."""

from home.models.duties import DutyIndexPage, DutyLink, DutyPage
from home.models.front import HomePage
from home.models.guidance import GuidanceIndexPage, GuidancePage
from home.models.news import NewsIndexPage, NewsPage
from home.models.offices import Office, OfficeGroup, Role, roles_of
from home.models.pages import BodyPage, PortalPage
from home.models.places import Commune, Province

__all__ = [
    "BodyPage",
    "Commune",
    "DutyIndexPage",
    "DutyLink",
    "DutyPage",
    "GuidanceIndexPage",
    "GuidancePage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "Office",
    "OfficeGroup",
    "PortalPage",
    "Province",
    "Role",
    "roles_of",
]
