"""A name of another province stands in no answer that a role with a place or without people is given."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex

from tests.permissions import matrix
from tests.permissions.resolver import fill, routes
from tests.permissions.visitors import Visitors, address_of
from tests.permissions.world import World

# Looked for, and what a search finds it by: an answer that repeats the search does not repeat the name.
CANARY, CANARY_AR, SOUGHT = "Qanarizzane", "القناريزان", "Zoulikha"
ADDRESS, PHONE = "qanari@example.org", "+212661009911"
# The address of one record, which searches nothing.
NAMES_A_RECORD = re.compile(r"/\d+/|[0-9a-f]{8}-")
SCOPED = ("learner", "coordinator", "trainer", "editor", "territorial")


@pytest.fixture(scope="module")
def planted(readers: Visitors) -> Visitors:
    """The people of the sibling side carry the name, and appear where the administration keeps traces of them."""
    side = readers.world.sides["sibling"]
    administrator = readers.world.users["administrator"]
    for person in (side.learner.person, side.colleague):
        person.given_name, person.family_name = SOUGHT, CANARY
        person.given_name_ar, person.family_name_ar = "زليخة", CANARY_AR
        person.email, person.phone = ADDRESS, PHONE
        person.save()
        log(instance=person, action="people.person_recorded", user=administrator)
    for record in ("affiliation", "invitation", "registration", "certificate", "enrolment"):
        log(instance=side.records[record], action="wagtail.edit", user=administrator)
    log(instance=side.records["session"], action="wagtail.edit", user=side.learner)
    ReferenceIndex.create_or_update_for_object(side.records["affiliation"])
    return readers


def addresses(world: World) -> Iterator[str]:
    """Every address of the resolver that can be asked for, for each side it has records of."""
    known = {route or "choose-language:" for route in routes()}
    for row in matrix.TABLE:
        if row.route in known and row.scope != "none":
            yield address_of(world, row)
    for office in matrix.OFFICE:
        for suffix in matrix.OFFICE_SCREENS:
            if (route := office.prefix + suffix) in known:
                for scope in ("own", "sibling") if "<" in route else ("own",):
                    yield fill(route, {"pk": world.record(office.record, scope).pk})
                if not suffix:
                    yield fill(f"{route}?export=csv", {})
    page = Page.objects.filter(depth=3).first() or Page.objects.filter(depth=2).get()
    for route in known:
        if matrix.WAGTAILS_OWN.match(route) and "(?P<" not in route:
            arguments = dict.fromkeys(re.findall(r"<\w+:(\w+)>", route), page.pk)
            yield fill(route, arguments | {name: uuid.uuid4() for name in re.findall(r"<uuid:(\w+)>", route)})


# What Wagtail shows beside its lists: what was chosen, who else is editing, and every report as a file.
CHOOSERS = ("person", "organisation", "registration", "session")
EDITED = ("person", "affiliation", "invitation", "registration", "session", "certificate", "enrolment")
FILES = ("?export=csv", "?export=xlsx")


def beside_the_lists(world: World) -> Iterator[str]:
    """The addresses of the administration that name a record in another way than its own screens do."""
    records = world.sides["sibling"].records
    for name in CHOOSERS:
        yield f"/admin/{name}_chooser/chosen/{records[name].pk}/"
        yield f"/admin/{name}_chooser/chosen-multiple/?id={records[name].pk}"
    for name in EDITED:
        yield presence_of(records[name])
        yield f"/admin/bulk/{records[name]._meta.label_lower.replace('.', '/')}/delete/?id={records[name].pk}"
    for route in routes():
        if re.match(r"admin/(?:localize/)?reports/[a-z_-]+/$", route):
            yield from (f"/{route}{file}" for file in FILES)
    for kind in ("pages", "images", "documents"):
        yield f"/admin/api/main/{kind}/?search={SOUGHT}&fields=*"
    yield f"/admin/tag-autocomplete/?term={SOUGHT}"


def presence_of(record: Any) -> str:
    """Where a form of the administration says that somebody has it open, and learns who else has."""
    return f"/admin/editing-sessions/ping/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/1/"


def text_of(response: Any) -> str:
    """What an answer says; of a workbook, what its parts say once unpacked."""
    content: bytes = response.read if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as workbook:
            content = b"".join(workbook.read(name) for name in workbook.namelist())
    return content.decode("utf-8", "replace")


def names_somebody(visitors: Visitors, role: str, address: str) -> bool | None:
    """Whether the answer holds the name, the e-mail address or the phone. None when nothing is shown."""
    response = visitors.request(role, "get", address)
    if response.status_code != 200:
        return None
    text = text_of(response)
    return any(word in text for word in (CANARY, CANARY_AR, ADDRESS, PHONE))


def leaks_to(visitors: Visitors, role: str, asked: Iterable[str]) -> list[str]:
    """The addresses whose answer names the people planted. The answer of a list is another one when it searches."""
    found = []
    for address in sorted(asked):
        shown = names_somebody(visitors, role, address)
        if shown is False and not NAMES_A_RECORD.search(address):
            shown = names_somebody(visitors, role, f"{address}{'&' if '?' in address else '?'}q={SOUGHT}")
        if shown:
            found.append(address)
    return found


@pytest.mark.parametrize("role", SCOPED)
def test_no_answer_names_people_of_another_province(planted: Visitors, role: str) -> None:
    world = planted.world
    assert leaks_to(planted, role, {*addresses(world), *beside_the_lists(world)}) == []


@pytest.mark.parametrize("role", SCOPED)
def test_nobody_learns_who_edits_a_record_out_of_scope(planted: Visitors, role: str) -> None:
    records = planted.world.sides["sibling"].records
    answers = {name: planted.ask(role, "post", presence_of(records[name])) for name in EDITED}
    assert set(answers.values()) <= {"i", "0"}, answers


def test_the_name_is_there_to_be_found(planted: Visitors) -> None:
    """The same search does find it for whoever reads the whole country."""
    records = planted.world.sides["sibling"].records
    asked = ["/admin/person/", "/admin/person_chooser/", "/admin/reports/site-history/", "/fr/team/accounts/"]
    asked.append(f"/admin/registration/inspect/{records['registration'].pk}/")
    asked.append(f"/fr/certificates/session/{records['held'].uuid}/")
    asked += [f"/admin/reports/site-history/{file}" for file in FILES]
    asked += [f"/admin/{name}_chooser/chosen-multiple/?id={records[name].pk}" for name in ("person", "registration")]
    assert leaks_to(planted, "auditor", asked) == sorted(asked)


def test_a_private_document_is_not_served(planted: Visitors) -> None:
    """Documents belong to collections: one of a private collection is not found, nor downloaded, from outside."""
    from wagtail.models import Collection, CollectionViewRestriction

    private = Collection.get_first_root_node().add_child(name="Sud")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.GROUPS)
    document = get_document_model().objects.create(
        title=CANARY, file=ContentFile(CANARY.encode(), name="liste.txt"), collection=private
    )
    answers = {
        role: CANARY.encode() in getattr(planted.request(role, "get", document.url), "content", b"")
        for role in ("anonymous", *SCOPED)
    }
    document.delete()
    private.delete()
    assert answers == dict.fromkeys(answers, False)
