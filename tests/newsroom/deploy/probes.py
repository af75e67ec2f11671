"""What is tried to have one visitor's question change, or hand out, another's answer."""

import random
from collections.abc import Iterator

CANARY = "canary"
_HOST = f"{CANARY}.example"

# Known from servers and proxies that take the address, the host, the method, the reader's own
# address, language or device from them, or what is to be kept and how long.
_NAMES = """
X-Forwarded X-Forwarded-Host X-Forwarded-For X-Forwarded-Proto X-Forwarded-Protocol
X-Forwarded-Scheme X-Forwarded-Port X-Forwarded-Server X-Forwarded-Prefix X-Forwarded-Path
X-Forwarded-URI X-Forwarded-URL X-Forwarded-By X-Forwarded-SSL X-Forwarded-User X-Forwarded-Debug
Forwarded Forwarded-For Forwarded-Host Forwarded-Proto X-Host X-HTTP-Host-Override X-URL-Scheme
X-Original-URL X-Original-URI X-Original-Host X-Original-Method X-Original-Forwarded-For
X-Rewrite-URL X-Rewrite-URI X-Envoy-Original-Path X-Amz-Website-Redirect-Location Destination
X-HTTP-Method X-HTTP-Method-Override X-Method-Override X-Scheme X-Proto Front-End-Https
X-Real-IP X-Client-IP Client-IP True-Client-IP CF-Connecting-IP Fastly-Client-IP X-Remote-IP
X-Remote-Addr X-Cluster-Client-IP X-Originating-IP X-Custom-IP-Authorization Remote-User
X-Remote-User X-ProxyUser-IP Proxy Proxy-Host Proxy-Authorization Request-URI Script-Name
X-Script-Name Path-Info Base-URL HTTP-Host X_Forwarded_Host X_Original_URL HTTP_X_Forwarded_Host
Accept Accept-Language Accept-Charset Accept-Datetime Accept-CH Accept-Version Accept-Patch
Content-Type Content-Language Content-Location Content-Disposition Content-MD5 User-Agent Referer
Origin From Via Max-Forwards Range If-Range If-Match If-None-Match If-Modified-Since
If-Unmodified-Since Cache-Control Pragma Expires Age Date Warning Vary ETag Last-Modified Location
Cookie Cookie2 Set-Cookie Authorization X-Authorization X-API-Key X-CSRFToken X-Requested-With
Surrogate-Control Surrogate-Capability Surrogate-Key Cache-Tag CDN-Cache-Control xkey xkey-purge
X-Accel-Expires X-Accel-Redirect X-Accel-Buffering X-Accel-Charset X-Accel-Limit-Rate X-Sendfile
X-Asked-At X-Request-ID X-Correlation-ID Traceparent Tracestate Baggage Sentry-Trace X-Cache
X-Language X-Lang X-Locale X-Country X-Geo-Country CloudFront-Viewer-Country X-Device X-UA-Device
X-Mobile X-WAP-Profile X-Theme X-Debug X-Frame-Options Content-Security-Policy Link Refresh
Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site Sec-CH-UA Sec-CH-UA-Mobile Sec-CH-Prefers-Color-Scheme
Sec-GPC Sec-Purpose DNT Save-Data Prefer Priority Translate TE Trailer Upgrade-Insecure-Requests
""".split()

