"""The one settings module: production by default, everything variable read from the environment.

`DEMO=true` (set by `make demo` and by the tests) subtracts: it invents secrets under `var/`, and
answers on localhost over plain HTTP.
"""

from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import locale
from django.utils.translation import gettext_lazy as _

from motcua import env as read

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

env = read.Env()
DEMO = env.flag("DEMO")
VAR = Path(env.text("VAR_DIR", str(ROOT / "var")))


def demo_secret(name: str) -> str | None:
    """A secret kept under var/, so that a demo survives its restart; production brings its own."""
    if not DEMO:
        return None
    path = VAR / f"{name}.secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Fernet.generate_key().decode())
        path.chmod(0o600)
    return path.read_text()


DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", demo_secret("key"))
#: Keys that seal sensitive answers, newest first; older ones still open what they sealed.
SEAL_KEYS = env.words("SEAL_KEYS", [demo_secret("seal") or ""] if DEMO else None)
#: Key of the blind index: changing it needs `reindex_sealed`, so it is apart from SEAL_KEYS.
BLIND_KEY = env.text("BLIND_KEY", demo_secret("blind"))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", [".localhost", "127.0.0.1"] if DEMO else None)
#: How many proxies of ours stand in front (each adds one entry to X-Forwarded-For).
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "motcua",
    "forms",
    "services",
    "home",
    "search",
    "wagtail_localize",
    "wagtail_localize.locales",  # instead of wagtail.locales
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "motcua.middleware.refuse_broken_text",
    "django.middleware.security.SecurityMiddleware",
    "motcua.middleware.Compression",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "motcua.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "forms.counter.lost_login.LostLogin",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "home.wall.OfficeWall",
    "home.office_time.office_time",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",  # last: turns its lock-out into an answer
]

ROOT_URLCONF = "motcua.urls"
WSGI_APPLICATION = "motcua.wsgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A wheel carries the templates beside this file, a checkout at its root.
        "DIRS": [HERE / "templates", ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.office",
            ],
        },
    }
]

DATABASES = {"default": read.database(env.text("DATABASE_URL", ""), VAR / "motcua.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": read.cache(env.text("CACHE_URL", "")),
    "renditions": read.cache(env.text("CACHE_URL", "")),
}
MAILBOX = "motcua.demo.mailbox.Backend" if DEMO else read.CONSOLE
globals().update(read.email(env.text("EMAIL_URL", ""), MAILBOX))
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "Một Cửa <khong-tra-loi@localhost>" if DEMO else None)
#: Where mails that cannot be delivered come back to: `name+<which notice>@…`; unset: FROM_EMAIL.
BOUNCE_ADDRESS = env.text("BOUNCE_ADDRESS", "")
#: The class that sends short messages to phones (forms/notices/channels.py); unset: nobody does.
PHONE_CHANNEL = env.text("PHONE_CHANNEL", "forms.notices.channels.Console" if DEMO else "")

#: The scanner of what citizens send, `tcp://host:port` or `unix:///path`; unset: none.
CLAMD_URL = env.url("CLAMD_URL", ("tcp", "unix"))

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses the locked out
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES or None
SESSION_COOKIE_AGE = 12 * 3600  # a staff member's working day

# Languages: Vietnamese is the source; Django does not know Lao, names Khmer in English and
# Vietnamese in decomposed letters.
LANGUAGE_CODE = "vi"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("vi", "Tiếng Việt"),
    ("en", "English"),
    ("lo", "ພາສາລາວ"),
    ("km", "ភាសាខ្មែរ"),
]
locale.LANG_INFO.setdefault(
    "lo", {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ພາສາລາວ"}
)
locale.LANG_INFO["km"] = {**locale.LANG_INFO["km"], "name_local": "ភាសាខ្មែរ"}
locale.LANG_INFO["vi"] = {**locale.LANG_INFO["vi"], "name_local": "Tiếng Việt"}
LOCALE_PATHS = [
    HERE / "locale",
    HERE / "locale_upstream",  # what Django and Wagtail leave untranslated
]
FORMAT_MODULE_PATH = "motcua.formats"
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = None if DEMO else VAR / "static"
STATICFILES_DIRS = [HERE / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    # "default" is media; "private" is what citizens send: forms.files.downloads is its only door.
    **read.stores(env, VAR, MEDIA_URL),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
#: The web server's internal location of VAR_DIR/private, which then sends the private files.
ACCEL_PATH = env.text("ACCEL_PATH", "")
WHITENOISE_USE_FINDERS = DEMO  # the demo starts at once: nothing is collected or compressed first
#: Citizens' files are refused before less than this is free on their disk.
LEAST_FREE_MB = env.number("LEAST_FREE_MB", 500)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # 60 teachers × their columns, with room
FILE_UPLOAD_PERMISSIONS = 0o600

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},  # Wagtail's index
    "jobs": {"BACKEND": "forms.jobs.Jobs"},  # ours: notices, files to scan, batches
}

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

WAGTAIL_SITE_NAME = "Một Cửa"
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", "http://localhost:8000" if DEMO else None)
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
# Legal time is the offices', whoever looks (home/office_time.py).
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = bool(env.text("EMAIL_URL", ""))
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # the server fetches no address an editor gives
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.file_forms.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.file_forms.ImageForm"
WAGTAILSEARCH_BACKENDS = read.search(
    env.text("SEARCH_URL", ""),
    "search.backends.postgres"
    if "postgresql" in DATABASES["default"]["ENGINE"]
    else "search.backends.sqlite",
)

# What a browser may keep and send.
SECURE_COOKIES = not DEMO
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "motcua.views.form_expired"
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail's own previews, under /cms/, allow themselves

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.server": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
        "weasyprint": {"level": "CRITICAL"},  # it names what it prints
    },
}

#: Shown wherever content has not been checked against the official text.
UNVERIFIED_NOTICE = _("Dữ liệu minh hoạ – cần đối chiếu văn bản gốc")

env.check()
