"""Waves: who is mentored when, as ``[[wave]]`` tables of a scenario file say it.

A wave has the ``month`` in which it begins and the ``months`` that it takes (to the end, if it does not say); and whom
it visits: ``networks`` or ``regions`` by name, a ``share`` of all networks, drawn as ``coaching_targeting`` says among
those that no wave names and none drew before; or ``again`` the networks of an earlier wave, by its number from 1 on.
"""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, NoReturn

from scenarios.calendar import Calendar, date_in, month_in, month_told, months_told
from scenarios.cells import plain_name
from scenarios.reading import located
from scenarios.wording import suggestion
from simulation.errors import ScenarioError
from simulation.mechanisms.shapes import rounded
from simulation.parameters import STRUCTURE
from simulation.places import Places
from simulation.settings import Settings
from simulation.waves import Wave, rollout_of

if TYPE_CHECKING:
    from scenarios.sheets import Sheet

WHOM = ("networks", "regions", "share", "again")
KEYS = ("month", "months", *WHOM)
LAST_MONTH = STRUCTURE["months"][1]
MOST_WAVES = 50
REPLACED_BY_WAVES = ("mentoring_start", "mentoring_end", "coaching_coverage", "coached_networks")
"""What says without waves who is mentored, and when."""


@dataclass(frozen=True)
class Cut:
    """A wave that the last month simulated cuts short.

    Attributes
    ----------
    wave : int
        Its number, from 1 on.
    months, simulated : int
        Months that it takes, and those of them that are simulated.
    """

    wave: int
    months: int
    simulated: int


class CutWarning(UserWarning):
    """A wave takes months of which not all are simulated.

    Its arguments are those of `Cut`: whatever hands warnings on, between processes too, makes it again from them.
    """

    @property
    def cut(self) -> Cut:
        """The wave, and what is cut of it."""
        return Cut(*self.args)

    def __str__(self) -> str:
        cut = self.cut
        return (
            f"wave {cut.wave} takes {cut.months} months, and {cut.simulated} of them are simulated. Simulate more "
            "months, or leave its months out to mentor to the end."
        )


def cut_in(settings: Settings) -> tuple[Cut, ...]:
    """Return the waves that the last month simulated cuts short."""
    return tuple(
        Cut(number, wave.end - wave.start, settings.months - wave.start)
        for number, wave in enumerate(settings.waves, start=1)
        if wave.end > settings.months
    )


def cut_as_json(settings: Settings) -> dict[str, Any]:
    """Return what cuts add to a JSON object: ``waves_cut`` where there are any."""
    cuts = [asdict(cut) for cut in cut_in(settings)]
    return {"waves_cut": cuts} if cuts else {}


def tell_cut(several: Iterable[Settings], stacklevel: int = 2) -> None:
    """Tell which waves of some scenarios are cut short, each once.

    Warns
    -----
    CutWarning
    """
    for cut in dict.fromkeys(cut for settings in several for cut in cut_in(settings)):
        warnings.warn(CutWarning(cut.wave, cut.months, cut.simulated), stacklevel=stacklevel + 1)


def waves_in(sheet: Sheet, places: Places, months: int, calendar: Calendar | None) -> tuple[Wave, ...]:
    """Return the waves of a scenario file.

    Parameters
    ----------
    sheet : Sheet
        With waves.
    places : Places
    months : int
        Months simulated.
    calendar : Calendar or None
        Which month of the world month 0 is.

    Raises
    ------
    ScenarioError
        If a wave is not as described, begins after the last month, or visits a network that another one visits then.
    """
    found: list[Wave] = []
    for number, table in enumerate(sheet.waves or ()):
        found.append(_Reader(sheet, number, table, places, months, calendar, found).wave())
    _check_apart(sheet, found, places, calendar)
    return tuple(found)


