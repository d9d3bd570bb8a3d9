"""Model card: everything the page says of the model but its sentences, as plain data from its one source.

Parameters with unit, range, value, status and source; scenarios; sizes; measures and series; plausible sets; links
and loops; what all of these are called, in both languages (the vocabulary); and where everything lies in the kernel's
memory; and how the diagram of loops is built up. ``python -m interface.explorer.card FILE`` writes it.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unicodedata import normalize

from markupsafe import Markup

from experiments.analyses.comparison.subject import TEXTS as COMPARISON
from experiments.presentation.findings import plain
from experiments.presentation.marks import MARKS
from experiments.presentation.thresholds import thresholds
from experiments.presentation.voice import FOLDER as PRESENTATION
from experiments.presentation.voice import catalogue
from experiments.runs.model import model_digest
from interface.explorer.stages import cut_of, lateness_of, numbers, sign_of, stages, stocks
from scenarios import vocabulary
from scenarios.acting import needs_of
from scenarios.costs.declared import eligible_of, known_parameter, values
from scenarios.costs.money import BASE
from scenarios.library import REFERENCE, available
from scenarios.load import Scenario, load
from scenarios.plausible import CHOSEN, plausible_sets
from scenarios.sheets import Entry
from scenarios.vocabulary import LANGUAGES
from scenarios.waves import REPLACED_BY_WAVES
from simulation.engine.compiled.browser import memory_of_any
from simulation.levers import TARGETING
from simulation.links import LINKS, Link
from simulation.loops import LOOPS, Loop
from simulation.observables import (
    FADING_SHARE,
    LATE_MONTHS,
    PARTIAL_REACH,
    PULSE_LEFT,
    REACHED_GAIN,
    REACHED_MONTHS,
    REGIMES,
    RETAINED_AFTER,
    SMALLEST_GAIN,
    SPREAD_REACH,
    THEATRE_LEAST,
)
from simulation.parameters import PROCESSES, REPLACED, SIZES, checked_value, declared, parameter_named
from simulation.places import regular_places
from simulation.results import FLAGS, Measure, measures, series_rows
from simulation.settings import Settings
from simulation.state import STATES
from simulation.waves import Rollout

BIBLIOGRAPHY = Path(__file__).resolve().parents[2] / "docs" / "references.bib"
FIELD = re.compile(r"\b(\w+)\s*=\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
ACCENTS = {"'": "\N{COMBINING ACUTE ACCENT}", "~": "\N{COMBINING TILDE}"}
MOST_CHANGES = 64
"""Dated changes that a user may add to a scenario in the page."""
EVERY_MONTH = -1
"""Month of a change that holds in all months, in some places."""
THRESHOLDS = {
    "smallest_gain": SMALLEST_GAIN,
    "reached_gain": REACHED_GAIN,
    "reached_months": REACHED_MONTHS,
    "partial_reach": PARTIAL_REACH,
    "spread_reach": SPREAD_REACH,
    "pulse_left": PULSE_LEFT,
    "fading_share": FADING_SHARE,
    "theatre_least": THEATRE_LEAST,
    "late_months": LATE_MONTHS,
    "retained_after": RETAINED_AFTER,
}
"""What the page computes with of how regimes, flags and reach are judged; its words quote them ready written."""
KINDS = (
    "calendar",
    "choices",
    "concepts",
    "groups",
    "loops",
    "processes",
    "scales",
    "scenarios",
    "statuses",
    "units",
    "variables",
)
"""Kinds of the vocabulary that the page takes as they are."""
OF_REPORTS = (
    "answer.",
    "brief.",
    "brief_comparison.",
    "detail.",
    "gains.",
    "limits.",
    "over.",
    "regimes.",
    "word.",
)
"""Texts of reports that the page's brief says too, of which it has no words of its own."""
NOT_OF_BRIEFS = ("brief.end.", "brief.sheet.", "brief.unit.", "limits.source.", "limits.anc", "limits.study")
"""Of these, what no page of a brief has."""
KINDS_OF_KEYS = tuple(f"{kind}." for kind in KINDS)


