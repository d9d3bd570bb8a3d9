"""Places: what a table of places, or of figures, was understood as, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from interface.language import say
from interface.numbers import localised, marks, whole
from interface.output import print_json, print_table, print_text
from scenarios.tables.kinds import OF_FAMILY, bare
from scenarios.tables.numbers import DECIMALS, PERCENT, PERCENT_SIGN, THOUSANDS
from scenarios.tables.understood import Understood
from simulation.errors import ScenarioError
from simulation.places import Places

MOST_NAMED = 12
"""Names that are listed, where there are more."""
_KNOWN = "coverage."
_PEOPLE = ("population", "numerator", "denominator")
"""Columns of people, where others have shares."""


def in_short(found: Understood, places: Places) -> Iterator[str]:
    """Yield what somebody should hold against the table: how numbers were read, and what is not as it stands there."""
    yield _people(places)
    yield from as_read(found)


def as_read(found: Understood) -> Iterator[str]:
    """Yield how the numbers of a table were read, and what was left out of it or filled in."""
    for column, ways in found.numbers.items():
        if ways and column in found.ranges:
            _, least, most = found.ranges[column]
            yield say(
                "places.read_as",
                header=_header(found, column),
                column=column,
                ways=_ways(ways),
                span=_span(_number(column, least), _number(column, most)),
            )
    yield from _notes(found)


def in_full(found: Understood, places: Places, first: int) -> Iterator[str]:
    """Yield all that was understood, but for the table of columns.

    Parameters
    ----------
    first : int
        Month in which mentoring starts.
    """
    without = places.teams - found.ranges["population"][0] if "population" in found.ranges else places.teams
    if without < places.teams:
        yield _people(places)
    if without:
        yield say("places.people_by_scenario", teams=whole(without))
    if "coached" in found.columns:
        names = [places.network_names[network] for network in places.named]
        yield say("places.coached", networks=_listed(names)) if names else say("places.coached_none")
    yield from _notes(found)
    if any(column.startswith(_KNOWN) for column in found.ranges):
        yield say("places.month_zero", first=first)


def _people(places: Places) -> str:
    least, most = (whole(one(places.population)) for one in (min, max))
    return say("places.people", people=whole(sum(places.population)), span=_span(least, most))


def _span(least: str, most: str) -> str:
    """Return from where to where numbers go; one of them where that is the same."""
    return least if least == most else say("places.span", least=least, most=most)


def where(found: Understood) -> str:
    """Return in which sheet the table stands, or how its file is written."""
    if found.sheet is not None:
        return say("places.sheet", sheet=found.sheet, row=found.header)
    return say("places.csv", separator=_separator(found.separator), encoding=found.encoding, row=found.header)


def _separator(mark: str) -> str:
    known = {
        ",": say("places.separator.comma"),
        ";": say("places.separator.semicolon"),
        "\t": say("places.separator.tab"),
        "|": say("places.separator.pipe"),
    }
    return known.get(mark, say("places.separator.other"))


def column_rows(found: Understood) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row for each column that was taken: name, header, what it was read as, least to most."""
    for column, header in found.columns.items():
        if column in found.numbers:
            ways = found.numbers[column]
            read = _ways(ways) if ways else say("places.read.numbers")
        else:
            read = say("places.read.yes_no") if column == "coached" else say("places.read.names")
        own = found.ranges.get(column)
        ends = [_number(column, end) for end in own[1:]] if own else []
        shown = " – ".join(dict.fromkeys(ends))
        yield column, header, read, shown


def as_json(found: Understood, places: Places) -> dict[str, Any]:
    """Return all that was understood as one object."""
    return found.as_json() | {
        "regions": places.regions,
        "networks": places.networks,
        "teams": places.teams,
        "people": sum(places.population),
        "coached_networks": [places.network_names[network] for network in places.named],
    }


