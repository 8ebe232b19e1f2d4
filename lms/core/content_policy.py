"""The Content-Security-Policy of each address: strict on the portal, its own under a few prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """Writes the policy of settings.CONTENT_SECURITY_POLICY, with the directives that
    settings.CONTENT_SECURITY_POLICY_UNDER replaces for addresses under a prefix."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        for prefix, directives in settings.CONTENT_SECURITY_POLICY_UNDER.items():
            if request.path_info.startswith(prefix):
                parts.replace = {**directives, **(parts.replace or {})}
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # Wagtail writes a policy of its own on documents, without the sandbox: ours takes its place.
        if request.path_info.startswith(settings.SANDBOXED_PREFIXES):
            response.headers.pop(HEADER, None)
        return super().process_response(request, response)
