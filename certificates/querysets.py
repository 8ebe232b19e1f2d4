"""The small vocabulary of certificates. Expiry is a date, not a state: a certificate expires by itself."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from attendance.models import Registration
from lms.people.querysets import covering
from lms.people.scopes import reach_of

from .enums import CertificateState

if TYPE_CHECKING:
    from .models import Certificate  # noqa: F401


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of the registrations the user may see."""
        reach = reach_of(user)
        if reach.national:
            return self
        return self.filter(Q(person=reach.person_id) | Q(registration__in=Registration.objects.visible_to(user)))

    def valid_on(self, day: datetime.date) -> Self:
        """Issued, not replaced, not revoked, not expired on that day (the last day of validity is valid)."""
        return self.filter(covering(day, "issued_on", "valid_until"), state=CertificateState.ISSUED)
