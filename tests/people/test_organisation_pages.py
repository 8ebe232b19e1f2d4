"""The register of organisations on the portal: what is listed, counted and shown, to whom."""

from __future__ import annotations

import csv
import datetime
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.people.models import Affiliation, ArrondissementPrefecture, Management, Organisation
from lms.people.structures.selectors import roster, territory, with_staff
from tests.architecture.project import ROOT
from tests.factories import AffiliationFactory, OrganisationFactory, UserFactory, grant, province

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LIST = "organisation-list"


def today():
    return timezone.localdate()


@pytest.fixture
def administrator(client):
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


def delegate(**target):
    user = UserFactory()
    grant(user, "territorial_coordinator", **target)
    return user


def names(response):
    assert response.status_code == 200
    return [organisation.name_fr for organisation, _alert in response.context["lines"]]


def queries(client, address):
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


class TestTheList:
    @pytest.fixture(autouse=True)
    def places(self, db):
        day = today()
        part = ArrondissementPrefecture.objects.get(code="06.141.01.00")
        OrganisationFactory(
            name_fr="UPE Été", name_ar="وحدة الأمل", province=province("06.141"), arrondissement_prefecture=part,
            agreement_to=day + 20 * DAY,
        )  # fmt: skip
        OrganisationFactory(name_fr="UPE Nador", name_ar="وحدة الناضور", province=province("02.381"),
                            agreement_to=day + 60 * DAY)  # fmt: skip
        OrganisationFactory(name_fr="CAPE Rabat", kind="cape", agreement_to=day - DAY)
        OrganisationFactory(name_fr="UPE Fermée", closed_on=day - DAY)
        OrganisationFactory(name_fr="UPE Future", opened_on=day + DAY)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["CAPE Rabat", "UPE Nador", "UPE Été"]),
            ("q=ete", ["UPE Été"]),
            ("q=ÉTÉ upe", ["UPE Été"]),
            ("q=امل", ["UPE Été"]),
            ("q=الامل", ["UPE Été"]),
            ("q=nothing", []),
            ("kind=cape", ["CAPE Rabat"]),
            ("region=02", ["UPE Nador"]),
            ("province=06.141", ["UPE Été"]),
            ("part=06.141.01.00", ["UPE Été"]),
            ("part=06.141.01.10", []),
            ("region=02&province=06.141", []),
            ("state=closed", ["UPE Fermée", "UPE Future"]),
            ("state=all", ["CAPE Rabat", "UPE Fermée", "UPE Future", "UPE Nador", "UPE Été"]),
            ("agreement=ending", ["UPE Nador", "UPE Été"]),
            ("agreement=soon", ["UPE Été"]),
            ("agreement=ended", ["CAPE Rabat"]),
            ("sort=agreement", ["CAPE Rabat", "UPE Été", "UPE Nador"]),
            ("sort=province", ["UPE Nador", "CAPE Rabat", "UPE Été"]),
            ("sort=kind", ["CAPE Rabat", "UPE Nador", "UPE Été"]),
        ],
    )
    def test_search_filters_and_order(self, client, administrator, query, expected):
        assert names(client.get(f"{reverse(LIST)}?{query}")) == expected

    def test_another_day_is_another_list(self, client, administrator):
        day = today() - DAY
        assert "UPE Fermée" in names(client.get(f"{reverse(LIST)}?day={day}"))
        assert "UPE Future" in names(client.get(f"{reverse(LIST)}?day={today() + DAY}"))
        assert "UPE Future" not in names(client.get(f"{reverse(LIST)}?day={today()}"))

    def test_staff_is_counted_on_the_day_and_sorts(self, client, administrator):
        nador = Organisation.objects.get(name_fr="UPE Nador")
        AffiliationFactory(organisation=nador, ended_on=today())
        assert names(client.get(f"{reverse(LIST)}?sort=staff"))[0] == "UPE Nador"
        for day, staff in ((today(), 1), (today() + DAY, 0)):
            rows = client.get(f"{reverse(LIST)}?q=nador&day={day}").context["lines"]
            assert [row.staff for row, _alert in rows] == [staff]

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("kind=x", "kind"),
            ("region=99", "region"),
            ("province=%00", "province"),
            ("part=x", "part"),
            ("state=x", "state"),
            ("day=hier", "day"),
            ("day=0001-01-01", "day"),
            ("day=9999-12-31", "day"),
            ("agreement=x", "agreement"),
            ("sort=x", "sort"),
            (f"q={'x' * 101}", "q"),
        ],
    )
    def test_a_value_that_means_nothing_filters_nothing_and_says_so(self, client, administrator, query, field):
        response = client.get(f"{reverse(LIST)}?{query}")
        assert names(response) == ["CAPE Rabat", "UPE Nador", "UPE Été"]
        assert set(response.context["form"].errors) == {field}
        assert f'id="id_{field}_error"' in response.content.decode()

    def test_what_was_typed_is_kept(self, client, administrator):
        text = client.get(f"{reverse(LIST)}?q=<b>&kind=cape&day=2025-01-02").content.decode()
        assert 'value="&lt;b&gt;"' in text
        assert 'value="2025-01-02"' in text
        assert '<option value="cape" selected>' in text

    def test_it_is_exported_as_it_is_filtered(self, client, administrator):
        association = OrganisationFactory(kind="association", name_fr="=Association")
        unit = Organisation.objects.get(name_fr="UPE Nador")
        Management.objects.create(organisation=unit, association=association, started_on=unit.opened_on)
        response = client.get(f"{reverse('organisation-export-csv')}?region=02")
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == 1
        cells = list(rows[0].values())
        assert "UPE Nador" in cells
        assert "'=Association" in cells
        assert cells[-2:] == ["0", str(today())]
        workbook = client.get(reverse("organisation-export-xlsx"))
        assert workbook.content[:2] == b"PK"

    def test_the_alerts_of_ones_scope_stand_above(self, client, administrator):
        summary = client.get(reverse(LIST)).context["summary"]
        assert (summary.ended, summary.soon, summary.ending) == (1, 1, 2)

    def test_number_of_queries_does_not_grow(self, client, administrator):
        address = f"{reverse(LIST)}?kind=cape"

        def add():
            row = OrganisationFactory(kind="cape", agreement_to=today())
            association = OrganisationFactory(kind="association")
            Management.objects.create(organisation=row, association=association)
            AffiliationFactory(organisation=row)

        add()
        few = queries(client, address)
        add()
        add()
        assert queries(client, address) == few

    def test_it_is_paginated(self, client, administrator):
        for _number in range(26):
            OrganisationFactory(kind="health")
        pages = [len(names(client.get(f"{reverse(LIST)}?kind=health&page={page}"))) for page in (1, 2, 99, "x")]
        assert pages == [25, 1, 1, 25]


