"""``bubbles show``: what a scenario asks and changes, and every value with its source."""

from __future__ import annotations

from typing import Any

import click

from interface import options
from interface.language import chosen_language, say
from interface.output import print_json, print_table, print_text, print_title
from scenarios.load import Scenario, load
from scenarios.overrides import as_typed
from scenarios.wording import shown_number, shown_value
from simulation.parameters import declared
from simulation.settings import Places


@click.command(epilog="Example: bubbles show aligned --set sanction=0.3")
@click.argument("name")
@options.sets
@options.size
@options.months
@options.language
@options.as_json
@options.quiet
def show(name: str, sets: tuple[str, ...], size: str | None, months: int | None, as_json: bool, quiet: bool) -> None:
    """Show what a scenario changes, and its values with status and source.

    NAME is a scenario that `bubbles scenarios` lists, or the path of a file. With --quiet, only what it changes.
    """
    scenario = load(name, size=size, months=months, sets=sets)
    if as_json:
        print_json(_as_json(scenario))
        return
    print_title(scenario.name)
    print_text(scenario.question_es if chosen_language() == "es" else scenario.question)
    if scenario.based_on:
        print_text(say("show.based_on", names=", ".join(scenario.based_on)))
    print_text(_size_of(scenario.settings.places, scenario.settings.months))
    click.echo()
    _print_changes(scenario)
    if not quiet:
        _print_values(scenario)


def _size_of(places: Places, months: int) -> str:
    return say("show.size", regions=places.regions, networks=places.networks, teams=places.teams, months=months)


def _print_changes(scenario: Scenario) -> None:
    rows = [
        (str(change.month), as_typed(change.name, None, change.where), _typed(change.before), _typed(change.value))
        for change in scenario.own_changes
    ]
    if rows:
        columns = (say("column.month"), say("column.name"), say("column.before"), say("column.value"))
        print_table(columns, rows, title=say("show.changes"))
    else:
        click.echo(say("show.no_changes") + "\n")


def _print_values(scenario: Scenario) -> None:
    known = declared(scenario.settings.processes)
    rows: list[tuple[str, ...]] = []
    for name, number in scenario.settings.values.items():
        unit = "" if known[name].choices else f" {known[name].unit}"
        value = shown_value(known[name], number) + unit
        for change in scenario.settings.changes:
            if change.name == name:
                then, month = shown_value(known[name], change.value), change.month
                where = ", ".join(scenario.settings.places.named_in_full(change.networks))
                value += say("show.later_in" if where else "show.later", value=then, month=month, places=where)
        sourced = scenario.sources[name]
        rows.append((name, value, sourced.status, sourced.source))
    columns = (say("column.name"), say("column.value"), say("column.status"), say("column.source"))
    print_table(columns, rows, title=say("show.values"))


def _typed(value: object) -> str:
    """Return a value as a user types it; nothing where there was none."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return shown_number(float(value)) if isinstance(value, (int, float)) else str(value)


def _as_json(scenario: Scenario) -> dict[str, Any]:
    settings = scenario.settings
    known = declared(settings.processes)
    return {
        "scenario": scenario.name,
        "question": scenario.question,
        "question_es": scenario.question_es,
        "based_on": list(scenario.based_on),
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
                "month": change.month,
                "name": change.name,
                "before": change.before,
                "value": change.value,
                **({"where": list(change.where)} if change.where else {}),
            }
            for change in scenario.own_changes
        ],
        "values": {
            name: {
                "value": _choice_or_number(name, number, settings.processes),
                "unit": known[name].unit,
                "kind": known[name].kind,
                "status": scenario.sources[name].status,
                "source": scenario.sources[name].source,
                "meaning": known[name].meaning,
            }
            for name, number in settings.values.items()
        },
        "changes": [
            {
                "month": change.month,
                "name": change.name,
                "value": _choice_or_number(change.name, change.value, settings.processes),
                **({"where": list(settings.places.named_in_full(change.networks))} if change.networks else {}),
            }
            for change in settings.changes
        ],
    }


def _choice_or_number(name: str, number: float, processes: tuple[str, ...]) -> str | float:
    parameter = declared(processes)[name]
    return shown_value(parameter, number) if parameter.choices else number
