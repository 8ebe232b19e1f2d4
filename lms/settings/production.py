"""Production: refuses to start on a missing or weak secret, speaks HTTPS only."""

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY")  # noqa: F405
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")  # noqa: F405
if not ALLOWED_HOSTS:
    raise env.ImproperlyConfigured("The environment variable ALLOWED_HOSTS must name the portal's hosts.")  # noqa: F405
WAGTAILADMIN_BASE_URL = env.text("PUBLIC_ADDRESS")  # noqa: F405
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
if not SECOND_FACTOR_REQUIRED:  # noqa: F405
    raise env.ImproperlyConfigured("SECOND_FACTOR_REQUIRED may be no for a demonstration only.")  # noqa: F405
SHOW_STYLEGUIDE = False
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None  # noqa: F405
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")  # noqa: F405
EMAIL_PORT = env.integer("EMAIL_PORT", 25)  # noqa: F405
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")  # noqa: F405
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")  # noqa: F405
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", False)  # noqa: F405
EMAIL_TIMEOUT = 10
