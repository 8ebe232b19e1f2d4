"""What the foundations announce; the apps above listen."""

from __future__ import annotations

from django.dispatch import Signal

# A screen of the administration showed one row: sender is the model, with `pk` and `user`.
row_opened = Signal()
