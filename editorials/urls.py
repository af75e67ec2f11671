"""The opinion pages, under /opinion/."""

from django.urls import path, re_path

from editorials import views

app_name = "editorials"
urlpatterns = [
    path("", views.opinion_front, name="opinion"),
    re_path(
        r"^(?:editorial|columns|letters|cartoons)/\d{4}/[a-z]{3}/\d{2}/[^/]+/$",
        views.piece,
        name="piece",
    ),
    path("<str:genre>/", views.genre_front, name="genre"),
]
