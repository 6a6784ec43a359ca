"""What every public template may ask for: the office, its menu, the other languages."""

from typing import Any

from django.http import HttpRequest

from home.navigation import Navigation


def office(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a template that shows no menu costs no query."""
    return {"nav": Navigation.of(request)}
