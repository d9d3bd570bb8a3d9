"""``bubbles check``: whether scenario files can be run."""

from __future__ import annotations

from typing import Any

import click

from experiments.runs.exit_codes import USERS_MISTAKE
from interface import options
from interface.errors import told_of
from interface.language import chosen_language, say
from interface.output import print_dates, print_json, print_text
from interface.places import in_short
from scenarios.load import Scenario, load
from scenarios.waves import cut_as_json
from simulation.errors import SimulationError


def mentoring_of(scenario: Scenario) -> str:
    """Return when a scenario's coaches mentor, by its dates: a window that nobody gave is the library's own."""
    from scenarios.vocabulary import month_in

    settings, calendar = scenario.settings, scenario.calendar
    waves = [(wave.start, wave.end) for wave in settings.waves]
    windows = waves or [(int(settings.values["mentoring_start"]), int(settings.values["mentoring_end"]))]
    first, stop = min(start for start, _ in windows), min(max(end for _, end in windows), settings.months)
    if first >= stop:
        return say("check.nobody_mentored")
    months = {
        "first": month_in(chosen_language(), first, calendar),
        "last": month_in(chosen_language(), stop - 1, calendar),
    }
    if waves:
        return say("check.mentored_in_waves", waves=len(waves), **months)
    return say("check.mentored", **months)


@click.command(epilog="Example: bubbles check baseline aligned")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.language
@options.as_json
@options.quiet
def check(files: tuple[str, ...], as_json: bool, quiet: bool) -> int:
    """Check scenario files: names, types, ranges, months, bases and places.

    FILE is a path with a slash or the ending .toml, or the name of a scenario. The exit code is 2 if any has a mistake.
    """
    found: dict[str, dict[str, Any]] = {}
    told: set[object] = set()
    for file in files:
        try:
            scenario = load(file)
            found[file] = {"valid": True, "error": None, **cut_as_json(scenario.settings)}
        except SimulationError as error:
            found[file] = {"valid": False, "error": str(error)}
            is_told = str(error) in told
            click.echo(say("check.same", file=file) if is_told else told_of(str(error)), err=True)
            told.add(str(error))
            continue
        if not (quiet or as_json):
            places = scenario.settings.places
            print_text(say("check.fine", file=file, networks=places.networks, teams=places.teams))
            print_dates(scenario.calendar, scenario.settings.months)
            print_text(mentoring_of(scenario))
            if scenario.understood is not None and scenario.understood.file not in told:
                told.add(scenario.understood.file)
                for line in in_short(scenario.understood, places):
                    print_text(line)
    if as_json:
        print_json({"files": found})
    return 0 if all(one["valid"] for one in found.values()) else USERS_MISTAKE
