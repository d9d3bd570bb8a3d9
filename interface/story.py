"""Story: what happened in one run, in a few sentences, and its measures as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.runs.reported import ends_before_mentoring
from experiments.runs.single_run import SingleRun
from interface.language import chosen_language, say
from scenarios.load import Scenario
from simulation.observables import REGIMES
from simulation.observables.declared import COVERAGE, SHARE
from simulation.results import FLAGS

PERCENT = (COVERAGE, SHARE)


def story_of(made: SingleRun) -> Iterator[str]:
    """Return the sentences: who was coached, what they gained, what stayed, what spread, what was only reported."""
    measures = {name: value for name, value in made.measures().items() if isinstance(value, float)}
    settings = made.scenario.settings
    lead = settings.processes[0]
    yield made.scenario.question_es if chosen_language() == "es" else made.scenario.question
    if measures["coach_hours"] == 0.0:
        change = points(measures[f"coverage_change.{lead}"])
        yield say("story.nobody", process=lead.upper(), coverage=change)
        if ends_before_mentoring(settings):
            yield said_of_too_few_months(made.scenario)
    else:
        start, end = settings.values["mentoring_start"], min(settings.values["mentoring_end"], settings.months)
        yield say("story.coached", start=whole(start), end=whole(end - 1), hours=whole(measures["coach_hours"]))
        yield from _gains(measures, settings.processes)
        regime = made.measures()["regime"]
        if isinstance(regime, str):
            yield said_of_regime()[regime]
        for flag in FLAGS:
            if measures.get(flag) == 1.0:
                yield say(f"story.{flag.partition('.')[2]}", points=points(measures["theatre_gain"]))
    overstated = measures.get("theatre", 0.0)
    if points(overstated) != points(0.0):
        yield say("story.overstated", points=points(overstated), process=lead.upper())
    elif overstated > 0.0:
        yield say("story.traces", process=lead.upper())


def said_of_too_few_months(scenario: Scenario) -> str:
    """Return that a run ends before mentoring starts, so that gains are undefined."""
    months, start = scenario.settings.months, whole(scenario.settings.values["mentoring_start"])
    return say("story.too_few_months", name=scenario.name, months=months, start=start)


def said_of_regime() -> dict[str, str]:
    """Return a sentence for each regime."""
    return {regime: say(f"story.regime_{regime}") for regime in REGIMES}


def _gains(measures: dict[str, float], processes: tuple[str, ...]) -> Iterator[str]:
    """Return what was gained: in every process directly, in the first one later and outside."""
    lead = processes[0]
    if f"direct_gain.{lead}" in measures:
        yield say("story.direct", gains=_in_each("direct_gain", measures, processes))
        yield say("story.efficacy", gains=_in_each("efficacy_gain", measures, processes))
    if f"late_direct_gain.{lead}" in measures:
        yield say("story.late", process=lead.upper(), points=points(measures[f"late_direct_gain.{lead}"]))
    if f"spillover_gain.{lead}" in measures:
        outside = points(measures[f"spillover_gain.{lead}"])
        reach, ever = percent(measures["reach"]), percent(measures["reached_ever"])
        yield say("story.spillover", process=lead.upper(), points=outside, reach=reach, ever=ever)


def _in_each(measure: str, measures: dict[str, float], processes: tuple[str, ...]) -> str:
    """Return a gain in each process: "11.5 (CCS), 1.4 (ANC)"."""
    return "; ".join(f"{points(measures[f'{measure}.{process}'])} ({process.upper()})" for process in processes)


def measure_rows(made: SingleRun) -> list[tuple[str, str, str]]:
    """Return name, value and unit of every measure."""
    units = {measure.name: say_unit(measure.unit) for measure in made.ensemble.measures if measure.name != "regime"}
    rows: list[tuple[str, str, str]] = []
    for name, value in made.measures().items():
        unit = "" if name == "regime" else units[name]
        if value is None:
            rows.append((name, "-", unit))
        elif isinstance(value, str):
            rows.append((name, value, unit))
        elif unit == say("scales.percent.name"):
            rows.append((name, percent(value, 1), unit))
        else:
            rows.append((name, whole(value) if abs(value) >= 100 else localised(f"{value:.3g}"), unit))
    return rows


def key_of_unit(unit: str) -> str:
    """Return the key of the words of a measure's unit as tables print it: shares are printed times 100."""
    return "scales.percent.name" if unit in PERCENT else f"units.{unit}.name"


def say_unit(unit: str) -> str:
    """Return a measure's unit in the chosen language."""
    return say(key_of_unit(unit))


def points(share: float) -> str:
    """Return a difference of shares in percentage points."""
    return localised(unsigned_zero(f"{100 * share:.1f}"))


def unsigned_zero(text: str) -> str:
    """Return a number's text, without a minus where nothing but zeros follows."""
    return text.lstrip("-") if not text.strip("-0.") else text


def percent(share: float, digits: int = 0) -> str:
    """Return a share in percent, without the sign."""
    return localised(unsigned_zero(f"{100 * share:.{digits}f}"))


def whole(number: float) -> str:
    """Return a number without decimals, thousands apart."""
    text = f"{number:,.0f}"
    return text.replace(",", ".") if chosen_language() == "es" else text


def localised(text: str) -> str:
    """Return a number's text with the decimal sign of the language."""
    return text.replace(".", ",") if chosen_language() == "es" else text
