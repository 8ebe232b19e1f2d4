"""Every address of the portal. Pages and screens live under a language; services have one address."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.core.languages import choose_language
from lms.core.pictures import serve_image
from lms.core.styleguide import styleguide

# Wagtail's own sign-in forms know passwords only: each of their addresses leads to the portal's sign-in,
# which knows second factors. They must stand before Wagtail's includes.
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("", choose_language, name="choose-language"),
    path("admin/login/", to_sign_in),
    re_path(r"^admin/password_reset/", to_sign_in),
    path("admin/", include("lms.people.closed_doors")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("certificates.short_urls")),
]
if settings.SERVE_MEDIA:
    # Renditions of images only: documents go through Wagtail's view, which knows who may read them.
    urlpatterns.append(re_path(r"^media/images/(?P<path>.*)$", serve_image))

if settings.SHOW_STYLEGUIDE:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))

urlpatterns += i18n_patterns(
    path("account/", include("lms.people.account_urls")),
    path("card/", include("lms.people.cards.urls")),
    path("my-data/", include("lms.people.privacy.urls")),
    path("team/", include("lms.people.urls")),
    path("organisations/", include("lms.people.structures.urls")),
    path("duplicates/", include("lms.people.merging.urls")),
    path("imports/", include("lms.people.imports.urls")),
    path("learning/", include("courses.urls")),
    path("sessions/", include("attendance.urls")),
    path("certificates/", include("certificates.urls")),
    path("verify/", include("certificates.verification_urls")),
    path("indicators/", include("lms.indicators.urls")),
    path("", include("cms.urls")),
    path("_util/login/", to_sign_in),
    path("", include(wagtail_urls)),
)
