"""Compound files: what .xls is kept in, held to chains of sectors that end, as calamine follows them anywhere."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
"""Bytes of the header, and of a sector."""
_LAST = 0xFFFFFFFA
"""Numbers from here on are no sectors: a chain ends, or the sector is free."""


def has_endless_chain(data: bytes) -> bool:
    """Return whether a compound file is cut short, or a chain of its sectors comes back to itself."""
    if len(data) < 2 * SECTOR:
        return True
    (shift,) = struct.unpack_from("<H", data, 30)
    fat_sectors, _, _, _, first_mini, _, first_more, _ = struct.unpack_from("<8I", data, 44)
    if shift not in (9, 12) or first_more < _LAST or fat_sectors > 109:  # larger than any table of places
        return True
    size = 1 << shift
    fat: list[int] = []
    for sector in struct.unpack_from("<109I", data, 76)[:fat_sectors]:
        found = _sector(data, sector, size)
        if found is None:
            return True
        fat += found
    if _comes_back(fat):
        return True
    mini: list[int] = []
    while first_mini < _LAST:
        found = _sector(data, first_mini, size)
        if found is None or first_mini >= len(fat):
            return True
        mini += found
        first_mini = fat[first_mini]
    return _comes_back(mini)


def _sector(data: bytes, number: int, size: int) -> Sequence[int] | None:
    """Return the numbers in a sector; None if the file has no such sector in full."""
    start = (number + 1) * size
    return struct.unpack_from(f"<{size // 4}I", data, start) if start + size <= len(data) else None


def _comes_back(following: Sequence[int]) -> bool:
    """Return whether some chain never ends: each number names the one that follows."""
    ends = bytearray(len(following))  # 1: it is known that the chain from here ends
    for first in range(len(following)):
        chain: list[int] = []
        seen: set[int] = set()
        place = first
        while place < len(following) and not ends[place]:
            if place in seen:
                return True
            seen.add(place)
            chain.append(place)
            place = following[place]
        for one in chain:
            ends[one] = 1
    return False
