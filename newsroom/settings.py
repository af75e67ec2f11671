"""The one settings file: read from the environment, with defaults that make a laptop work."""

import contextlib
from pathlib import Path

from django.utils.csp import CSP

from newsroom.databases import database, replicas
from newsroom.environment import (
    env,
    env_base_url,
    env_bool,
    env_choice,
    env_contact,
    env_folders,
    env_int,
    env_language,
    env_list,
    env_networks,
    env_purge,
    env_redis,
    env_sentry,
    env_share,
    env_storage,
    env_time_zone,
    env_token,
    env_url_prefix,
    refuse_shown_originals,
    secret_key,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What a newsroom sets (design: configuration) ---

NEWSROOM_DATA = Path(env("NEWSROOM_DATA", str(BASE_DIR / ".data"))).absolute()
NEWSROOM_SITE_NAME = env("NEWSROOM_SITE_NAME", "Newsroom")
NEWSROOM_BASE_URL = env_base_url("NEWSROOM_BASE_URL", "http://127.0.0.1:8000")
# Where a hole in the site is told of; without it there is no security.txt.
NEWSROOM_SECURITY_CONTACT = env_contact("NEWSROOM_SECURITY_CONTACT")
NEWSROOM_PAGE_CACHE_MB = env_int("NEWSROOM_PAGE_CACHE_MB", 64)
# The cache in front that keeps pages by what they show, and is told when that changes.
NEWSROOM_PURGE = env_purge("NEWSROOM_PURGE", env("NEWSROOM_PURGE_TOKEN"))
# Whoever shows it may read /metrics; without one, networks of our own may.
NEWSROOM_METRICS_TOKEN = env_token("NEWSROOM_METRICS_TOKEN")
# Where faults are sent to, and of what share of all requests it is told what they took.
NEWSROOM_SENTRY_DSN = env_sentry("NEWSROOM_SENTRY_DSN")
NEWSROOM_SENTRY_TRACES = env_share("NEWSROOM_SENTRY_TRACES")
NEWSROOM_LOG_FORMAT = env_choice("NEWSROOM_LOG_FORMAT", "line", "json")
REDIS_URL = env_redis("REDIS_URL")
# Networks of one's own that feeds and pictures may be fetched from; all others must be public.
NEWSROOM_ALLOWED_NETWORKS = env_networks("NEWSROOM_ALLOWED_NETWORKS")
# Folders in which a hot folder may lie; none means "incoming" in the data folder.
NEWSROOM_WIRE_FOLDERS = env_folders("NEWSROOM_WIRE_FOLDERS")
# Days for which they keep files that were filed; 0 means for ever.
NEWSROOM_WIRE_DONE_DAYS = env_int("NEWSROOM_WIRE_DONE_DAYS", 30)
# Seconds for which ``serve`` serves on after it was told to stop, saying that it is not ready.
NEWSROOM_DRAIN_SECONDS = env_int("NEWSROOM_DRAIN_SECONDS", 0)
STOPPING_FILE = ""  # a web process is told which
# Minutes after the first publication in which an update is still part of it (stamp rule R5).
NEWSROOM_GRACE_MINUTES = 10

DEBUG = env_bool("NEWSROOM_DEBUG", default=False)
SECRET_KEY = secret_key(NEWSROOM_DATA)
# Keys of before: they still open what was signed or encrypted under them.
SECRET_KEY_FALLBACKS = env_list("NEWSROOM_SECRET_KEY_FALLBACKS", "")
ALLOWED_HOSTS = env_list("NEWSROOM_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
_https = NEWSROOM_BASE_URL.startswith("https://")

# A web process adds to these (newsroom.wsgi).
DATABASES = {
    "default": database(env("DATABASE_URL", f"sqlite:///{NEWSROOM_DATA / 'newsroom.sqlite3'}"))
}
DATABASE_REPLICAS = replicas(env_list("DATABASE_REPLICA_URLS", ""), DATABASES["default"])
DATABASE_ROUTERS = ["newsroom.delivery.sources.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Django ---

INSTALLED_APPS = [
    "newsroom",
    "newsroom.staff",
    "newsroom.media",
    "newsroom.publishing",
    "newsroom.wire",
    "newsroom.syndication",
    # Before delivery, which numbers changes and makes other presses wait while it does.
    "newsroom.search",
    "newsroom.delivery",
    "articles",
    "editorials",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_prose_editor",
    "django_tasks_db",
]

MIDDLEWARE = [
    "newsroom.delivery.asked.NumberedRequests",
    "newsroom.delivery.headers.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "newsroom.delivery.away.DatabaseAway",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

AUTH_USER_MODEL = "staff.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = env_language("NEWSROOM_LANGUAGE", "en")
TIME_ZONE = env_time_zone("NEWSROOM_TIME_ZONE", "Asia/Karachi")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "newsroom.formats"

STATIC_URL = "/static/"
STATIC_ROOT = NEWSROOM_DATA / "static"
with contextlib.suppress(OSError):  # whoever may not write here is told when it matters
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = env_url_prefix("NEWSROOM_MEDIA_URL", "/media/")
STORAGES = {
    # What readers may fetch: renditions of pictures on live pages, and nothing else.
    "default": env_storage("NEWSROOM_MEDIA_STORAGE", str(NEWSROOM_DATA / "media"), MEDIA_URL),
    # What readers may never fetch: originals, renditions of unpublished pictures, raw wire copy.
    "private": env_storage("NEWSROOM_PRIVATE_STORAGE", str(NEWSROOM_DATA / "private"), None),
    "staticfiles": {"BACKEND": "newsroom.delivery.style_sheets.CollectedOrPlain"},
}

refuse_shown_originals(STORAGES["default"], STORAGES["private"])
MEDIA_ROOT = STORAGES["default"]["OPTIONS"]["location"]

# The names without a hash serve nobody, and nobody reads source maps over a slow line.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# What was not collected is served from where it lies.
WHITENOISE_USE_FINDERS = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "jpg jpeg png gif webp avif zip gz tgz bz2 xz br woff woff2 map".split()
)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# A pasted page of 1 MiB fits; nothing larger is read into memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024

# --- Safety ---

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    # The hash is of the one style element that the rich-text editor adds.
    "style-src": [CSP.SELF, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_SSL_REDIRECT = False
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other hosts of the domain, and browsers' own lists, are not ours to promise
    "security.W021",  # the same
    "security.W008",  # the proxy or CDN in front sends http to https; the app would loop behind it
    "security.W019",  # the publish dialog frames the page as readers will see it, from this site
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_TRUSTED_ORIGINS = [NEWSROOM_BASE_URL]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "newsroom.delivery.logs.Lines"},
        "json": {"()": "newsroom.delivery.logs.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": NEWSROOM_LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "newsroom": {"level": "INFO"},
        # Each task that starts and ends is no news; one that fails is.
        "django.tasks": {"level": "WARNING"},
    },
}
