"""What every environment shares. Each environment's own file says only what differs."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from . import env
from .accounts import *  # noqa: F403  (settings of one subject, kept in their own file)
from .security import *  # noqa: F403
from .wagtail import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("TAKWIN_VAR_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "cms",
    "lms.indicators",
    "certificates",
    "attendance",
    "courses",
    "lms.people",
    "lms.core",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "lms.core.content_policy.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.core.languages.OfferedLanguageMiddleware",
    "lms.core.languages.AddressLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lms.people.session_limits.SessionLimitMiddleware",
    "lms.people.role_freshness.RoleFreshnessMiddleware",
    "lms.people.second_factor.SecondFactorMiddleware",
    "lms.people.privacy.notice_gate.NoticeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "lms.core.library_errors.LibraryErrorMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "lms.people.second_factor.for_templates",
                "cms.context_processors.portal",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'takwin.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One cache for every process: rate limits counted per process would be no limits.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # What may differ between processes for a minute: the names in the frame of every page (cms.frame_memory).
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "TIMEOUT": 60,
    },
}

# Languages: French and Arabic everywhere, English for verification and open data only (lms.core.languages).
LANGUAGE_CODE = "fr"
LANGUAGES = [("ar", _("Arabic")), ("fr", _("French")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French")), ("ar", _("Arabic"))]
PORTAL_LANGUAGES = ("fr", "ar")
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["lms.core.formats"]
LANGUAGE_COOKIE_NAME = "takwin_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Africa/Casablanca"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Whether the portal serves the images itself; a reverse proxy in front does it better.
SERVE_MEDIA = env.boolean("SERVE_MEDIA", False)
# Signed sheets and other files about people: never under MEDIA_URL, served by scoped views only.
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Takwin <ne-pas-repondre@takwin.example>")

# Background work: in the process that asked, unless TASKS=database, when `manage.py work` runs it.
TASKS_IN_DATABASE = env.text("TASKS", "immediate") == "database"
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if TASKS_IN_DATABASE
        else "django_tasks.backends.immediate.ImmediateBackend",
        "QUEUES": ["default", "certificates"],
    }
}

# Every handler passes the filter that takes people and secrets out. Django's own handlers, which do not, are replaced.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private": {"()": "lms.core.log_privacy.PrivateLogFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["private"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # One line per page, task and image is noise in the log of a portal, and drowns the progress of a command.
        # One per passkey (fido2) says whose device signed in when.
        **{name: {"level": "WARNING"} for name in ("django_tasks", "django_tasks_db", "fido2", "wagtail", "PIL")},
    },
}

DEFAULT_EXCEPTION_REPORTER_FILTER = "lms.core.log_privacy.PrivateReports"

# Accounts with a public password come with the demonstration: only settings that say so admit it.
DEMO_DATA_ALLOWED = False
