"""Two years of sessions: who came to which, what was marked, how the tests went, what followed."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from attendance.enums import FollowUpMode, MarkStatus, SessionStatus
from attendance.rates import credited_halves, reaches_threshold
from lms.people.enums import OrganisationKind, Profession

from . import facts
from .names import respelled
from .planned import (
    POINTS_POSSIBLE,
    PlannedAffiliation,
    PlannedEnding,
    PlannedFollowUp,
    PlannedOrganisation,
    PlannedPerson,
    PlannedSeat,
    PlannedSession,
    PlannedTest,
)

THRESHOLD = 80
PASS_POINTS = 6
LEADERS = {Profession.DIRECTOR, Profession.COORDINATOR, Profession.CENTRE_COORDINATOR}
# The module for those who lead a unit or a centre, from the whole country.
FOR_LEADERS = "M09"
# Units that could not let anybody go so far, so that coverage is not complete. Their people registered in vain for a
# session that was cancelled, and may for those to come.
STAYED_AWAY = frozenset({"al-hoceima", "azilal", "tan-tan", "dakhla"})
DUPLICATES = 5
# Held sessions, counted from the first, in which one certificate had a sequel.
REVOKED_IN, REPLACED_IN = (12, 28, 41), (16, 33)
RESITS_IN = (7, 14, 24, 36, 45)
OBSERVED_EVERY, WITHDRAWN_EVERY, WALK_IN_EVERY = 4, 4, 5
DAY = datetime.timedelta(days=1)
PRESENT, HALF, ABSENT, EXCUSED = MarkStatus.PRESENT, MarkStatus.HALF, MarkStatus.ABSENT, MarkStatus.EXCUSED
# How many of a hundred participants attend how.
ATTENDANCE = {"all": 83, "one_excused": 5, "one_half": 4, "one_absent": 3, "left_early": 3, "never_came": 2}


@dataclass
class _Record:
    """What the plan remembers of a person while it fills one session after the other."""

    person: PlannedPerson
    modules: set[str] = field(default_factory=set)
    busy: set[datetime.date] = field(default_factory=set)


class Training:
    """Draws the sessions in the order of their dates. One use per plan."""

    def __init__(
        self, seed: int, organisations: Sequence[PlannedOrganisation], persons: Sequence[PlannedPerson]
    ) -> None:
        self.seed = seed
        self.organisations = {row.key: row for row in organisations}
        self.words = facts.document("training")
        accounts = facts.document("accounts")["accounts"]
        self.seat_of = {row["username"]: row["seat"] for row in accounts}
        self.guest_keys = {
            f"{row['key']}-{number}"
            for row in facts.table("institutions")
            for number in range(1, len(row["participants"].split()) + 1)
        }
        self.records = {row.key: _Record(row) for row in persons if self._is_staff(row) or row.key in self.guest_keys}
        self.unseen_guests = set(self.guest_keys)
        self.duplicates: list[PlannedPerson] = []
        self.codes: dict[int, int] = defaultdict(int)
        self.held = self.cancelled = 0

    def _is_staff(self, person: PlannedPerson) -> bool:
        kinds = {self.organisations[row.organisation].kind for row in person.affiliations}
        return OrganisationKind.UPE in kinds

    # ------------------------------------------------------------- the two years

    def past(self) -> list[PlannedSession]:
        """The sessions of the fact table, oldest first, with everybody who came to them."""
        return [self._session(row) for row in facts.table("sessions")]

    def _session(self, row: dict[str, str]) -> PlannedSession:
        starts_on, ends_on = (datetime.date.fromisoformat(row[column]) for column in ("starts_on", "ends_on"))
        rng = random.Random(f"{self.seed}/session/{row['module']}/{starts_on}")  # noqa: S311
        half_days = 2 * ((ends_on - starts_on).days + 1)
        session = PlannedSession(
            code=self._code(starts_on.year),
            module=row["module"],
            starts_on=starts_on,
            ends_on=ends_on,
            province=row["province"],
            venue_fr=row["venue_fr"],
            venue_ar=row["venue_ar"],
            trainers=tuple(row["trainers"].split()),
            outcome=row["outcome"],
            seats=int(row["seats"]),
            entered_on=ends_on + rng.randint(70, 330) * DAY if row["entered_late"] else starts_on - 30 * DAY,
            in_series=bool(row["seven_cities"]),
            half_days_held=half_days - int(row["lost_half_days"] or 0),
        )
        count = min(session.seats, rng.randint(12, 18))
        always = [self.seat_of[row["always"]]] if row["always"] else []
        chosen = self._choose(session, count, always, rng)
        if session.outcome == SessionStatus.CANCELLED:
            reason = self.words["reasons"]["cancelled"][self.cancelled]
            self.cancelled += 1
            seats = tuple(PlannedSeat(record.person.key) for record in chosen)
            return replace(session, reason=reason, half_days_held=0, participants=seats)
        if session.outcome == SessionStatus.INTERRUPTED:
            session = replace(session, half_days_held=2, reason=self.words["reasons"]["interrupted"])
        for record in chosen:
            record.busy |= _days(session)
            record.modules.add(session.module)
        return self._with_register(session, chosen, row, rng)

    def _code(self, year: int) -> str:
        self.codes[year] += 1
        return f"S-{year}-{self.codes[year]:03d}"

    # ------------------------------------------------------------- who comes

    def _choose(self, session: PlannedSession, count: int, always: Sequence[str], rng: random.Random) -> list[_Record]:
        """Those named, one or two guests of the region, then unit staff from near to far, the least trained first."""
        named = [self.records[key] for key in always]
        free = [record for record in self.records.values() if record not in named and self._may_come(record, session)]
        around = self.words["regions_around"][session.province[:2]]
        guests = [record for record in free if record.person.key in self.guest_keys]
        guests = [record for record in guests if self._region(record, session.starts_on) in around]
        rng.shuffle(guests)
        guests.sort(key=lambda record: (record.person.key not in self.unseen_guests, len(record.modules)))
        guests = guests[: 1 if session.seats < 10 else 3]
        staff = [record for record in free if record.person.key not in self.guest_keys]
        drawn = {record.person.key: rng.random() for record in staff}

        def nearness(record: _Record) -> tuple[int, float]:
            region = self._region(record, session.starts_on)
            place = around.index(region) if region in around else len(around)
            return place, len(record.modules) + 2 * drawn[record.person.key]

        if session.module == FOR_LEADERS:
            staff.sort(key=lambda record: drawn[record.person.key])
        else:
            staff = sorted((record for record in staff if nearness(record)[0] < len(around)), key=nearness)
        chosen = [*named, *guests, *staff][:count]
        self.unseen_guests -= {record.person.key for record in chosen}
        return chosen

    def _may_come(self, record: _Record, session: PlannedSession) -> bool:
        """Working that day, free, new to the module, and of its audience. Units that are not open send nobody."""
        affiliation = record.person.affiliation_on(session.starts_on)
        if affiliation is None or session.module in record.modules or record.busy & _days(session):
            return False
        if affiliation.organisation in STAYED_AWAY and session.outcome in {
            SessionStatus.HELD,
            SessionStatus.INTERRUPTED,
        }:
            return False
        return session.module != FOR_LEADERS or affiliation.profession in LEADERS

    def _region(self, record: _Record, day: datetime.date) -> str:
        affiliation = record.person.affiliation_on(day)
        return self.organisations[affiliation.organisation].region if affiliation else ""

    # ------------------------------------------------------------- what happened

    def _with_register(
        self, session: PlannedSession, chosen: list[_Record], row: dict[str, str], rng: random.Random
    ) -> PlannedSession:
        reaching = int(row["reaching"]) if row["reaching"] else None
        named = {self.seat_of[row["always"]]} if row["always"] else set()
        seats = []
        for number, record in enumerate(chosen):
            manner = rng.choices(list(ATTENDANCE), weights=list(ATTENDANCE.values()))[0]
            if reaching is not None:
                manner = "all" if number < reaching else "one_absent"
            elif record.person.key in named:
                manner = "all"
            seats.append(PlannedSeat(record.person.key, self._marks(session.half_days_held, manner, rng)))
        if session.outcome != SessionStatus.HELD:
            return replace(session, participants=tuple(seats))
        self.held += 1
        if not row["entered_late"] and self.held % WALK_IN_EVERY == 0:
            seats[-1] = replace(seats[-1], walk_in=True, marks=(PRESENT,) * session.half_days_held)
        seats = [self._with_tests(seat, session, row, named, rng) for seat in seats]
        if row["entered_late"]:
            seats = self._misread_one(session, seats, named)
        session = replace(
            session,
            participants=tuple(seats),
            withdrawn=self._withdrawn(session, rng),
            has_sheet=bool(row["entered_late"]) or rng.random() < 0.4,
            issued_on=_working_day(session.ends_on + rng.randint(3, 12) * DAY),
        )
        return self._with_sequels(session, named, rng)

    @staticmethod
    def _marks(half_days: int, manner: str, rng: random.Random) -> tuple[str, ...]:
        marks: list[str] = [PRESENT] * half_days
        if manner == "never_came":
            return (ABSENT,) * half_days
        if manner == "left_early":
            kept = half_days // 2
            return tuple(marks[:kept] + [ABSENT] * (half_days - kept))
        if manner != "all":
            marks[rng.randrange(half_days)] = {"one_excused": EXCUSED, "one_half": HALF, "one_absent": ABSENT}[manner]
        return tuple(marks)

    def _with_tests(
        self, seat: PlannedSeat, session: PlannedSession, row: dict[str, str], named: set[str], rng: random.Random
    ) -> PlannedSeat:
        """A test before for those who came on the first morning, one after for those still there at the end."""
        before = after = None
        if row["pre_test"] and seat.marks[0] == PRESENT:
            before = PlannedTest(rng.randint(2, PASS_POINTS), session.starts_on)
        if seat.marks[-1] in {PRESENT, HALF}:
            passes = seat.person in named or rng.random() < 0.86
            points = rng.randint(PASS_POINTS, POINTS_POSSIBLE) if passes else rng.randint(3, PASS_POINTS - 1)
            after = PlannedTest(points, session.ends_on)
        return replace(seat, before=before, after=after)

    def _withdrawn(self, session: PlannedSession, rng: random.Random) -> tuple[str, ...]:
        """Now and then somebody of the region gave the seat back."""
        if self.held % WITHDRAWN_EVERY or session.entered_late:
            return ()
        free = [
            record
            for record in self.records.values()
            if self._may_come(record, session) and self._region(record, session.starts_on) == session.province[:2]
        ]
        return (rng.choice(free).person.key,) if free else ()

    def _misread_one(self, session: PlannedSession, seats: list[PlannedSeat], named: set[str]) -> list[PlannedSeat]:
        """Typing an old sheet, the office takes a known person for a new one: a second record is registered."""
        if len(self.duplicates) == DUPLICATES:
            return seats
        taken = {row.duplicate_of for row in self.duplicates}
        for index, seat in enumerate(seats):
            person = self.records[seat.person].person
            if seat.person in self.guest_keys or seat.person in named or seat.person in taken:
                continue
            if not (person.given and person.given_ar and person.phone) or len(person.affiliations) > 1:
                continue
            if respelled(person.family) == person.family or seat.person in self.seat_of.values():
                continue
            copy = self._second_record(person, session)
            self.duplicates.append(copy)
            return [*seats[:index], replace(seat, person=copy.key), *seats[index + 1 :]]
        return seats

    def _second_record(self, person: PlannedPerson, session: PlannedSession) -> PlannedPerson:
        """Two by the same phone, two by the same Arabic name in the same province, one in Latin letters only."""
        number = len(self.duplicates)
        affiliation = person.affiliation_on(session.starts_on)
        assert affiliation is not None  # noqa: S101  (chosen because they worked that day)
        copy = replace(
            person,
            key=f"second-{number + 1}",
            family=respelled(person.family),
            email="",
            phone=person.phone if number in {0, 1, 4} else "",
            affiliations=(PlannedAffiliation(**{**vars(affiliation), "ended_on": affiliation.ended_on}),),
            duplicate_of=person.key,
        )
        return replace(copy, given_ar="", family_ar="") if number == 4 else copy

    # ------------------------------------------------------------- what followed

    def _with_sequels(self, session: PlannedSession, named: set[str], rng: random.Random) -> PlannedSession:
        assert session.issued_on is not None  # noqa: S101  (given to every held session)
        trained = [seat for seat in session.participants if is_trained(seat) and seat.person not in named]
        trained = [seat for seat in trained if not seat.person.startswith("second-")]
        seats = session.participants
        if self.held in RESITS_IN:
            seats = self._with_resit(seats, trained, session.issued_on)
        session = replace(session, participants=seats, endings=self._endings(session, trained))
        voided = {row.person for row in session.endings if row.is_revoked}
        followed = [seat for seat in trained if seat.person not in voided]
        follow_ups = tuple(self._follow_up(seat, session, rng) for seat in followed if rng.random() < 0.35)
        observed = None
        if self.held % OBSERVED_EVERY == 0:
            observed = {
                "practice_share": rng.choice((30, 35, 40, 45, 50, 60)),
                "materials_rating": rng.randint(3, 5),
                "facilitation_rating": rng.randint(3, 5),
            }
        return replace(session, follow_ups=follow_ups, observed=observed)

    @staticmethod
    def _with_resit(
        seats: Sequence[PlannedSeat], trained: Sequence[PlannedSeat], issued_on: datetime.date
    ) -> tuple[PlannedSeat, ...]:
        """Somebody who was trained and had failed the test passes it a few weeks later."""
        failed = next((row for row in trained if row.after and row.after.points < PASS_POINTS), None)
        again = PlannedTest(PASS_POINTS + 1, _working_day(issued_on + 18 * DAY))
        return tuple(replace(seat, again=again) if seat is failed else seat for seat in seats)

    def _endings(self, session: PlannedSession, trained: Sequence[PlannedSeat]) -> tuple[PlannedEnding, ...]:
        for places, reasons, is_revoked in (
            (REVOKED_IN, self.words["reasons"]["revoked"], True),
            (REPLACED_IN, self.words["reasons"]["replaced"], False),
        ):
            if self.held in places:
                staff = [seat for seat in trained if seat.person not in self.guest_keys and not seat.again]
                day = _working_day((session.issued_on or session.ends_on) + 45 * DAY)
                return (PlannedEnding(staff[-1].person, reasons[places.index(self.held)], day, is_revoked),)
        return ()

    def _follow_up(self, seat: PlannedSeat, session: PlannedSession, rng: random.Random) -> PlannedFollowUp:
        return PlannedFollowUp(
            person=seat.person,
            mentor=session.trainers[0],
            happened_on=_working_day(session.ends_on + rng.randint(25, 200) * DAY),
            mode=rng.choice((FollowUpMode.VISIT, FollowUpMode.PHONE, FollowUpMode.PHONE, FollowUpMode.ONLINE)),
            rating=rng.choices((0, 1, 2, 3), weights=(3, 17, 50, 30))[0],
            next_step=rng.choice(self.words["next_steps"])["text"] if rng.random() < 0.7 else "",
        )

    # ------------------------------------------------------------- around today

    def coming(self, today: datetime.date) -> list[PlannedSession]:
        """The session that runs today, and those of the next three months with their first registrations."""
        return [self._coming_session(row, today) for row in facts.document("coming")["coming"]]

    def _coming_session(self, row: dict[str, Any], today: datetime.date) -> PlannedSession:
        running = bool(row.get("running"))
        starts_on = today + row["starts_in"] * DAY
        if not running:
            starts_on = _working_week(starts_on, row["days"])
        rng = random.Random(f"{self.seed}/coming/{row['module']}")  # noqa: S311
        session = PlannedSession(
            code=self._code(starts_on.year),
            module=row["module"],
            starts_on=starts_on,
            ends_on=starts_on + (row["days"] - 1) * DAY,
            province=row["province"],
            venue_fr=row["venue_fr"],
            venue_ar=row["venue_ar"],
            trainers=tuple(row["trainers"].split()),
            outcome=SessionStatus.IN_PROGRESS if running else SessionStatus.PLANNED,
            seats=row["seats"],
            entered_on=today - 40 * DAY,
            # Yesterday and this morning.
            half_days_held=3 if running else 0,
        )
        always = [self.seat_of[row["always"]]] if "always" in row else []
        chosen = self._choose(session, row["registered"], always, rng)
        seats = []
        for number, record in enumerate(chosen):
            record.busy |= _days(session)
            marks = self._marks(2, "one_half" if number == 4 else "all", rng) if running else ()
            # This morning the trainer has marked the first half of the list.
            this_morning = (PRESENT,) if running and number < len(chosen) // 2 else ()
            seats.append(PlannedSeat(record.person.key, (*marks, *this_morning)))
        return replace(session, participants=tuple(seats))


def is_trained(seat: PlannedSeat) -> bool:
    """Whether the marks reach the usual threshold, over half-days of equal length."""
    attended = sum(credited_halves(mark, 1) for mark in seat.marks)
    return reaches_threshold(attended, 2 * len(seat.marks), THRESHOLD)


def _days(session: PlannedSession) -> set[datetime.date]:
    return {session.starts_on + offset * DAY for offset in range((session.ends_on - session.starts_on).days + 1)}


def _working_day(day: datetime.date) -> datetime.date:
    """The day itself, or the Monday after a weekend."""
    return day + max(0, 7 - day.weekday()) * DAY if day.weekday() > 4 else day


def _working_week(day: datetime.date, days: int) -> datetime.date:
    """The first day from `day` on from which so many days fall into one working week."""
    while any((day + offset * DAY).weekday() > 4 for offset in range(days)):
        day += DAY
    return day
