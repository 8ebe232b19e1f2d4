"""A progress display that fits both a terminal and a log file."""

from __future__ import annotations

from collections.abc import Callable

BAR = 24


class Progress:
    """Numbered steps; on a terminal the running step is a bar that fills, elsewhere one line per finished step."""

    def __init__(self, write: Callable[[str], object], *, steps: int, is_terminal: bool) -> None:
        self.write = write
        self.steps = steps
        self.number = 0
        self.is_terminal = is_terminal
        self.title, self.total, self.done = "", 0, 0

    def start(self, title: str, total: int = 1) -> None:
        """Begin the next step, which will `advance` `total` times."""
        self.number += 1
        self.title, self.total, self.done = title, total, 0
        self._draw()

    def advance(self, _what: object = None) -> None:
        """One more of the step's parts is written. More parts than announced are no error."""
        self.done += 1
        self._draw()

    def finish(self) -> None:
        """End the step, whatever it had left to do."""
        self.done = self.total
        self._draw()
        self.write("\n" if self.is_terminal else f"[{self.number}/{self.steps}] {self.title}\n")

    def _draw(self) -> None:
        if not self.is_terminal:
            return
        share = min(self.done, self.total) / self.total if self.total else 1
        filled = int(share * BAR)
        bar = "█" * filled + "·" * (BAR - filled)
        self.write(f"\r[{self.number}/{self.steps}] {self.title:<28} {bar} {int(share * 100):3d} %")
