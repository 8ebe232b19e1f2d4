"""What names a person: the words to look for in texts, and their replacement."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress

from ..models import Person, User

PSEUDONYM_FR, PSEUDONYM_AR = "Participant supprimé", "مشارك محذوف"
# A shorter word would be found inside too many others.
SHORTEST_NAME = 3
IS_A_WORD_OF_ITS_OWN = re.compile(r"[@\d.]")


@dataclass(frozen=True)
class Traces:
    """The records of one person (theirs, and those merged into it), their accounts, and the words that name them,
    read before anything is changed."""

    number: int
    person_ids: tuple[int, ...]
    user_ids: tuple[int, ...]
    full_names: frozenset[str] = frozenset()
    single_names: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    label: str = field(default="")

    @cached_property
    def _naming(self) -> re.Pattern[str] | None:
        patterns = [spaced(name) for name in self.full_names]
        patterns += [rf"(?<!\w){re.escape(word)}(?!\w)" for word in self.identifiers]
        patterns += [phone_pattern(phone) for phone in self.phones]
        return compiled(patterns)

    @cached_property
    def _naming_closely(self) -> re.Pattern[str] | None:
        """Also one name alone, for texts about what the person took part in."""
        words = [rf"(?<!\w){spaced(name)}(?!\w)" for name in self.single_names]
        return compiled([*([self._naming.pattern] if self._naming else []), *words])

    def cleaned(self, text: str, *, closely: bool = False) -> str:
        """The text with the pseudonym in place of what names the person; `closely` also replaces one name alone."""
        pattern = self._naming_closely if closely else self._naming
        return pattern.sub(self.label, text) if pattern and text else text

    def cleaned_data(self, data: Any) -> Any:
        """The same for a value of a JSON column, its keys included."""
        return json.loads(self.cleaned(json.dumps(data, ensure_ascii=False)))

    def found_in(self, text: str) -> bool:
        return bool(self._naming and self._naming.search(text))


def compiled(patterns: Iterable[str]) -> re.Pattern[str] | None:
    # The longest first: a full name before the shorter one it begins with.
    ordered = sorted(filter(None, patterns), key=len, reverse=True)
    return re.compile("|".join(ordered), re.IGNORECASE) if ordered else None


def spaced(name: str) -> str:
    """A name whatever stands between its words."""
    return r"[\s\-]+".join(map(re.escape, re.split(r"[\s\-]+", name.strip())))


def phone_pattern(phone: str) -> str:
    """A Moroccan number (+212XXXXXXXXX) however it was typed."""
    digits = phone.removeprefix("+212")
    return r"(?<!\d)(?:(?:\+|00)?212|0)?[\s.\-]?" + r"[\s.\-]?".join(digits) + r"(?!\d)"


def traces_of(persons: Iterable[Person]) -> Traces:
    """The traces of a record and of those merged into it; the first one gives the number of the pseudonym."""
    rows = list(persons)
    users = list(User.objects.filter(person__in=rows))
    number = rows[0].pk
    full, single, identifiers, phones = set[str](), set[str](), set[str](), set[str]()
    for row in rows:
        for given, family in ((row.given_name, row.family_name), (row.given_name_ar, row.family_name_ar)):
            if given and family:
                full |= {f"{given} {family}", f"{family} {given}"}
            single |= {name for name in (given, family) if len(name) >= SHORTEST_NAME}
        identifiers |= {row.email, row.personal_code or ""}
        identifiers |= set(row.invitations.values_list("email", flat=True))
        phones.add(row.phone)
    identifiers |= set(EmailAddress.objects.filter(user__in=users).values_list("email", flat=True))
    for user in users:
        identifiers.add(user.email)
        phones.add(user.sign_in_phone)
        if IS_A_WORD_OF_ITS_OWN.search(user.username):
            identifiers.add(user.username)
    return Traces(
        number=number,
        person_ids=tuple(row.pk for row in rows),
        user_ids=tuple(user.pk for user in users),
        full_names=frozenset(full),
        single_names=frozenset(single),
        identifiers=frozenset(identifiers - {""}),
        phones=frozenset(phones - {""}),
        label=f"{PSEUDONYM_FR} #{number}",
    )
