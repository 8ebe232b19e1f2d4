"""Two spellings of one person, in Latin and in Arabic letters: found in the queue, merged, listed once, and undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lms.people.models import Duplicate, Merge, Person
from tests.factories import AffiliationFactory, PersonFactory

from .accessibility import violations
from .steps import PHONE
from .walking import Walker
from .world import World, build_world

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LATIN, ARABIC = "Noureddine Aït Lahcen", "نور الدين آيت لحسن"


def record_twice(world: World) -> Duplicate:
    """The person as two colleagues typed it, found by the search for duplicates."""
    latin = PersonFactory(
        given_name="Noureddine", family_name="Aït Lahcen", given_name_ar="", family_name_ar="", sex="not_stated",
        phone="+212600000031", email="noureddine@example.org",
    )  # fmt: skip
    arabic = PersonFactory(
        arabic_only=True, given_name_ar="نور الدين", family_name_ar="آيت لحسن", sex="male", phone="+212600000031",
        email="",
    )  # fmt: skip
    for person in (latin, arabic):
        AffiliationFactory(person=person, organisation=world.unit)
    reasons = ["same_name_across_scripts", "same_phone"]
    return Duplicate.objects.create(first=latin, second=arabic, score=91, reasons=reasons)


def list_of_people(walker: Walker, words: str) -> int:
    """How many persons of these words the list of people shows."""
    walker.open(f"/admin/person/?q={words}")
    return walker.page.locator("main table tbody tr").count()


def test_two_spellings_become_one_person_and_two_again(arrive: Callable[..., Walker]) -> None:
    world = build_world()
    pair = record_twice(world)
    administrator = arrive(language="fr")
    administrator.sign_in("karim")
    assert list_of_people(administrator, "+212600000031") + list_of_people(administrator, "lahcen") == 1
    assert list_of_people(administrator, "لحسن") == 1

    administrator.open("/fr/indicators/")
    administrator.follow("Organisations", within="header")
    administrator.follow("Duplicates", within="main")
    administrator.reads(LATIN)
    administrator.reads(ARABIC)
    assert violations(administrator.page) == []
    administrator.page.locator(f"a[href$='/duplicates/{pair.pk}/']").click()
    administrator.page.wait_for_url(f"**/duplicates/{pair.pk}/")
    administrator.look()
    assert violations(administrator.page) == []
    administrator.fill(reason="Même téléphone, même unité")
    administrator.page.get_by_label(administrator.say("I have compared the two records: they are one person.")).check()
    administrator.press("Merge the two records")
    administrator.reads(administrator.say("Record absorbed"))
    assert violations(administrator.page) == []
    # One person with both names, whichever letters are searched for.
    kept = Person.objects.current().get(phone="+212600000031")
    assert (kept.latin_name, kept.arabic_name, kept.sex) == (LATIN, ARABIC, "male")
    assert list_of_people(administrator, "lahcen") == list_of_people(administrator, "لحسن") == 1

    administrator.open("/fr/duplicates/merges/")
    with administrator.page.expect_navigation():
        administrator.page.locator(f"a[href$='/{Merge.objects.get().pk}/undo/']").click()
    administrator.look()
    assert violations(administrator.page) == []
    administrator.fill(reason="Deux frères")
    administrator.press("Undo the merge")
    assert Person.objects.current().filter(phone="+212600000031").count() == 2
    assert Person.objects.get(pk=kept.pk).arabic_name == ""


@pytest.mark.parametrize("scripts", [True, False])
def test_in_arabic_on_a_phone(arrive: Callable[..., Walker], scripts: bool) -> None:
    world = build_world("ar")
    pair = record_twice(world)
    administrator = arrive(language="ar", width=PHONE, scripts=scripts)
    administrator.enter_as(world.administrator)
    for address in ("", f"{pair.pk}/", "merges/"):
        administrator.open(f"/ar/duplicates/{address}")
        administrator.fits()
        if scripts:
            assert violations(administrator.page) == []
    administrator.open(f"/ar/duplicates/{pair.pk}/")
    administrator.page.locator("input[name=kept][value=second]").check(force=True)
    administrator.fill(reason="نفس الهاتف")
    administrator.page.locator("input[name=confirmed]").check(force=True)
    administrator.press("Merge the two records")
    administrator.fits()
    merged = Merge.objects.get()
    assert (merged.kept_id, merged.absorbed_id) == (pair.second_id, pair.first_id)
    administrator.open(f"/ar/duplicates/merges/{merged.pk}/undo/")
    administrator.fits()
