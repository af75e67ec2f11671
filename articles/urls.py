"""The paper's front, its sections and their stories."""

from django.urls import path, re_path

from articles import views

# Slugs are in any script; months are English.
_DATED = r"\d{4}/[a-z]{3}/\d{2}/[^/]+/"

app_name = "articles"
urlpatterns = [
    path("", views.front_page, name="front_page"),
    re_path(rf"^[^/]+/{_DATED}$", views.article, name="article"),
    path("<str:section>/", views.section_front, name="section"),
    path("<str:section>/<str:subsection>/", views.section_front, name="subsection"),
]
