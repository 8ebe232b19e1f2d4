"""Why two records look alike, in words. The codes are those of the rules of resemblance (`matching`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

REASONS = {
    "same_email": _("same e-mail address"),
    "same_phone": _("same phone number"),
    "same_name": _("same name"),
    "same_name_across_scripts": _("same name in the other alphabet"),
    "near_name": _("similar name"),
    "same_organisation": _("same organisation"),
    "same_province": _("same province"),
    "same_profession": _("same profession"),
}


def reasons_in_words(codes: Iterable[str]) -> list[str]:
    """Those of the codes that have words; what a newer rule may add without words is left out."""
    return [str(REASONS[code]) for code in codes if code in REASONS]
