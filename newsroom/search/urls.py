"""The page on which readers search."""

from django.urls import path

from newsroom.search import views

app_name = "search"
urlpatterns = [path("search/", views.search, name="search")]
