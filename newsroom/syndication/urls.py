"""What machines ask for: feeds, sitemaps, and what they may ask."""

from django.urls import path, register_converter

from newsroom.syndication import views


class FormConverter:
    """The form of a feed, as the last part of its address."""

    regex = "|".join(views.FORMS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormConverter, "form")

app_name = "syndication"
urlpatterns = [
    path("feeds/latest.<form:form>", views.latest_feed, name="latest_feed"),
    path("feeds/opinion.<form:form>", views.opinion_feed, name="opinion_feed"),
    path("feeds/<str:section>.<form:form>", views.section_feed, name="section_feed"),
    # Named without a form they are RSS.
    path("feeds/authors/<str:slug>.rss", views.author_feed, name="author_feed"),
    path("feeds/authors/<str:slug>.<form:form>", views.author_feed, name="author_feed"),
    path("feeds/topics/<str:slug>.rss", views.topic_feed, name="topic_feed"),
    path("feeds/topics/<str:slug>.<form:form>", views.topic_feed, name="topic_feed"),
]
