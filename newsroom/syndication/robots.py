"""What robots may ask for, and whom to tell of a hole in the site."""

from datetime import datetime

# Not for readers, or without an end.
KEPT_FROM_ROBOTS = ("/admin/", "/preview/", "/search/", "/wire/")


def robots(base_url: str) -> str:
    """robots.txt (RFC 9309), with the sitemaps' addresses."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in KEPT_FROM_ROBOTS),
        "",
        f"Sitemap: {base_url}/sitemap.xml",
        f"Sitemap: {base_url}/sitemap-news.xml",
    ]
    return "\n".join(lines) + "\n"


def security(contact: str, base_url: str, month: datetime, language: str) -> str:
    """security.txt (RFC 9116), good for a year from the start of the ``month``."""
    expires = month.replace(year=month.year + 1).isoformat(timespec="seconds")
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}",
        f"Preferred-Languages: {language}",
        f"Canonical: {base_url}/.well-known/security.txt",
    ]
    return "\n".join(lines) + "\n"
