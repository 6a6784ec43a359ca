"""The address of the search page, mounted at /tim-kiem/."""

from django.urls import path

from search import views

urlpatterns = [path("", views.results, name="search")]
