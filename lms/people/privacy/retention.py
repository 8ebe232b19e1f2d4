"""How long each kind of data is kept: the one table, read by the command, the notice and the documentation.

Source: the retention proposal to be declared to the CNDP (Law 09-08: identification only as long as needed). Units
are months and days of the calendar. Apps above register what they dispose of (`register_disposal`) and whom a longer
rule keeps identified (`register_hold`) in their `personal_data` modules.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Keeping:
    """One line of the table: what, how long after which event, and what happens then."""

    code: str
    what: _StrPromise
    kept: _StrPromise
    then: _StrPromise
    months: int = 0
    days: int = 0

    def before(self, today: datetime.date) -> datetime.date:
        """The day before which the time is over: what is older than this day is disposed of."""
        return months_before(today, self.months) - datetime.timedelta(days=self.days)


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month `months` earlier, or that month's last day when it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    following = datetime.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return datetime.date(year, month + 1, min(day.day, (following - datetime.timedelta(days=1)).day))


ACCOUNTS = Keeping(
    "accounts",
    _("Account, identity and organisations"),
    _("while you are active, then 24 months; a letter warns you after 21"),
    _("the account is closed; the names go once no line below keeps them"),
    months=24,
)
# Told by e-mail this long after the last activity, at least WARNING_MONTHS before the account is closed.
WARNING_MONTHS = 3
ATTENDANCE = Keeping(
    "attendance",
    _("Attendance and test results"),
    _("until five years after the end of the action plan, for the audit"),
    _("numbers without names"),
    months=60,
)
SIGNED_SHEETS = Keeping(
    "signed_sheets",
    _("Scanned attendance sheets"),
    _("as long as attendance, for trainers, administrators, the ministry and auditors only"),
    _("destroyed, with a written record"),
    months=60,
)
CERTIFICATE_REGISTER = Keeping(
    "certificates",
    _("Register of attestations"),
    _("ten years, or five years after the end of validity"),
    _("number and state only"),
    months=120,
)
# The second half of the line above, for attestations with an end of validity.
CERTIFICATE_AFTER_VALIDITY = Keeping(
    "certificates_after_validity", CERTIFICATE_REGISTER.what, CERTIFICATE_REGISTER.kept, CERTIFICATE_REGISTER.then,
    months=60,
)  # fmt: skip
MENTORING_NOTES = Keeping(
    "mentoring_notes", _("Notes of follow-ups"), _("two years"), _("the words are destroyed"), months=24
)
ACCESS_LOG = Keeping(
    "access_log", _("Who opened which record"), _("twelve months"), _("destroyed"), months=12
)  # fmt: skip
IMPORT_FILES = Keeping(
    "import_files", _("Files of imported lists"), _("thirty days"), _("destroyed"), days=30
)  # fmt: skip
WAYS_IN = Keeping(
    "ways_in",
    _("Invitations and cards that were not used"),
    _("ninety days after they expired"),
    _("the address is erased"),
    days=90,
)
TECHNICAL_LOGS = Keeping(
    "technical_logs", _("Technical logs, without names"), _("twelve months"), _("destroyed"), months=12
)
TABLE = (
    ACCOUNTS, ATTENDANCE, SIGNED_SHEETS, CERTIFICATE_REGISTER, MENTORING_NOTES, ACCESS_LOG, IMPORT_FILES, WAYS_IN,
    TECHNICAL_LOGS,
)  # fmt: skip

# Disposes of what is older than a day and says how many; without `apply`, only counts.
Disposal = Callable[..., int]
# The persons whom a rule keeps identified on a day.
Hold = Callable[[datetime.date], set[int]]
DISPOSALS: dict[str, tuple[Keeping, Disposal]] = {}
HOLDS: list[tuple[Keeping, Hold]] = []


def register_disposal(keeping: Keeping, disposal: Disposal) -> None:
    """`disposal(before, apply=…)` is called with the day that `keeping` gives."""
    DISPOSALS[keeping.code] = (keeping, disposal)


def register_hold(keeping: Keeping, hold: Hold) -> None:
    HOLDS.append((keeping, hold))


def persons_held(today: datetime.date) -> set[int]:
    """Everybody whom some rule keeps identified today."""
    return set().union(*(hold(today) for _keeping, hold in HOLDS))


def apply_retention(today: datetime.date, *, apply: bool) -> list[tuple[Keeping, int]]:
    """What each line of the table disposes of today, in its order; done only with `apply`. Safe to repeat."""
    done = []
    for keeping in TABLE:
        if keeping.code in DISPOSALS:
            _keeping, disposal = DISPOSALS[keeping.code]
            done.append((keeping, disposal(keeping.before(today), apply=apply)))
    return done