class _Reader:
    def __init__(
        self,
        sheet: Sheet,
        number: int,
        table: Mapping[str, Any],
        places: Places,
        months: int,
        calendar: Calendar | None,
        earlier: Sequence[Wave],
    ) -> None:
        self.sheet, self.number, self.table = sheet, number, table
        self.places, self.months, self.calendar, self.earlier = places, months, calendar, earlier

    def fail(self, problem: str) -> NoReturn:
        fail(self.sheet, f"wave {self.number + 1}: {problem}")

    def wave(self) -> Wave:
        for key in self.table:
            if key not in KEYS:
                self.fail(f"{key} is no part of a wave.{suggestion(key, KEYS)} Allowed: {', '.join(KEYS)}. Mend it.")
        start = self.start()
        end = start + self.length() if "months" in self.table else max(self.months, start + 1)
        whom = [key for key in WHOM if key in self.table]
        if not whom or (len(whom) > 1 and set(whom) != {"networks", "regions"}):
            given = f"has {' and '.join(whom)}" if whom else "says not whom it visits"
            self.fail(f'{given}. Allowed: networks, regions, share or again. Write regions = ["R1"], or share = 0.25.')
        if whom == ["share"]:
            return Wave(start, end, drawn=self.drawn())
        return Wave(start, end, again=self.again(start)) if whom == ["again"] else Wave(start, end, self.networks())

    def start(self) -> int:
        month = self.table.get("month")
        if isinstance(month, (str, datetime.date)):
            with located(self.sheet.file):
                month = month_in(date_in(month, "month", 'month = "{date}"'), self.calendar, "month", LAST_MONTH)
        if isinstance(month, bool) or not isinstance(month, int) or not 0 <= month < self.months:
            allowed = months_told(self.months - 1, self.calendar)
            given = month_told(month, self.calendar) if isinstance(month, int) and month >= 0 else repr(month)
            self.fail(f"month is {given}. Allowed: {allowed}, the months simulated. Say when it begins.")
        return month

    def length(self) -> int:
        months = self.table["months"]
        if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= LAST_MONTH:
            self.fail(f"months is {months!r}. Allowed: 1 to {LAST_MONTH}. Say how long it mentors, or leave it out.")
        return months

    def drawn(self) -> int:
        share, networks = self.table["share"], self.places.networks
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 < share <= 1:
            self.fail(f"share is {share!r}. Allowed: above 0, to 1. Say which share of all networks it visits.")
        drawn = int(rounded(float(share) * networks))
        if drawn < 1:
            self.fail(f"share is {share:g}, less than half a network of {networks}. Choose a larger share.")
        return drawn

    def again(self, start: int) -> int:
        number = self.table["again"]
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= self.number:
            allowed = f"1 to {self.number}, the waves before it" if self.number else "waves after the first one"
            self.fail(f"again is {number!r}. Allowed: {allowed}. Say which wave's networks it visits again.")
        first = self.earlier[number - 1].again
        visited = number - 1 if first < 0 else first
        if start < self.earlier[visited].start:
            self.fail(
                f"it visits the networks of wave {visited + 1} again in month {month_told(start, self.calendar)}, "
                f"before that one begins in month {month_told(self.earlier[visited].start, self.calendar)}. Allowed: "
                "later. Change a month, or the order of the two."
            )
        return visited

    def networks(self) -> tuple[int, ...]:
        found: list[int] = []
        for region in self._names("regions", self.places.region_names):
            found += self.places.networks_of(region)
        found += self._names("networks", self.places.network_names)
        for network in found:
            if found.count(network) > 1:
                self.fail(f"it visits {self.places.network_names[network]} twice. Allowed: once. Remove one.")
        return tuple(found)

    def _names(self, key: str, known: Sequence[str]) -> list[int]:
        names = self.table.get(key)
        if names is None:
            return []
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            self.fail(f'{key} is {names!r}. Allowed: a list of names. Write {key} = ["{known[0]}"].')
        numbers = {name: number for number, name in enumerate(known)}
        found: list[int] = []
        for name in map(plain_name, names):
            if name not in numbers:
                kind, allowed = key.removesuffix("s"), f"{known[0]} to {known[-1]}"
                guess = suggestion(name, numbers)
                self.fail(f"{key} has {name!r}, which is no {kind}.{guess} Allowed: {allowed}. Mend the name.")
            found.append(numbers[name])
        return found


def fail(sheet: Sheet, problem: str) -> NoReturn:
    """Refuse waves of a file.

    Raises
    ------
    ScenarioError
    """
    with located(sheet.file):
        raise ScenarioError(problem)


def _check_apart(sheet: Sheet, waves: Sequence[Wave], places: Places, calendar: Calendar | None) -> None:
    """Refuse more networks than there are, and two visits to one network at a time."""
    named = {network for wave in waves for network in wave.networks}
    drawn = sum(wave.drawn for wave in waves)
    if len(named) + drawn > places.networks:
        fail(
            sheet,
            f"waves visit {len(named) + drawn:,} networks. Allowed: {places.networks:,}, those that there are. Make a "
            "share smaller, or visit networks again.",
        )
    visits = rollout_of(tuple(waves), places.networks).visits
    for (a, one), (b, other) in combinations(enumerate(waves), 2):
        if visits[a] & visits[b] and max(one.start, other.start) < min(one.end, other.end):
            fail(
                sheet,
                f"wave {a + 1} and wave {b + 1} visit the same networks in month "
                f"{month_told(max(one.start, other.start), calendar)}. "
                "Allowed: one after the other. Let one end earlier (months), or begin later (month).",
            )
