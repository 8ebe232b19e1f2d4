"""What an address of this app may hold."""

from __future__ import annotations


class IndicatorCode:
    """A code as printed beside the figure: I-1, I-2n, I-15."""

    regex = r"I-[0-9]{1,2}[a-z]?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TableFormat(IndicatorCode):
    """The two formats every table can be taken away in."""

    regex = r"csv|xlsx"
