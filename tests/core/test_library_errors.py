"""What no form sends is answered as malformed; an error of our own stays one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from wagtail.models import Site

from certificates.models import CertificateDesign
from lms.core.library_errors import LibraryErrorMiddleware
from tests.factories import UserFactory

# Each was answered with a failure by Wagtail 8.0: address, and what is posted (None: asked for).
FORGED: tuple[tuple[str, dict[str, Any] | None], ...] = (
    ("/admin/api/main/pages/find/?id=x", None),
    ("/admin/choose-anchor-link/?parent_page_id=x", None),
    ("/admin/choose-external-link/", {}),
    ("/admin/choose-page/chosen-multiple/?id=x", None),
    ("/admin/documents/chooser/chosen-multiple/?id=99999999999999999999", None),
    ("/admin/images/chooser/chosen-multiple/?id=x", None),
    ("/admin/pages/{page}/copy/", {}),
    ("/admin/pages/{page}/copy/", {"new_parent_page": "-1"}),
    ("/admin/pages/{page}/move/", {"new_parent_page": "x"}),
    ("/admin/pages/{page}/privacy/", {"restriction_type": "groups", "groups": "99999999999999999999"}),
    ("/admin/pages/{page}/unpublish/", {"next": "no-view"}),
    ("/admin/pages/add/cms/standardpage/{page}/", {"title": "x", "slug": "x", "body": "-1"}),
    ("/admin/redirects/add/", {"old_path": "/x", "redirect_page": "x"}),
    ("/admin/snippets/certificates/certificatedesign/history/{design}/revisions/{revision}/unschedule/", {"next": "x"}),
    ("/admin/snippets/certificates/certificatedesign/history/{design}/revisions/{revision}/revert/", {}),
    ("/admin/workflows/edit/1/?p=x", None),
)


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "posted"), FORGED)
def test_what_no_form_sends_is_malformed(address: str, posted: dict[str, Any] | None) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(administrator=True))
    page = Site.objects.get(is_default_site=True).root_page
    design = CertificateDesign.objects.first()
    assert design is not None
    address = address.format(page=page.pk, design=design.pk, revision=design.latest_revision_id or 0)
    answer = client.get(address) if posted is None else client.post(address, posted)
    # PostgreSQL looks for a number that SQLite cannot hold, and finds nothing.
    assert answer.status_code == (200 if "9999" in f"{address}{posted}" and connection.vendor == "postgresql" else 400)


class TestWhatStaysAnError:
    def answer(self, address: str, error: Exception) -> Any:
        return LibraryErrorMiddleware(lambda request: None).process_exception(RequestFactory().get(address), error)  # type: ignore[arg-type, return-value]

    def stumbled(self) -> Exception:
        """An error that no code of ours has seen."""
        return ValueError("x")

    def test_only_in_the_administration(self) -> None:
        assert self.answer("/admin/x/?id=x", self.stumbled()).status_code == 400
        assert self.answer("/fr/x/?id=x", self.stumbled()) is None

    def test_nothing_was_sent(self) -> None:
        assert self.answer("/admin/x/", self.stumbled()) is None

    def test_it_is_no_stumbling_over_input(self) -> None:
        assert self.answer("/admin/x/?id=x", MemoryError()) is None

    def test_code_of_ours_raised_it(self) -> None:
        with pytest.raises(ValueError, match="invalid literal") as raised:
            int("x")
        assert self.answer("/admin/x/?id=x", raised.value) is None
