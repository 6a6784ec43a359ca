"""Time in the CMS is the offices': what is legal time must not hang on who looks.

Wagtail reckons each request in the zone that its user's account keeps. None can be chosen here
(`WAGTAIL_USER_TIME_ZONES` holds one), and one that was kept before is not listened to.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from home.wall import cms

GetResponse = Callable[[HttpRequest], HttpResponse]


def office_time(get_response: GetResponse) -> GetResponse:
    """Middleware: no query more, for Wagtail reads the same profile off the same user."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(cms()) and request.user.is_authenticated:
            profile = getattr(request.user, "wagtail_userprofile", None)
            if profile is not None:
                profile.current_time_zone = ""
        return get_response(request)

    return middleware
