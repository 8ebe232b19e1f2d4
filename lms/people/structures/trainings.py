"""Who followed which training, told by the apps that know it.

People's records know nothing of sessions and certificates; the app that counts them registers a source when it is
ready, and the screens on staff ask here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection

# The labels (codes of modules) of what each person was trained in up to a day. Absent: nothing.
Trainings = dict[int, list[str]]
Source = Callable[[Collection[int], datetime.date], Trainings]

_sources: list[Source] = []


def register_training_source(source: Source) -> None:
    """Let `source` say what persons were trained in. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def trainings_of(person_ids: Collection[int], day: datetime.date) -> Trainings:
    """The trainings of each person up to `day`, in the order of their labels. One call per source, for all of them."""
    found: dict[int, set[str]] = {person_id: set() for person_id in person_ids}
    if found:
        for source in _sources:
            for person_id, labels in source(found.keys(), day).items():
                found[person_id].update(labels)
    return {person_id: sorted(labels) for person_id, labels in found.items()}