HEADERS: list[tuple[str, str]] = [
    *((name, _HOST) for name in _NAMES),
    ("X-Forwarded-Host", f"{_HOST}, 127.0.0.1"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Port", "1337"),
    ("X-Original-URL", "/admin/login/"),
    ("X-Rewrite-URL", f"/{CANARY}/"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-HTTP-Method-Override", "HEAD"),
    ("Host", "127.0.0.1:1337"),
    ("Host", "127.0.0.1."),
    ("Host", _HOST),
    ("Accept", f"application/{CANARY}"),
    ("Accept-Language", f"ur,{CANARY};q=0.5"),
    ("Accept-Encoding", "br"),
    ("Accept-Encoding", f"gzip, {CANARY}"),
    ("Range", "bytes=0-9"),
    ("Range", "bytes=-1,0-0,1-1"),
    ("If-None-Match", "*"),
    ("If-Match", f'"{CANARY}"'),
    ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
    ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("Cache-Control", "no-cache, no-store, max-age=0"),
    ("Cache-Control", "only-if-cached"),
    ("Cookie", f"theme={CANARY}; csrftoken={CANARY}; messages={CANARY}; django_language=ur"),
    ("Cookie", f"sessionid={CANARY}"),
    ("Cookie", f"__Host-sessionid={CANARY}"),
    ("Authorization", "Basic Y2FuYXJ5OmNhbmFyeQ=="),
    ("X-Asked-At", "99999999999.000"),
    ("X-Accel-Expires", "86400"),
    ("User-Agent", f"Mozilla/5.0 (iPhone; {CANARY}) Mobile"),
]

QUERIES = [
    *(f"{name}={CANARY}" for name in (
        "utm_source utm_content fbclid gclid _ga mc_eid before page q words section lang language"
        " format callback jsonp _method method theme host url next redirect cb v preview edition"
    ).split()),
    *(f"{start}{CANARY}" for start in (
        "", "=", "utm_source=a;before=", "utm_source=a%26before=", "utm_source=a&before=",
        "before=a&before=", "%62efore=", "before[]=", "before%00=", "utm_source=%0d%0aX-Canary:",
    )),
]  # fmt: skip


def random_names(count: int) -> Iterator[str]:
    """Names of headers that nobody has heard of, the same in each run."""
    chance = random.Random(1000)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(count):
        word = "".join(chance.choices(letters, k=chance.randint(3, 12)))
        start = chance.choice(["X-", "", "Sec-", "CF-", "X-Amz-", "Newsroom-"])
        yield f"{start}{word.title()}-{number}"


# A private page, as it is written by whoever wants a cache to take it for a file of the site's.
_SUFFIXES = (
    "a.css", "x.jpg", ";a.css", ".css", "%3ba.css", "%2fa.css", "%2Fx.js", "%23a.css", "%3fa.css",
    "%00a.css", "%0aa.css", "%20a.css", "~a.css", "?a.css", "?/static/a.css", "%5ca.css", "//a.css",
    "/./a.css", "/../a.css", "%2e%2e%2fa.css", "static/a.css", "robots.txt", "..%2fa.css",
)  # fmt: skip
_PRIVATE = ("/admin/", "/admin/articles/article/", "/FORM/", "/FORM/../preview/")
_ROUNDABOUT = (
    "//admin/", "/./admin/", "/%61dmin/", "/admin%2f", "/admin//articles/article/", "/ADMIN/",
    "/static/..%2fadmin/", "/static/%2e%2e/admin/", "/static/../admin/", "/static//../admin/",
    "/static/..;/admin/", "/static/%2e%2e%2fadmin%2f", "/media/..%2fadmin/", "/media/../admin/",
    "/world/..%2fadmin/", "/world/%2e%2e/admin/", "/opinion/../admin/", "/feeds/%2e%2e/admin/",
    "/robots.txt/../admin/", "/sitemap.xml%2f..%2fadmin/", "/admin/%2e/", "/admin/%2e%2e/admin/",
    "/;/admin/", "/admin;/", "/admin/;/", "/preview/token/a.css", "/preview/token;a.css",
    "/wire/push/coast/a.css", "/wire/push/coast;a.css", "/health/ready/a.css", "/metrics/a.css",
    "/metrics;a.css", "/static/..%2fmetrics",
)  # fmt: skip
DECEPTIVE = [*_PRIVATE, *(page + end for page in _PRIVATE for end in _SUFFIXES), *_ROUNDABOUT]
