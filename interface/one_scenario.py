"""One scenario for the terminal: what it asks and changes, and every value with its source."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from interface.language import chosen_language, say
from interface.output import print_dates, print_table, print_text, print_title
from scenarios.calendar import Calendar, month_shown
from scenarios.costs.declared import known as known_of
from scenarios.layers import Difference
from scenarios.load import Scenario
from scenarios.overrides import as_typed
from scenarios.vocabulary import month_in, source_in, text_of, unit_in
from scenarios.waves import cut_as_json
from scenarios.wording import shown_number, shown_value
from simulation.places import Places
from simulation.settings import WINDOW
from simulation.waves import Wave


def print_scenario(scenario: Scenario, *, is_short: bool) -> None:
    """Print what a scenario asks and changes; where it is not to be short, all of its values too."""
    print_title(scenario.name)
    print_text(scenario.question_es if chosen_language() == "es" else scenario.question)
    if scenario.based_on:
        print_text(say("show.based_on", names=", ".join(scenario.based_on)))
    print_text(_size_of(scenario.settings.places, scenario.settings.months))
    print_dates(scenario.calendar, scenario.settings.months)
    click.echo()
    _print_changes(scenario)
    _print_waves(scenario)
    if not is_short:
        _print_values(scenario)


def _size_of(places: Places, months: int) -> str:
    return say("show.size", regions=places.regions, networks=places.networks, teams=places.teams, months=months)


def _print_changes(scenario: Scenario) -> None:
    calendar = scenario.calendar
    rows = [
        (
            month_shown(change.month, calendar),
            as_typed(change.name, None, change.where),
            _shown(change, change.before, calendar),
            _shown(change, change.value, calendar),
        )
        for change in scenario.own_changes
    ]
    if rows:
        columns = (_when_head(calendar), say("column.name"), say("column.before"), say("column.value"))
        print_table(columns, rows, title=say("show.changes"))
    else:
        click.echo(say("show.no_changes") + "\n")


def _when_head(calendar: Calendar | None) -> str:
    return say("column.month") if calendar is None else say("calendar.date.short")


def _print_waves(scenario: Scenario) -> None:
    settings, calendar = scenario.settings, scenario.calendar
    rows = [
        (
            str(number + 1),
            month_shown(wave.start, calendar),
            str(wave.end - wave.start),
            _whom(wave, settings.places),
        )
        for number, wave in enumerate(settings.waves)
    ]
    if rows:
        columns = (say("column.wave"), _when_head(calendar), say("column.months"), say("column.visits"))
        print_table(columns, rows, title=say("show.waves"))


def _whom(wave: Wave, places: Places) -> str:
    """Return whom a wave visits."""
    if wave.again >= 0:
        return say("show.again", wave=wave.again + 1)
    return ", ".join(places.named_in_full(wave.networks)) or say("show.drawn", networks=wave.drawn)


def _print_values(scenario: Scenario) -> None:
    known, calendar, language = known_of(scenario.settings.processes), scenario.calendar, chosen_language()
    rows: list[tuple[str, ...]] = []
    for name, number in {**scenario.settings.values, **scenario.costing.values}.items():
        unit = "" if known[name].choices else f" {unit_in(language, known[name].unit, scenario.costing.money)}"
        value = shown_value(known[name], number) + unit
        if calendar is not None and name in WINDOW:
            value += f" ({calendar.date(int(number))})"
        for change in scenario.settings.changes:
            if change.name == name:
                then = shown_value(known[name], change.value)
                month = month_in(language, change.month, calendar)
                where = ", ".join(scenario.settings.places.named_in_full(change.networks))
                value += (
                    say("show.later_in", value=then, month=month, places=where)
                    if where
                    else say("show.later", value=then, month=month)
                )
        sourced = scenario.sources[name]
        status = text_of(language, f"statuses.{sourced.status}.name")
        rows.append((name, value, status, source_in(language, sourced.source)))
    columns = (say("column.name"), say("column.value"), say("column.status"), say("column.source"))
    print_table(columns, rows, title=say("show.values", month=month_in(language, 0, calendar)))


def _shown(change: Difference, value: object, calendar: Calendar | None) -> str:
    """Return a value as a user types it, with its date where it is a month."""
    text = _typed(value)
    if calendar is not None and change.name in WINDOW and isinstance(value, (int, float)):
        return f"{text} ({calendar.date(int(value))})"
    return text


def _typed(value: object) -> str:
    """Return a value as a user types it; nothing where there was none."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return shown_number(float(value)) if isinstance(value, (int, float)) else str(value)


def object_of(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as JSON has it: what it changes, and every value with unit, status and source."""
    settings = scenario.settings
    known = known_of(settings.processes)
    return {
        "scenario": scenario.name,
        "question": scenario.question,
        "question_es": scenario.question_es,
        "based_on": list(scenario.based_on),
        **({} if scenario.calendar is None else {"start": str(scenario.calendar)}),
        "structure": dict(settings.structure),
        "processes": list(settings.processes),
        "places": {
            "regions": settings.places.regions,
            "networks": settings.places.networks,
            "teams": settings.places.teams,
            "coached_networks": [settings.places.network_names[network] for network in settings.places.named],
        },
        "own_changes": [
            {
                **_when(change.month, scenario),
                "name": change.name,
                "before": change.before,
                "value": change.value,
                **({"where": list(change.where)} if change.where else {}),
            }
            for change in scenario.own_changes
        ],
        **({"waves": [asdict(wave) for wave in settings.waves]} if settings.waves else {}),
        **cut_as_json(settings),
        "values": {
            name: {
                "value": _choice_or_number(name, number, settings.processes),
                "unit": scenario.costing.money.restated(known[name].unit),
                "kind": known[name].kind,
                "status": scenario.sources[name].status,
                "source": scenario.sources[name].source,
                "meaning": known[name].meaning,
            }
            for name, number in {**settings.values, **scenario.costing.values}.items()
        },
        "money": {"currency": scenario.costing.money.currency, "year": scenario.costing.money.year},
        "changes": [
            {
                **_when(change.month, scenario),
                "name": change.name,
                "value": _choice_or_number(change.name, change.value, settings.processes),
                **({"where": list(settings.places.named_in_full(change.networks))} if change.networks else {}),
            }
            for change in settings.changes
        ],
    }


def _when(month: int, scenario: Scenario) -> dict[str, Any]:
    """Return a month, and its date where it has one."""
    return {"month": month, **({} if scenario.calendar is None else {"date": str(scenario.calendar.date(month))})}


def _choice_or_number(name: str, number: float, processes: tuple[str, ...]) -> str | float:
    parameter = known_of(processes)[name]
    return shown_value(parameter, number) if parameter.choices else number
