"""A whole Django site in one file: no middleware, one view, one INSERT."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from motcua.env import database

ADDRESS = "/"

if not settings.configured:
    settings.configure(
        SECRET_KEY="only-for-measuring",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        DATABASES={"default": database(os.environ["DATABASE_URL"], Path())},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
application = get_wsgi_application()

from django.db import connection, models  # noqa: E402  (a model needs the settings)


class Sent(models.Model):
    """Whatever was sent."""

    answers = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return str(self.pk)


def publish() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Sent)


def take(request: HttpRequest) -> HttpResponse:
    Sent.objects.create(answers=request.POST.dict())
    return HttpResponseRedirect(ADDRESS)


urlpatterns = [path("", take)]
