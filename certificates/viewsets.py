"""Certificates in the administration: the designs to edit, the register to read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from lms.core.scoping import ScopedModelViewSet, ScopedSnippetViewSet

from .models import Certificate, CertificateDesign


class CertificateViewSet(ScopedModelViewSet):
    """Read only: certificates are issued, replaced and revoked on the portal's own screens."""

    model = Certificate
    icon = "doc-full-inverse"
    menu_label = _("Certificates")
    list_display = ["serial", "person", "version", "kind", "state", "issued_on"]
    list_filter = ["state", "kind", "version__course"]
    search_fields = ["serial", "person__search_text"]
    exclude_form_fields = ["payload", "code"]
    inspect_view_fields = [
        "serial", "kind", "state", "person", "version", "issued_on", "valid_until", "ended_on", "replaced_by",
    ]  # fmt: skip


class CertificateDesignViewSet(ScopedSnippetViewSet):
    """The words that change with the signatory; drafts and revisions are Wagtail's."""

    model = CertificateDesign
    icon = "edit"
    menu_label = _("Certificate designs")
    unscoped_because = "Words of the institution, without people's rows."
    list_display = ["name", "issuer_fr", "signatory_name"]
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("issuer_fr"), FieldPanel("issuer_ar")]),
        FieldRowPanel([FieldPanel("co_issuer_fr"), FieldPanel("co_issuer_ar")]),
        FieldPanel("signatory_name"),
        FieldRowPanel([FieldPanel("signatory_title_fr"), FieldPanel("signatory_title_ar")]),
    ]