def card() -> dict[str, Any]:
    """Return the model card."""
    reference = load(REFERENCE)
    processes = reference.settings.processes
    eligible = known_parameter(eligible_of(PROCESSES[0]))
    return {
        "model": model_digest(),
        "release": version("enabling-bubbles"),
        "draft": {language: mark for language in LANGUAGES if (mark := vocabulary.draft_in(language))},
        "processes": list(processes),
        "regimes": list(REGIMES),
        "flags": list(FLAGS),
        "thresholds": THRESHOLDS,
        "quoted": {language: thresholds(MARKS[language].decimal) for language in LANGUAGES},
        "words": {language: _words(language) for language in LANGUAGES},
        "costs": {name: entry["value"] for name, entry in values().items()},
        "eligible": {"low": eligible.low, "high": eligible.high},
        "money": {language: BASE.label(language) for language in LANGUAGES},
        "said_by_waves": [name for name in REPLACED_BY_WAVES if name in declared()],
        "parameters": _parameters(reference),
        "needs": _needs(processes),
        "replaced": {name: replaced.by for name, replaced in REPLACED.items()},
        "scenarios": [scenario_of(load(name)) for name in available()],
        "sizes": {size: size_of(load(REFERENCE, size=size).settings) for size in SIZES},
        "memory": {**memory_of_any(processes), "most_changes": MOST_CHANGES},
        "measures": [_measure(measure) for measure in measures(processes)],
        "states": [{"name": state.__name__, "fields": list(state._fields)} for state in STATES],  # type: ignore[attr-defined]
        "plausible": _plausible(),
        "links": [_link(link) for link in LINKS],
        "loops": [_loop(loop) for loop in LOOPS.values()],
        "stages": stages(),
        "stocks": sorted(stocks()),
        "references": _references({link.reference for link in LINKS}),
    }


def _words(language: str) -> dict[str, str]:
    """Return what things are called: kinds of the vocabulary as they are; parameters, measures and series by name."""
    found = {key: text for key, text in vocabulary.texts(language).items() if key.startswith(KINDS_OF_KEYS)}
    for name in declared():
        for form in ("name", "meaning", "more", "low", "high"):
            found[f"parameter.{name}.{form}"] = vocabulary.parameter_in(language, name, form) or ""
    for measure in (*(measure.name for measure in measures(PROCESSES)), *(f"regime.{regime}" for regime in REGIMES)):
        for form in ("name", "meaning"):
            found[f"measure.{measure}.{form}"] = vocabulary.measure_in(language, measure, form) or ""
    for field in (*(row.name.partition(".")[0] for row in series_rows(PROCESSES)), "overstated"):
        for form in ("name", "meaning"):
            found[f"series.{field}.{form}"] = vocabulary.series_in(language, field, form) or ""
    if language != LANGUAGES[0]:
        found |= {f"sources.{clause}": said[language] for clause, said in vocabulary.sources().items()}
    return {key: text for key, text in {**found, **_of_reports(language)}.items() if text}


def _of_reports(language: str) -> dict[str, str]:
    """Return the texts of reports that briefs say, as plain text: one wording for Python and for the page."""
    regimes = {
        key: text for key, text in vocabulary.texts(language).items() if re.fullmatch(r"regimes\.\w+\.short", key)
    }
    said = {**regimes, **catalogue(language, PRESENTATION), **catalogue(language, COMPARISON)}
    return {
        f"report.{key}": plain(Markup(text))
        for key, text in said.items()
        if key.startswith(OF_REPORTS) and not key.startswith(NOT_OF_BRIEFS)
    }


def size_of(settings: Settings) -> dict[str, Any]:
    """Return the structure of settings; with the places themselves where they are not regular ones of equal size."""
    places = settings.places
    regular = regular_places(settings.structure, settings.values["price.population"], len(settings.processes))
    counts = {"networks": places.networks, "teams": places.teams}
    is_given = places != replace(regular, named=places.named)
    own = {"places": _places(settings, is_given)} if is_given or places.named else {}
    return {**settings.structure, **counts, **own}