class TestWhoReads:
    def test_each_sees_the_organisations_of_the_scope(self, client):
        here, near, far = (OrganisationFactory(province=province(code)) for code in ("08.201", "08.401", "04.421"))
        for user, expected in (
            (UserFactory(coordinates=here), {here}),
            (delegate(province=province("08.201")), {here}),
            (delegate(region=province("08.201").region), {here, near}),
            (UserFactory(ministry_officer=True), {here, near, far}),
            (UserFactory(auditor=True), {here, near, far}),
        ):
            client.force_login(user)
            assert {row for row, _alert in client.get(reverse(LIST)).context["lines"]} == expected
            for row in (here, near, far):
                answer = client.get(reverse("organisation-detail", args=[row.uuid])).status_code
                assert answer == (200 if row in expected else 404)

    def test_the_filters_offer_ones_own_territory(self, client):
        for user, provinces, has_parts in (
            (delegate(province=province("08.201")), ["08.201"], False),
            (delegate(province=province("06.141")), ["06.141"], True),
            (UserFactory(coordinates=OrganisationFactory(province=province("02.381"))), ["02.381"], False),
        ):
            client.force_login(user)
            fields = client.get(reverse(LIST)).context["form"].fields
            offered = [code for _region, group in fields["province"].choices[1:] for code, _name in group]
            assert (offered, "part" in fields) == (provinces, has_parts)

    @pytest.mark.parametrize("role", ["learner", "trainer", "content_editor"])
    def test_others_have_no_register(self, client, role):
        client.force_login(UserFactory(with_role=role))
        for name in (LIST, "organisation-export-csv", "organisation-export-xlsx", "region-list"):
            assert client.get(reverse(name)).status_code == 404

    def test_a_coordinator_oversees_no_territory(self, client):
        client.force_login(UserFactory(coordinates=OrganisationFactory()))
        assert client.get(reverse("region-list")).status_code == 404
        assert client.get(reverse("region-detail", args=["04"])).status_code == 404


