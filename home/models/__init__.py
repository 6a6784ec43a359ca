"""Places, offices and their staff, and the pages that editors write."""

from home.models.duties import DutyIndexPage, DutyLink, DutyPage
from home.models.offices import Office, OfficeGroup, Role
from home.models.pages import (
    GuidanceIndexPage,
    GuidancePage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PortalPage,
)
from home.models.places import Commune, Province

__all__ = [
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
]
