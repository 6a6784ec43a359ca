"""Short forms for the panels of the CMS."""

from django.utils.functional import Promise
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


def fields(heading: str | Promise, names: str) -> MultiFieldPanel:
    """The named fields under one heading."""
    return MultiFieldPanel([FieldPanel(name) for name in names.split()], heading=heading)
