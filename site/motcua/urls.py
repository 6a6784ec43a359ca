"""The whole URL map on one screen."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from home import views as home_views
from motcua import views

urlpatterns = [
    path("cms/", include(admin_urls)),
    path("tai-lieu/", include(document_urls)),
    path("media/<path:path>", views.media),
    path("dia-danh/<slug:version>.json", home_views.places, name="places"),
    path("healthz", views.healthz, name="healthz"),
]
urlpatterns += i18n_patterns(
    path("tim-kiem/", include("search.urls")),
    path("", include("forms.urls")),
    path("", include("services.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "motcua.views.bad_request"
handler403 = "motcua.views.forbidden"
handler404 = "motcua.views.not_found"
handler500 = "motcua.views.server_error"
