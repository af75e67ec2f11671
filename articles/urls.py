"""The paper's front, its sections and their stories."""

from django.urls import path, re_path

from articles import archive, corrections, link_lists, views

# Slugs are in any script; months are English.
_DATED = r"\d{4}/[a-z]{3}/\d{2}/[^/]+/"

app_name = "articles"
urlpatterns = [
    path("", views.front_page, name="front_page"),
    re_path(rf"^[^/]+/{_DATED}$", views.article, name="article"),
    path("archive/", archive.archive, name="archive"),
    re_path(
        r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$",
        archive.day,
        name="day",
    ),
    path("authors/<str:slug>/", link_lists.author, name="author"),
    path("topics/<str:slug>/", link_lists.topic, name="topic"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("<str:section>/", views.section_front, name="section"),
    path("<str:section>/<str:subsection>/", views.section_front, name="subsection"),
]
