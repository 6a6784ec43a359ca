"""Public addresses of `home`: every page's, found our way. Wagtail's own of that name stay behind
it, to make addresses and for `_util/`."""

from django.urls import re_path

from home import views

urlpatterns = [re_path(r"^(?!_util/)((?:[\w\-]+/)*)$", views.page)]
