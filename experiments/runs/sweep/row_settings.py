"""Row settings: what the values of a row make of a scenario: as `--set` says it, as settings, and if they fit."""

from __future__ import annotations

from dataclasses import replace

from experiments.runs.sweep.design import Column, Row
from scenarios.wording import shown_value
from simulation.errors import ParameterError
from simulation.parameters import declared
from simulation.settings import Change, Settings, complete_values


def sets_of(columns: tuple[Column, ...], row: Row) -> list[str]:
    """Return a row as ``--set`` takes it: without a share of networks where names say how many."""
    given = {c: f"{c.name}={shown_value(c.parameter, value)}" for c, value in zip(columns, row, strict=True)}
    is_named = "coaching_targeting=named" in given.values()
    return [one for c, one in given.items() if not (is_named and c.parameter.name == "coaching_coverage")]


def settings_with(settings: Settings, columns: tuple[Column, ...], row: Row) -> Settings:
    """Return settings with the values of a row, as ``--set`` would lay them."""
    always = {c.parameter.name: value for c, value in zip(columns, row, strict=True) if c.month is None}
    values = {**settings.values, **always}
    changes = tuple(change for change in settings.changes if change.name not in always)
    if len(always) < len(columns):
        dated = {(change.month, change.name, change.networks): change for change in changes}
        for column, value in zip(columns, row, strict=True):
            name = column.parameter.name
            if column.month == 0:
                values[name] = value
            elif column.month is not None:
                dated[column.month, name, ()] = Change(column.month, name, value)
        place = {name: number for number, name in enumerate(values)}
        everywhere = sorted((key for key in dated if not key[2]), key=lambda key: (key[0], place[key[1]]))
        local = [key for key in dated if key[2]]
        order = sorted([*everywhere, *local], key=lambda key: (key[0], bool(key[2])))
        changes = tuple(dated[key] for key in order)
    return replace(settings, values=values, changes=changes)


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
