"""Development and demonstration on one machine."""

from .base import *  # noqa: F403

DEBUG = env.boolean("DEBUG", False)  # noqa: F405
SECRET_KEY = env.text("SECRET_KEY", "development-only-insecure-key-never-used-in-production")  # noqa: F405
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))  # noqa: F405
SHOW_STYLEGUIDE = True
SERVE_MEDIA = True
# Static files straight from the source folders: no collecting step before the first look.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DEMO_DATA_ALLOWED = True
# The accounts of the demonstration have a password and nothing else. The portal says so on the pages of staff.
SECOND_FACTOR_REQUIRED = env.boolean("SECOND_FACTOR_REQUIRED", False)  # noqa: F405
SMS_BACKEND = "lms.core.sms.console"
