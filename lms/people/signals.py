"""What this app announces to those that stand on it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction of a merge or of its undoing: merge (the row), actor, undone (bool).
persons_merged = Signal()
