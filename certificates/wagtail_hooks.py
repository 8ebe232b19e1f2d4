"""What certificates add to the administration."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from lms.core.admin_menu import CERTIFICATES, register_in_training_menu

from .viewsets import CertificateDesignViewSet, CertificateViewSet

register_in_training_menu(CertificateViewSet, CERTIFICATES + 10)
register_in_training_menu(CertificateDesignViewSet, CERTIFICATES + 20)


@hooks.register("register_log_actions")
def name_log_actions(actions: Any) -> None:
    """The words of the log for what the services of this app do."""
    actions.register_action("certificates.issued", _("Issue a certificate"), _("Certificate issued"))
    actions.register_action("certificates.replaced", _("Replace a certificate"), _("Certificate replaced"))
    actions.register_action("certificates.revoked", _("Revoke a certificate"), _("Certificate revoked"))
    actions.register_action(
        "certificates.session_issued", _("Issue a session's certificates"), _("Certificates of the session issued")
    )
