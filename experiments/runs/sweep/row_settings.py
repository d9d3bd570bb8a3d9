"""Row settings: what the values of a row make of a scenario: as `--set` says it, as settings, and if they fit."""

from __future__ import annotations

from dataclasses import replace

from experiments.runs.sweep.design import Column, Row
from scenarios.assembly import networks_of
from scenarios.sheets import Entry
from scenarios.wording import shown_value
from simulation.errors import ParameterError
from simulation.parameters import declared
from simulation.places import Places
from simulation.settings import Change, Settings, complete_values, in_order


def sets_of(columns: tuple[Column, ...], row: Row) -> list[str]:
    """Return a row as ``--set`` takes it: without a share of networks where names say how many."""
    given = {c: f"{c.name}={shown_value(c.parameter, value)}" for c, value in zip(columns, row, strict=True)}
    is_named = "coaching_targeting=named" in given.values()
    return [one for c, one in given.items() if not (is_named and c.parameter.name == "coaching_coverage")]


def settings_with(settings: Settings, columns: tuple[Column, ...], row: Row) -> Settings:
    """Return settings with the values of a row, as ``--set`` would lay them: what holds in all months first."""
    values, changes = dict(settings.values), list(settings.changes)
    for column, value in sorted(zip(columns, row, strict=True), key=lambda pair: _laid_when(pair[0])):
        name, month = column.parameter.name, column.month
        networks = networks_in(column, settings.places) if column.where else ()
        if month is None:
            changes = [one for one in changes if one.name != name or (networks and one.networks != networks)]
        elif month == 0 and networks:
            changes = [one for one in changes if one.name != name or one.networks != networks or not one.always]
        if networks:
            months = {0, *(one.month for one in changes if one.name == name and not one.networks)}
            for own in months if month is None else {month}:
                changes = _replaced(changes, Change(own, name, value, networks, month is None))
        elif not month:
            values[name] = value
        else:
            kept = {one.networks: one.value for one in changes if one.name == name and one.always}
            changes = _replaced(changes, Change(month, name, value))
            for there, stays in kept.items():
                if not any((one.month, one.name, one.networks) == (month, name, there) for one in changes):
                    changes.append(Change(month, name, stays, there, always=True))
    return replace(settings, values=values, changes=in_order(changes, settings.processes))


def _laid_when(column: Column) -> tuple[bool, bool]:
    return column.month is not None, bool(column.where)


def _replaced(changes: list[Change], change: Change) -> list[Change]:
    """Return changes with one more, in place of what was given for the same month and places."""
    own = change.month, change.name, change.networks
    return [*(one for one in changes if (one.month, one.name, one.networks) != own), change]


def networks_in(column: Column, places: Places) -> tuple[int, ...]:
    """Return the networks of the places of a column, in their order.

    Raises
    ------
    ScenarioError
        As a scenario's own entry would.
    """
    entry = Entry(column.parameter.name, None, where=column.where, file=column.name)
    return networks_of(entry, places, column.parameter.by)


def check_values(settings: Settings) -> None:
    """Refuse settings whose values do not fit each other, or the places.

    Raises
    ------
    ParameterError
    """
    known = declared(settings.processes)
    named = {n: known[n].choices[int(value)] if known[n].choices else value for n, value in settings.values.items()}
    complete_values(named, settings.processes)
    if named["coaching_targeting"] == "named" and not settings.places.named:
        raise ParameterError(
            "coaching_targeting is 'named', and no network is. Allowed: scattered, clustered, hubs. Choose one."
        )


def is_joint(name: str) -> bool:
    """Return whether a parameter's value must fit another one's."""
    return name.endswith((".baseline", ".ceiling")) or name in (
        "mentoring_start",
        "mentoring_end",
        "coaching_targeting",
    )
