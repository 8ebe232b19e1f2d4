"""Logs without people: what leaves for a log holds no address, phone, identity number or secret, on one line each.

A filter on every handler (settings.LOGGING), so that the logs of libraries and the tracebacks of errors pass it too.
Names cannot be told from other words: our own code logs codes and numbers only. Source: ASVS 16.2.5 (no credentials
or personal data in logs), 16.4.1 (log injection).
"""

from __future__ import annotations

import logging
import re
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

from .validators import NATIONAL_ID

# In this order: an address may hold digits, a secret may hold anything.
SCRUBBED: tuple[tuple[re.Pattern[str], str], ...] = (
    # What a database says of the row it refused: every column, names among them.
    (re.compile(r"(DETAIL:\s*).*"), r"\1[row]"),
    (
        re.compile(
            r"(?i)\b(password\d?|passwd|secret|token|api_?key|sessionid|csrftoken|csrfmiddlewaretoken|authorization|cookie"
            r"|code|key|otp)(['\"]?\s*[=:]\s*['\"]?)(?:bearer\s+|basic\s+)?(?!\[secret\])[^\s'\"&;,)}\]]+"
        ),
        r"\1\2[secret]",
    ),
    # Links that open something by themselves: invitations, cards, e-mail confirmations, passwords, verification.
    (re.compile(r"(/(?:invitations|card|confirm-email|reset/key|verify|v)/)[^\s/?'\"]+"), r"\1[secret]"),
    (re.compile(r"(?i)[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"), "[e-mail]"),
    (re.compile(r"(?<![\w.+-])(?:\+|00)?212[\s.\-]?0?[5-7](?:[\s.\-]?\d){8}(?!\d)"), "[phone]"),
    (re.compile(r"(?<![\w.+-])0[5-7](?:[\s.\-]?\d){8}(?!\d)"), "[phone]"),
    (NATIONAL_ID, "[identity number]"),
)
# What would begin a new line, move the cursor or hide text in a terminal.
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
SHOWN = {"\n": "\\n", "\r": "\\r"}


def scrub(text: str) -> str:
    """The text without addresses, phones, identity numbers and secrets. Each is replaced by what it was."""
    for pattern, replacement in SCRUBBED:
        text = pattern.sub(replacement, text)
    return text


def on_one_line(text: str) -> str:
    """The text with line breaks and control characters written out: nobody forges a line of the log."""
    return CONTROLS.sub(lambda found: SHOWN.get(found.group(), f"\\x{ord(found.group()):02x}"), text)


class PrivateLogFilter(logging.Filter):
    """Rewrites each record before it is written: message, traceback and stack."""

    formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = on_one_line(scrub(self._message(record))), ()
        if record.exc_info and record.exc_info[0] is not None and not record.exc_text:
            record.exc_text = self.formatter.formatException(record.exc_info)
        record.exc_text = _indented(record.exc_text)
        record.stack_info = _indented(record.stack_info)
        # A handler that formats by itself would start again from the exception: it has been written out.
        record.exc_info = None
        return True

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        try:
            return record.getMessage()
        except (TypeError, ValueError, KeyError):  # wrong arguments: the words alone say enough
            return str(record.msg)


def _indented(text: str | None) -> str | None:
    """Scrubbed lines that cannot be taken for records of their own, because each begins with a bar."""
    if not text:
        return None
    lines = [on_one_line(line.removeprefix("| ")) for line in scrub(text).split("\n")]
    return "\n".join(f"| {line}" for line in lines)


class PrivateReports(SafeExceptionReporterFilter):
    """Reports of errors show which fields were posted, never what was typed: forms hold passwords, codes and people.
    It covers the forms of libraries that forget `sensitive_post_parameters`."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return {}
        return dict.fromkeys(request.POST, self.cleansed_substitute)