class TestTheTerritory:
    def test_a_province_without_a_upe_says_so(self, client, administrator):
        OrganisationFactory(province=province("08.201"))
        OrganisationFactory(province=province("08.401"), kind="cape")
        OrganisationFactory(province=province("08.401"), closed_on=today() - DAY)
        response = client.get(reverse("region-detail", args=["08"]))
        lines = {line.place.code: (line.units, line.others) for line in response.context["region"].inside}
        assert len(lines) == 5
        assert {code: counts for code, counts in lines.items() if any(counts)} == {"08.201": (1, 0), "08.401": (0, 1)}
        assert response.context["region"].without_unit == 4

    def test_the_country_has_twelve_regions_and_75_provinces(self, client, administrator):
        regions = client.get(reverse("region-list")).context["regions"]
        assert [len(region.inside) for region in regions] == [8, 8, 9, 7, 5, 9, 8, 5, 6, 4, 4, 2]

    def test_casablanca_opens_to_its_eight_parts(self, client, administrator):
        part = ArrondissementPrefecture.objects.get(code="06.141.01.60")
        OrganisationFactory(province=part.province, arrondissement_prefecture=part)
        region = client.get(reverse("region-detail", args=["06"])).context["region"]
        parts = {
            line.place.code: [(inside.place.code, inside.units) for inside in line.inside] for line in region.inside
        }
        assert sum(units for _code, units in parts["06.141"]) == 1
        assert ("06.141.01.60", 1) in parts["06.141"]
        assert len(parts["06.141"]) == 8
        assert [code for code, inside in parts.items() if inside] == ["06.141"]

    def test_a_delegate_sees_the_province_and_no_other(self, client):
        for code in ("08.201", "08.401"):
            AffiliationFactory(organisation=OrganisationFactory(province=province(code)))
        client.force_login(delegate(province=province("08.201")))
        (region,) = client.get(reverse("region-list")).context["regions"]
        assert (region.units, region.staff, [line.place.code for line in region.inside]) == (1, 1, ["08.201"])
        assert client.get(reverse("region-detail", args=["04"])).status_code == 404
        assert client.get(reverse("region-detail", args=["zz"])).status_code == 404

    def test_number_of_queries_does_not_grow(self, client, administrator):
        AffiliationFactory(organisation=OrganisationFactory())
        few = [queries(client, reverse("region-list")), queries(client, reverse("region-detail", args=["04"]))]
        for code in ("04.441", "02.381"):
            AffiliationFactory(organisation=OrganisationFactory(province=province(code)))
        many = [queries(client, reverse("region-list")), queries(client, reverse("region-detail", args=["04"]))]
        assert many == few


