"""Compound files: what .xls is kept in. Looked through before calamine, which follows chains of sectors wherever they
lead, and gives an empty cell where a formula has an error.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SECTOR = 512
"""Bytes of the header, and of a sector."""
_LAST = 0xFFFFFFFA
"""Numbers from here on are no sectors: a chain ends, or the sector is free."""
_MINI = 64
_ENTRY = 128
_SHEET, _FORMULA, _VALUE, _END = 0x0085, 0x0006, 0x0205, 0x000A
"""Kinds of records: where a sheet is, a formula with its result, yes, no or an error, the end of a sheet."""
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


class DamagedError(Exception):
    """The file is cut short, or a chain of its sectors never ends."""


@dataclass(frozen=True)
class Compound:
    """A compound file, its chains known to end."""

    data: bytes
    size: int
    """Bytes of a sector."""
    fat: Sequence[int]
    """Of each sector the one that follows."""
    mini: Sequence[int]
    """The same of the small sectors in which small streams are kept."""

    def stream(self, names: Sequence[str]) -> bytes:
        """Return what is kept under one of several names; nothing where none is there."""
        (first,) = struct.unpack_from("<I", self.data, 48)
        (least,) = struct.unpack_from("<I", self.data, 56)
        directory = self._chain(first)
        kept = b""
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            (length,) = struct.unpack_from("<H", directory, at + 64)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<2I", directory, at + 116)
            if at == 0:
                kept = self._chain(start)  # of the root: all small streams
            elif name in names:
                if size >= least:
                    return self._chain(start)[:size]
                parts = [kept[place * _MINI : (place + 1) * _MINI] for place in _places(self.mini, start)]
                return b"".join(parts)[:size]
        return b""

    def _chain(self, first: int) -> bytes:
        starts = ((place + 1) * self.size for place in _places(self.fat, first))
        return b"".join(self.data[start : start + self.size] for start in starts)


def compound_of(data: bytes) -> Compound:
    """Return a compound file whose chains of sectors all end.

    Raises
    ------
    DamagedError
        If one does not, or the file is cut short.
    """
    if len(data) < 2 * SECTOR:
        raise DamagedError
    (shift,) = struct.unpack_from("<H", data, 30)
    fat_sectors, _, _, _, first_mini, _, first_more, _ = struct.unpack_from("<8I", data, 44)
    if shift not in (9, 12) or first_more < _LAST or fat_sectors > 109:  # larger than any table of places
        raise DamagedError
    size = 1 << shift
    fat = [one for sector in struct.unpack_from("<109I", data, 76)[:fat_sectors] for one in _sector(data, sector, size)]
    _check_ends(fat)
    mini = [one for sector in _places(fat, first_mini) for one in _sector(data, sector, size)]
    _check_ends(mini)
    return Compound(data, size, fat, mini)


def errors_of_formulas(file: Compound) -> list[dict[tuple[int, int], str]]:
    """Return the errors in each sheet of a workbook, by row counted from 1 and column from 0."""
    book = file.stream(("Workbook", "Book"))
    starts = [
        struct.unpack_from("<I", held)[0] for kind, held in _records(book, 0) if kind == _SHEET and len(held) >= 4
    ]
    found: list[dict[tuple[int, int], str]] = []
    for start in starts:
        errors: dict[tuple[int, int], str] = {}
        for kind, held in _records(book, start):
            code = None
            if kind == _VALUE and len(held) >= 8 and held[7] == 1:
                code = held[6]
            elif kind == _FORMULA and len(held) >= 14 and held[12:14] == b"\xff\xff" and held[6] == 2:
                code = held[8]
            if code is not None:
                row, column = struct.unpack_from("<2H", held)
                errors[row + 1, column] = _ERRORS.get(code, "#VALUE!")
        found.append(errors)
    return found


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of the records from one place to the end of its part."""
    while start + 4 <= len(book):
        kind, length = struct.unpack_from("<2H", book, start)
        yield kind, book[start + 4 : start + 4 + length]
        if kind == _END:
            return
        start += 4 + length


def _sector(data: bytes, number: int, size: int) -> Sequence[int]:
    start = (number + 1) * size
    if start + size > len(data):
        raise DamagedError
    return struct.unpack_from(f"<{size // 4}I", data, start)


def _places(following: Sequence[int], first: int) -> Iterator[int]:
    """Yield the sectors of a chain, which is known to end."""
    while first < len(following):
        yield first
        first = following[first]


def _check_ends(following: Sequence[int]) -> None:
    """Refuse chains that come back to themselves: each number names the one that follows."""
    ends = bytearray(len(following))  # 1: it is known that the chain from here ends
    for first in range(len(following)):
        seen: set[int] = set()
        place = first
        while place < len(following) and not ends[place]:
            if place in seen:
                raise DamagedError
            seen.add(place)
            place = following[place]
        for one in seen:
            ends[one] = 1
