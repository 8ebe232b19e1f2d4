"""Texts that have broken other portals: every form that people fill gets them."""

from __future__ import annotations

HOSTILE = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "<img src=http://127.0.0.1/x onerror=alert(1)>",
    "{{7*7}}{% now 'Y' %}",
    "\\" * 40,
    "x" * 10_000,
    "\u202eevil\u202c",
    "\u200b\ufeff",
    "😀🧑‍🏫",
    "e\u0301" * 50,
    "سلمى Salma ٠١٢٣ 456",
    "' OR 1=1 --",
    "../../etc/passwd",
    "-1",
    "2147483648",
    "99999999999999999999999",
    "NaN",
    "١٢٣٤٥٦٧٨٩",
    "1; DROP TABLE",
    "%s%n%(x)s",
    "0001-01-01",
    "null",
)
