"""The test suite: fast password hashing, no delay, mail kept in memory."""

import tempfile

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "test-only-insecure-key"  # noqa: S105
ALLOWED_HOSTS = ["*"]
SHOW_STYLEGUIDE = True
SERVE_MEDIA = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEST_FILES = tempfile.mkdtemp(prefix="takwin-tests-")
MEDIA_ROOT = f"{TEST_FILES}/media"
PRIVATE_MEDIA_ROOT = f"{TEST_FILES}/private"
STORAGES["default"] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}  # noqa: F405
STORAGES["private"]["OPTIONS"] = {"location": PRIVATE_MEDIA_ROOT, "base_url": None}  # noqa: F405
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
DATABASES["default"] = env.database("TEST_DATABASE_URL", "sqlite:///")  # noqa: F405
WHITENOISE_AUTOREFRESH = True
DEMO_DATA_ALLOWED = True
# Tests of other subjects sign staff in by a word; those of the second factor switch it on.
SECOND_FACTOR_REQUIRED = False
SMS_BACKEND = "lms.core.sms.memory"
