"""What machines ask for: feeds, sitemaps, and what they may ask."""

from django.urls import path, re_path, register_converter

from newsroom.syndication import feed_views, site_views


class FormConverter:
    """The form of a feed, as the last part of its address."""

    regex = "|".join(feed_views.FORMS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormConverter, "form")

app_name = "syndication"
urlpatterns = [
    path("feeds/latest.<form:form>", feed_views.latest_feed, name="latest_feed"),
    path("feeds/opinion.<form:form>", feed_views.opinion_feed, name="opinion_feed"),
    path("feeds/<str:section>.<form:form>", feed_views.section_feed, name="section_feed"),
    # Named without a form they are RSS.
    path("feeds/authors/<str:slug>.rss", feed_views.author_feed, name="author_feed"),
    path("feeds/authors/<str:slug>.<form:form>", feed_views.author_feed, name="author_feed"),
    path("feeds/topics/<str:slug>.rss", feed_views.topic_feed, name="topic_feed"),
    path("feeds/topics/<str:slug>.<form:form>", feed_views.topic_feed, name="topic_feed"),
    path("sitemap.xml", site_views.sitemap_index, name="sitemap_index"),
    path("sitemap-news.xml", site_views.news_sitemap, name="news_sitemap"),
    path("sitemap-sections.xml", site_views.sections_sitemap, name="sections_sitemap"),
    re_path(
        r"^sitemap-(?P<year>[12][0-9]{3})-(?P<month>0[1-9]|1[0-2])-(?P<part>[1-4])\.xml$",
        site_views.month_sitemap,
        name="month_sitemap",
    ),
    path("robots.txt", site_views.robots_txt, name="robots"),
    path(".well-known/security.txt", site_views.security_txt, name="security"),
]
