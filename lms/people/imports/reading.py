"""A file is what its first bytes say, never what its name says."""

from __future__ import annotations

from .columns import count_known
from .delimited import decode, read_delimited
from .table import LARGEST_FILE, MEGABYTE, FileRefused, Table
from .workbooks import check_workbook, read_workbook

ZIP, OLD_OFFICE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
EMPTY_ZIP = b"PK\x05\x06"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def check_file(content: bytes) -> None:
    """Refuse what no list of people can be, before it is kept. Raises FileRefused; parses nothing."""
    if not content.strip():
        raise FileRefused("empty")
    if len(content) > LARGEST_FILE:
        raise FileRefused("too_big", megabytes=LARGEST_FILE // MEGABYTE)
    if content.startswith(OLD_OFFICE):
        raise FileRefused("encrypted" if ENCRYPTED in content else "old_excel")
    if content.lstrip()[:4] == PDF:
        raise FileRefused("pdf")
    if content.startswith((ZIP, EMPTY_ZIP)):
        check_workbook(content)
    else:
        decode(content)


def read_file(content: bytes) -> Table:
    """The rows of a workbook or a text file. Raises FileRefused with what to do about it."""
    check_file(content)
    if content.startswith(ZIP):
        return read_workbook(content)
    return read_delimited(content, known_titles=count_known)