class TestOneDefinitionOfTheDay:
    """List, region page, roster and team agree on every day, since all ask the same condition."""

    def test_the_counts_agree_at_the_boundaries(self, administrator):
        opened, closed = today() - 100 * DAY, today() + 100 * DAY
        upe = OrganisationFactory(opened_on=opened, closed_on=closed)
        AffiliationFactory(organisation=upe, started_on=opened - DAY)
        AffiliationFactory(organisation=upe, started_on=today(), ended_on=today() + DAY)
        AffiliationFactory(organisation=upe, started_on=today() + DAY, ended_on=closed)
        expected = {
            opened - DAY: 0, opened: 1, today() - DAY: 1, today(): 2, today() + DAY: 3, today() + 2 * DAY: 2,
            closed: 2, closed + DAY: 0,
        }  # fmt: skip
        for day, staff in expected.items():
            listed = with_staff(Organisation.objects.filter(pk=upe.pk), day).get().staff
            region = next(row for row in territory(administrator, day) if row.place == upe.province.region)
            (line,) = [row for row in region.inside if row.place == upe.province]
            assert (listed, region.staff, line.staff, len(roster(upe, day))) == (staff,) * 4, day

    def test_somebody_at_two_upe_of_a_region_counts_once_in_it(self, administrator):
        person = AffiliationFactory(organisation=OrganisationFactory()).person
        AffiliationFactory(organisation=OrganisationFactory(), person=person, is_primary=False)
        region = next(row for row in territory(administrator, today()) if row.place.code == "04")
        assert (region.units, region.staff) == (2, 1)

    def test_nobody_else_writes_the_condition(self):
        """`querysets.covering` alone says which rows hold on a day."""
        written = re.compile(r"(?:started_on|opened_on)__lte=")
        found = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / "lms").rglob("*.py")
            if "migrations" not in path.parts and written.search(path.read_text(encoding="utf-8"))
        }
        assert found == set()


class TestAnOrganisation:
    def test_facts_associations_and_staff(self, client, administrator):
        upe = OrganisationFactory(agreement_to=today() + 5 * DAY)
        associations = [OrganisationFactory(kind="association") for _number in range(2)]
        Management.objects.create(
            organisation=upe, association=associations[0], started_on=upe.opened_on, ended_on=today() - DAY
        )
        Management.objects.create(organisation=upe, association=associations[1], started_on=today())
        here = AffiliationFactory(organisation=upe)
        left = AffiliationFactory(organisation=upe, ended=True)
        response = client.get(reverse("organisation-detail", args=[upe.uuid]))
        context = response.context
        assert [line.person for line in context["page_obj"]] == [here.person]
        assert [row.association for row in context["managements"]] == associations[::-1]
        assert (context["staff"], context["former"], context["alert"].days_left) == (1, 1, 5)
        past = client.get(reverse("organisation-detail", args=[upe.uuid]), {"staff": "past"})
        assert [stay.person for stay in past.context["page_obj"]] == [left.person]

    def test_an_association_names_what_it_runs_today(self, client, administrator):
        association = OrganisationFactory(kind="association")
        now, before = OrganisationFactory(), OrganisationFactory()
        Management.objects.create(organisation=now, association=association)
        Management.objects.create(organisation=before, association=association, ended_on=today() - DAY)
        response = client.get(reverse("organisation-detail", args=[association.uuid]))
        assert list(response.context["managed"]) == [now]

    def test_only_those_who_manage_it_find_the_way_to_record(self, client):
        upe = OrganisationFactory()
        for user, shown in (
            (UserFactory(coordinates=upe), True),
            (delegate(province=upe.province), True),
            (UserFactory(auditor=True), False),
        ):
            client.force_login(user)
            text = client.get(reverse("organisation-detail", args=[upe.uuid])).content.decode()
            assert (reverse("organisation-newcomer", args=[upe.uuid]) in text) is shown

    def test_nobody_at_work_is_said(self, client, administrator):
        address = reverse("organisation-detail", args=[OrganisationFactory().uuid])
        for query in ("", "?staff=past"):
            assert 'class="empty"' in client.get(address + query).content.decode()

    def test_number_of_queries_does_not_grow(self, client, administrator):
        upe = OrganisationFactory()
        address = reverse("organisation-detail", args=[upe.uuid])

        def add():
            AffiliationFactory(organisation=upe)
            AffiliationFactory(organisation=upe, ended=True)
            Management.objects.create(organisation=OrganisationFactory(), association=upe)

        add()
        few = [queries(client, address), queries(client, f"{address}?staff=past")]
        add()
        add()
        assert [queries(client, address), queries(client, f"{address}?staff=past")] == few
        assert Affiliation.objects.filter(organisation=upe).count() == 6
