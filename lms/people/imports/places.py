"""The organisations a file may speak of, found by the names people write. Outside the scope there is nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from lms.core.text import fold

from ..models import Organisation, Province
from .values import CellProblem

LITTLE_WORDS = frozenset({"de", "d", "du", "des", "la", "le", "les", "l", "el", "al", "a"})
KIND_OF_PROVINCE = frozenset({"province", "prefecture", "اقليم", "عماله"})
# The unit's long name and its short one are the same name.
UNIT_NAMES = (
    ("unite de protection de l enfance", "upe"),
    ("unite protection enfance", "upe"),
    ("unite de protection des enfants", "upe"),
    ("وحده حمايه طفوله", "upe"),
    ("وحده حمايه طفل", "upe"),
    ("child protection unit", "upe"),
)


def organisation_key(name: str) -> str:
    """A name without little words, spaces and signs, the unit's long name shortened."""
    text = fold(name)
    for long, short in UNIT_NAMES:
        text = text.replace(long, short)
    return "".join(word for word in text.split() if word not in LITTLE_WORDS)


def province_key(name: str) -> str:
    """A province's name without its kind, little words, spaces and signs."""
    return "".join(word for word in fold(name).split() if word not in LITTLE_WORDS | KIND_OF_PROVINCE)


class Places:
    """Every province, and the organisations given, by their names. Two queries, whatever the file."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.organisations = {row.pk: row for row in organisations}
        self._by_name: dict[str, list[Organisation]] = defaultdict(list)
        for row in self.organisations.values():
            for key in {organisation_key(row.name_fr), organisation_key(row.name_ar)} - {""}:
                self._by_name[key].append(row)
        self._provinces: dict[str, int] = {}
        self._names: dict[str, str] = {}
        for province in Province.objects.all():
            for name in (province.name_fr, province.name_ar, *province.variants.splitlines()):
                self._provinces.setdefault(province_key(name), province.pk)
                self._names.setdefault(province_key(name), name)

    @property
    def only_one(self) -> Organisation | None:
        """The organisation that needs no naming, when there is just one."""
        return next(iter(self.organisations.values())) if len(self.organisations) == 1 else None

    def find_province(self, name: str) -> int | None:
        """The key of a province by any usual spelling; nothing for nothing.

        Raises CellProblem "province", with the nearest name when one is near.
        """
        if not name:
            return None
        key = province_key(name)
        if key in self._provinces:
            return self._provinces[key]
        near = get_close_matches(key, self._provinces, n=1, cutoff=0.75)
        raise CellProblem("province", near=self._names[near[0]] if near else "")

    def find_organisation(self, name: str, province: int | None) -> Organisation:
        """The organisation of that name, in that province when it is given.

        Raises CellProblem "required", "organisation" (unknown, or not the uploader's: the same answer),
        "organisation_elsewhere" or "organisations".
        """
        if not name:
            if self.only_one is not None:
                return self.only_one
            raise CellProblem("required")
        named = self._by_name.get(organisation_key(name), [])
        if not named:
            raise CellProblem("organisation")
        found = [row for row in named if province is None or row.province_id == province]
        if not found:
            raise CellProblem("organisation_elsewhere")
        if len(found) > 1:
            raise CellProblem("organisations")
        return found[0]
