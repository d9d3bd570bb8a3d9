"""By place: what was found in each region, network or team, for the terminal."""

from __future__ import annotations

import click

from experiments.analyses.comparison.by_place import PlaceEstimate
from experiments.analyses.comparison.method import Comparison
from experiments.analyses.comparison.place_words import MOST_SHOWN, PlaceWords
from experiments.analyses.comparison.subject import Subject, voice_of
from experiments.presentation.findings import plain
from experiments.runs.by_place import COACHED, OF_PROCESS
from experiments.runs.single_run import TracedRun
from interface.language import chosen_language, say
from interface.numbers import in_points, percent
from interface.output import print_table, print_text

MOST_PROCESSES = 2
"""Processes that have room in a line of the terminal; the files have all."""


def print_by_place(found: Comparison) -> None:
    """Print what each scenario changes in each place, gains over the twin there, and coverage; then what is settled."""
    by_place, voice = found.by_place, voice_of(chosen_language())
    if by_place is None:
        return
    words, lead = PlaceWords(Subject(found, voice), called=str), found.lead
    names, others = list(found.scenarios), list(found.scenarios)[1:]
    of_all = say("compare.place_together", looked_at=voice.number(by_place.looked_at))
    interval = of_all if by_place.are_enough else say("compare.place_alone")
    said = {"by": str(words.by), "process": voice.process(lead), "reference": found.reference, "interval": interval}
    corner = say(f"places.{by_place.level}.name")

    def contrasts(place: str) -> list[str]:
        return [_together(by_place.contrast(name, place, f"coverage.{lead}")) for name in others]

    def gains(place: str) -> list[str]:
        return [_together(by_place.estimate(name, place, f"late_gain.{lead}")) for name in names]

    def levels(place: str) -> list[str]:
        return [_alone(by_place.estimate(name, place, f"coverage.{lead}")) for name in names]

    for title, columns, cells in (
        (say("compare.place_changes", **said), others, contrasts),
        (say("compare.place_gains", **said), names, gains),
        (say("compare.place_levels", **said), names, levels),
    ):
        print_table((corner, *columns), [(place, *cells(place)) for place in words.shown], title=title)
    for sentence in (*words.sentences(), words.left_out(), *words.method()):
        if sentence is not None:
            print_text(plain(sentence))
    click.echo()


def _together(one: PlaceEstimate) -> str:
    """Return a mean with the interval of all; with its own where there are too few runs for that, or why with none."""
    if one.low_together is not None and one.high_together is not None:
        return in_points(one.mean, one.low_together, one.high_together)
    return _drawn(one) if one.withheld == "drawn" else _alone(one)


def _alone(one: PlaceEstimate) -> str:
    if one.low is None and one.withheld and one.drawn_in is not None:
        return _drawn(one)
    return in_points(one.mean, one.low, one.high)


def _drawn(one: PlaceEstimate) -> str:
    """Return a mean without an interval, and in how many runs anybody was drawn."""
    mean, runs = in_points(one.mean, None, None), voice_of(chosen_language()).number(one.drawn_in or 0)
    return say("compare.place_drawn", mean=mean, drawn=runs)


def print_places_of_run(made: TracedRun) -> None:
    """Print each place of one world at the end, where that was asked for."""
    places, processes = made.places(), made.scenario.settings.processes
    if not places or made.ensemble.by_place is None:
        return
    level, language = made.ensemble.by_place.level, chosen_language()
    voice, gain = voice_of(language), f"late_gain.{processes[0]}"
    largest = sorted(places, key=lambda one: -abs(one.measures[gain]))[:MOST_SHOWN]
    names = [f"{name}.{process}" for process in processes[:MOST_PROCESSES] for name in OF_PROCESS]
    columns = [
        say(f"places.{name}.short", process=voice.process(process))
        for name, _, process in (name.partition(".") for name in names)
    ]
    rows = [
        (one.place, *(percent(one.measures[name], 1) for name in names), percent(one.measures[COACHED]))
        for one in places
        if one in largest
    ]
    print_table(
        (say(f"places.{level}.name"), *columns, say("places.coached.short")),
        rows,
        title=say("run.place_title", by=say(f"places.{level}.by")),
    )
    if len(largest) < len(places):
        counts = {"shown": len(largest), "number": len(places), "places": say(f"places.{level}.plural")}
        print_text(say("run.place_shown", process=voice.process(processes[0]), **counts))
    print_text(say("run.place_note", level=level))
    click.echo()