def _notes(found: Understood) -> Iterator[str]:
    for column, (many, least, most) in found.ranges.items():
        if column.startswith(_KNOWN):
            parts: dict[str, object] = {
                "header": found.columns[column],
                "column": column,
                "teams": whole(many),
                "span": _span(_number(column, least), _number(column, most)),
            }
            if column in found.starts:
                low, high = (_number(column, round(one, 3)) for one in found.starts[column])
                yield say("places.starts", starts=_span(low, high), **parts)
            else:
                yield say("places.starts_later", **parts)
    if found.left_alone:
        yield say("places.left_alone", columns=_listed(found.left_alone))
    if found.left_out:
        why = {
            "title": say("places.why.title"),
            "total": say("places.why.total"),
            "note": say("places.why.note"),
            "heading": say("places.why.heading"),
        }
        rows = [
            say("places.left_out_row", row=row, why=why[reason], text=text[:40]) for row, text, reason in found.left_out
        ]
        yield say("places.left_out", rows=_listed(rows))
    if found.filled:
        yield say("places.filled", columns=", ".join(f"{column} ({many})" for column, many in found.filled.items()))
    if found.renamed:
        yield say("places.renamed", names=_listed(found.renamed))


def _ways(ways: Sequence[str]) -> str:
    """Return in words how numbers were read: the decimal mark, the mark for thousands, percent."""
    marks = {
        ".": say("places.mark.point"),
        ",": say("places.mark.comma"),
        " ": say("places.mark.space"),
        "'": say("places.mark.apostrophe"),
    }
    said: list[str] = []
    for way in ways:
        if way == PERCENT_SIGN:
            said.append(say("places.read.percent"))
        elif way.startswith(DECIMALS):
            said.append(say("places.read.decimals", mark=marks[way.removeprefix(DECIMALS)]))
        else:
            said.append(say("places.read.thousands", mark=marks[way.removeprefix(THOUSANDS)]))
    return ", ".join(said)


def _header(found: Understood, column: str) -> str:
    """Return the header of a column of numbers; of a family the first and the last."""
    own = [header for name, header in found.columns.items() if bare(name) == column] or [
        header for name, header in found.columns.items() if OF_FAMILY in name and bare(name) not in found.numbers
    ]
    return own[0] if len(own) == 1 else f"{own[0]} – {own[-1]}"


def _number(column: str, number: float) -> str:
    """Return people in full, and a share in percent."""
    if column in _PEOPLE:
        return whole(number)
    return localised(f"{number * PERCENT:.4g}") + marks().percent


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    shown = [*names[:MOST_NAMED], *([say("places.and_more", more=more)] if more > 0 else [])]
    return ", ".join(shown)


def tell_places(file: str, is_json: bool, is_short: bool) -> None:
    """Print what a table of places is understood as, or only how many there are."""
    found, own, first = _found(file)
    if is_json:
        print_json(as_json(found, own))
        return
    print_text(say("places.size", file=file, regions=own.regions, networks=own.networks, teams=own.teams))
    if is_short:
        return
    print_text(where(found))
    click.echo()
    heads = [say("places.head.column"), say("places.head.header"), say("places.head.read"), say("places.head.range")]
    print_table(heads, column_rows(found))
    for line in in_full(found, own, first):
        print_text(line)


def _found(file: str) -> tuple[Understood, Places, int]:
    """Return what was understood, the places, and the month in which mentoring starts."""
    from scenarios.load import load

    is_scenario = file.lower().endswith(".toml")
    scenario = load(file if is_scenario else "baseline")
    first = int(scenario.settings.values["mentoring_start"])
    if is_scenario:
        if scenario.understood is None:
            raise ScenarioError(
                f'{file}: it has no places of its own. Allowed: a scenario with places = "FILE". Add it.'
            )
        return scenario.understood, scenario.settings.places, first
    from scenarios.assembly import read_places

    found = read_places(file)
    return found.understood, found.places, first
