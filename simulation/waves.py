"""Waves: who is mentored when, where coaching comes in waves, and in which order networks join the programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Wave:
    """Mentoring of some networks for some months.

    Attributes
    ----------
    start, end : int
        First month of mentoring, and the first without it.
    networks : tuple of int
        Networks that are named, in their order; none where they are drawn.
    drawn : int
        How many networks are drawn, as ``coaching_targeting`` says, of those that no wave names and none drew before.
    again : int
        Number of the earlier wave, from 0 on, whose networks are mentored once more; -1 where it is a first visit.
    """

    start: int
    end: int
    networks: tuple[int, ...] = ()
    drawn: int = 0
    again: int = -1


class Visits(NamedTuple):
    """What waves come to in a month."""

    waves: float
    """Number of waves of the programme; 0 where the same networks are mentored from start to end."""
    active: float
    """Networks that are mentored this month."""
    joined: float
    """Networks that are or were in the programme; before the first wave, those that it will visit."""


NO_WAVES = Visits(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Rollout:
    """What waves come to: who joins the programme in which order, and which places in it each wave visits.

    Networks are in the order in which they join: so those that are or were in the programme are always the first ones.

    Attributes
    ----------
    order_of_named : tuple of int
        Place of each network in the order of the programme; -1 of those that no wave names.
    order_of_drawn : tuple of int
        Place of those that no wave names, by their rank among them.
    visits : tuple of frozenset of int
        Of each wave the places that it visits.
    waves : tuple of Wave
    """

    order_of_named: tuple[int, ...]
    order_of_drawn: tuple[int, ...]
    visits: tuple[frozenset[int], ...]
    waves: tuple[Wave, ...]

    def visits_in(self, month: int) -> Visits:
        """Return what the waves come to in a month."""
        since = max(month, min(wave.start for wave in self.waves))
        joined = frozenset[int]().union(*(some for wave, some in self._each() if wave.start <= since))
        active = sum(len(some) for wave, some in self._each() if wave.start <= month < wave.end)
        return Visits(float(len(self.waves)), float(active), float(len(joined)))

    def is_visited(self, place: int, month: int) -> bool:
        """Return whether a wave visits a place of the order in a month."""
        return any(wave.start <= month < wave.end and place in some for wave, some in self._each())

    def _each(self) -> Iterator[tuple[Wave, frozenset[int]]]:
        return zip(self.waves, self.visits, strict=True)


def rollout_of(waves: tuple[Wave, ...], networks: int) -> Rollout:
    """Return what waves come to in so many networks; those of one month join in the order in which they stand."""
    named = {network for wave in waves for network in wave.networks}
    order_of_named, order_of_drawn = [-1] * networks, [-1] * (networks - len(named))
    visits: dict[int, frozenset[int]] = {}
    place, rank = 0, 0
    for number, wave in sorted(enumerate(waves), key=lambda one: (one[1].start, one[0])):
        if wave.again >= 0:
            visits[number] = visits[wave.again]
            continue
        if wave.networks:
            for network in wave.networks:
                if order_of_named[network] < 0:
                    order_of_named[network], place = place, place + 1
            visits[number] = frozenset(order_of_named[network] for network in wave.networks)
            continue
        for _ in range(wave.drawn):
            order_of_drawn[rank] = place
            rank, place = rank + 1, place + 1
        visits[number] = frozenset(range(place - wave.drawn, place))
    for left in range(rank, len(order_of_drawn)):
        order_of_drawn[left], place = place, place + 1
    return Rollout(
        tuple(order_of_named), tuple(order_of_drawn), tuple(visits[number] for number in range(len(waves))), waves
    )