def _places(settings: Settings, is_given: bool) -> dict[str, Any]:
    places = settings.places
    return {
        "regions": [{"name": name} for name in places.region_names],
        "networks": [
            {"name": name, "region": region}
            for name, region in zip(places.network_names, places.network_region, strict=True)
        ],
        "teams": [
            {
                "name": name,
                "network": network,
                "region": places.network_region[network],
                "population": population,
                "baselines": list(baselines),
            }
            for name, network, population, baselines in zip(
                places.team_names, places.team_network, places.population, places.baselines, strict=True
            )
        ],
        "named": list(places.named),
        "ties": None if places.team_ties is None else [list(team) for team in places.team_ties],
        "is_given": is_given,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    own = measure._asdict()
    del own["meaning"]
    return own


def _parameters(reference: Scenario) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, parameter in declared(reference.settings.processes).items():
        sourced = reference.sources[name]
        found.append(
            {
                "name": name,
                "kind": parameter.kind,
                "unit": parameter.unit,
                "low": parameter.low,
                "high": parameter.high,
                "choices": list(parameter.choices),
                "whole": parameter.whole,
                "dated": parameter.dated,
                "by": parameter.by,
                "value": _as_typed(name, reference.settings.values[name]),
                "status": sourced.status,
                "source": sourced.source,
            }
        )
    return found


def _needs(processes: tuple[str, ...]) -> dict[str, list[str]]:
    """Return of each lever that acts only beside others what these are."""
    levers = [name for name, parameter in declared(processes).items() if parameter.kind == "lever"]
    needed = {name: needs_of(name, processes) for name in levers}
    return {name: list(others) for name, others in needed.items() if others}


def _as_typed(name: str, value: float) -> float | str:
    return TARGETING[int(value)] if name == "coaching_targeting" else value


def scenario_of(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario asks and sets, as the page takes it."""
    values, reference = scenario.settings.values, _reference_values()
    chosen = [name for name, sourced in scenario.sources.items() if sourced.status == CHOSEN and name in values]
    sourced = [name for name, value in values.items() if name not in chosen and value != reference[name]]
    rollout = scenario.settings.rollout
    return {
        "name": scenario.name,
        "question": {"en": scenario.question, "es": scenario.question_es},
        "based_on": list(scenario.based_on),
        "values": {name: _as_typed(name, values[name]) for name in chosen},
        **({"sourced": {name: _as_typed(name, values[name]) for name in sourced}} if sourced else {}),
        "changes": [_change(entry) for entry in scenario.laid],
        **({} if rollout is None else {"rollout": _rollout(rollout, scenario.settings.months)}),
    }


@cache
def _reference_values() -> dict[str, float]:
    return dict(load(REFERENCE).settings.values)


def _change(entry: Entry) -> dict[str, Any]:
    """Return a change; month -1 is all months, in some places."""
    value = checked_value(parameter_named(entry.name), entry.value)
    return {
        "month": entry.month if entry.dated else EVERY_MONTH,
        "name": entry.name,
        "value": _as_typed(entry.name, value),
        **({"where": list(entry.where)} if entry.where else {}),
    }


def _rollout(rollout: Rollout, months: int) -> dict[str, Any]:
    """Return what waves come to, by the names of the kernel's places."""
    visits = [rollout.visits_in(month) for month in range(months)]
    return {
        "VISITS": [count for visit in visits for count in (visit.active, visit.joined)],
        "WAVE_MONTHS": [month for wave in rollout.waves for month in (wave.start, wave.end)],
        "VISITED": [sorted(some) for some in rollout.visits],
        "ORDER_OF_NAMED": list(rollout.order_of_named),
        "ORDER_OF_DRAWN": list(rollout.order_of_drawn),
    }


def _plausible() -> dict[str, Any]:
    sets = plausible_sets()
    names = list(sets[0].values)
    return {
        "names": names,
        "sets": [{"name": one.name, "values": [one.values[name] for name in names]} for one in sets],
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "source": link.source,
        "target": link.target,
        "sign": link.sign,
        "rule": link.rule_name,
        "parameters": list(link.parameters),
        "words": {"en": link.en, "es": link.es},
        "reference": link.reference,
        "loops": list(link.loops),
        "late": lateness_of(link),
        "cut": cut_of(link),
    }


def _loop(loop: Loop) -> dict[str, Any]:
    return {
        "name": loop.name,
        "number": numbers()[loop.name],
        "reinforcing": sign_of(loop) > 0,
        "path": list(loop.path),
        "cut": dict(loop.neutral),
        "words": {"en": loop.en, "es": loop.es},
        "cut_words": {"en": loop.cut_en, "es": loop.cut_es},
    }


def _references(keys: set[str]) -> dict[str, dict[str, str]]:
    """Return those entries of the bibliography that links name: authors, year, title and DOI."""
    found: dict[str, dict[str, str]] = {}
    for entry in re.split(r"^@", BIBLIOGRAPHY.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        key = entry.partition("{")[2].partition(",")[0]
        if key in keys:
            fields = {name: _without_tex(text) for name, text in FIELD.findall(entry)}
            found[key] = {name: fields[name] for name in ("author", "year", "title", "doi", "url") if name in fields}
    return found


def _without_tex(text: str) -> str:
    accented = re.sub(r"\\(['~])\{?(\w)\}?", lambda tex: normalize("NFC", tex[2] + ACCENTS[tex[1]]), text)
    return re.sub(r"[{}\\]", "", accented)


def written() -> str:
    """Return the model card as the text of its file."""
    return json.dumps(card(), ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(), encoding="utf-8")
