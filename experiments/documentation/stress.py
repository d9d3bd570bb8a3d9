"""STRESS: the checklist for agent-based simulation studies (Monks et al. 2019), filled: ``docs/stress.md``.

What can be made from declarations is. For a study of one's own, ``python -m experiments.documentation.stress STORE``
prints the checklist with what the store's manifest says of the runs in it.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from experiments.documentation.bibliography import ROOT
from experiments.presentation.markdown import code, table
from scenarios.library import REFERENCE, available
from scenarios.load import load
from simulation.observables import REGIMES
from simulation.parameters import PROCESSES, SIZES, STRUCTURE, declared
from simulation.results import measures
from simulation.settings import MOST_TEAMS
from simulation.streams import Decision

FILE = ROOT / "docs" / "stress.md"
INTRODUCTION = """\
# STRESS-ABS checklist

The checklist for agent-based simulation of [Monks et al. 2019](https://doi.org/10.1080/17477778.2018.1442155), filled
for the model and its library of scenarios. This page is generated: `make tables` writes it. For runs of your own that
`bubbles sweep` made, `python -m experiments.documentation.stress STORE` prints it with seeds, runs, versions and
machine from the store's manifest.
"""


class Item(NamedTuple):
    """One item of the checklist, answered."""

    number: str
    name: str
    answer: str


class Section(NamedTuple):
    """A section of the checklist."""

    name: str
    items: tuple[Item, ...]


def written() -> str:
    """Return the page as the text of its file."""
    return page(INTRODUCTION, sections(None))


def page(introduction: str, found: tuple[Section, ...]) -> str:
    """Return sections as a page."""
    parts = [introduction]
    for place, section in enumerate(found, start=1):
        parts += [
            f"## {place}. {section.name}\n",
            table(("item", "", "where and how"), [tuple(item) for item in section.items]),
        ]
    return "\n".join(parts)


def sections(manifest: dict[str, Any] | None) -> tuple[Section, ...]:
    """Return the checklist; with a store's manifest, filled for its runs."""
    return (
        Section("Objectives", _objectives(manifest)),
        Section("Logic", _logic()),
        Section("Data", _data()),
        Section("Experimentation", _experimentation(manifest)),
        Section("Implementation", _implementation(manifest)),
        Section("Code access", _access(manifest)),
    )


def _objectives(manifest: dict[str, Any] | None) -> tuple[Item, ...]:
    every = measures(PROCESSES)
    aims = (
        f"The question of this study: {manifest['provenance']['question']}"
        if manifest
        else f"Scenario analysis: {len(available())} scenarios, each with its question (`bubbles scenarios`). Designs: "
        "grids, Latin hypercubes, Sobol' sequences, rows ([how to](how-to/sweeps.md)). Each contrast is "
        "paired: same seeds, same people, same shocks."
    )
    return (
        Item(
            "1.1",
            "purpose of the model",
            "When gains from coaching spread beyond the teams coached, fizzle, fade or are theatre, and under which "
            "rules of contracting ([ODD 1](odd.md#1-purpose-and-patterns)). Directions and thresholds, no forecasts "
            "([limits](limits.md)).",
        ),
        Item(
            "1.2",
            "model outputs",
            f"{len(every)} measures for {len(PROCESSES)} processes, with unit and window ([measures](measures.md)), "
            "computed from state by `simulation/observables/`. Means carry Student's 95% intervals, shares Wilson's, "
            "over replicates; regimes: " + ", ".join(REGIMES) + ".",
        ),
        Item("1.3", "aims of experimentation", aims),
    )


def _logic() -> tuple[Item, ...]:
    return (
        Item(
            "2.1",
            "overview diagram",
            "Causal arrows and loops as data in `simulation/links.py`, drawn on the explorer's page and listed in "
            "[ODD 7.18](odd.md#718-links-and-loops).",
        ),
        Item("2.2", "base model logic", "[ODD 3](odd.md#3-process-overview-and-scheduling): ten phases a month."),
        Item(
            "2.3",
            "scenario logic",
            "A scenario changes values of declared parameters, some from a month on; it never changes a rule. "
            "`bubbles show NAME` lists what differs from the baseline.",
        ),
        Item("2.4", "algorithms", "[ODD 7](odd.md#7-submodels): every rule as a formula, with its file."),
        Item(
            "2.5.1",
            "components: environment",
            "Demand that no team controls, by team and process; the contract; ties ([ODD 2]"
            "(odd.md#2-entities-state-variables-and-scales), [7.12](odd.md#712-care), [7.15](odd.md#715-network)).",
        ),
        Item(
            "2.5.2",
            "components: agents",
            "Regional authorities, managers of networks, teams; decisions as in [ODD 4](odd.md#4-design-concepts).",
        ),
        Item(
            "2.5.3",
            "components: interaction",
            "Authority to managers and teams, manager to teams and back, peer to peer along drawn ties; all read last "
            "month's values, so the order of agents does not matter.",
        ),
        Item(
            "2.5.4",
            "components: entry and exit",
            "Managers and medical leads leave and are replaced ([ODD 7.1](odd.md#71-turnover)); teams stay.",
        ),
    )


def _data() -> tuple[Item, ...]:
    reference = load(REFERENCE)
    known = declared()
    status = Counter(sourced.status for name, sourced in reference.sources.items() if name in known)
    return (
        Item(
            "3.1",
            "data sources",
            "No microdata. A qualitative evaluation, and published figures where there are any ([sources]"
            "(reference/sources.md)).",
        ),
        Item(
            "3.2",
            "pre-processing",
            "A table of places is understood column by column, and what is filled in or left out is said "
            "([how to](how-to/own-spreadsheet.md)).",
        ),
        Item(
            "3.3",
            "input parameters",
            f"{len(known)} parameters, each with unit, range, value, status and source ([parameters]"
            f"(reference/parameters.md)): {status['measured']} measured, {status['calibrated']} calibrated, "
            f"{status['assumed']} assumed.",
        ),
        Item(
            "3.4",
            "assumptions",
            "[Limits](limits.md#what-is-assumed), and the [decision records](decisions/README.md).",
        ),
    )


def _experimentation(manifest: dict[str, Any] | None) -> tuple[Item, ...]:
    reference = load(REFERENCE).settings
    sizes = "; ".join(
        f"`{name}`: {size['regions']} x {size['networks_per_region']} x {size['teams_per_network']}"
        for name, size in SIZES.items()
    )
    start, end = (int(reference.values[name]) for name in ("mentoring_start", "mentoring_end"))
    low, high, _ = STRUCTURE["months"]
    return (
        Item(
            "4.1",
            "initialisation",
            f"[ODD 5](odd.md#5-initialisation). Regions x networks x teams: {sizes}; at most {MOST_TEAMS:,} teams. "
            f"The {start} months before mentoring settle the world, and are the same in a run and its twin.",
        ),
        Item(
            "4.2",
            "run length",
            f"{reference.months} months, mentoring in months {start} to {end - 1}; any length from {low} to {high}.",
        ),
        Item("4.3", "estimation approach", _estimation(manifest)),
    )


def _estimation(manifest: dict[str, Any] | None) -> str:
    common = (
        "Terminating runs. Every run is compared with its twin, which lives the same months without mentoring; "
        "scenarios are compared replicate by replicate under common random numbers."
    )
    if manifest is None:
        return f"{common} Replicates are chosen by the user; tables give intervals and the number of runs behind them."
    return (
        f"{common} Seed {manifest['seed']}, {manifest['replicates']} replicates of each of {manifest['points']} "
        f"settings, {manifest['runs']:,} runs."
    )


def _implementation(manifest: dict[str, Any] | None) -> tuple[Item, ...]:
    if manifest is None:
        software = (
            "Python 3.11 or newer, Mesa and numba, as locked with hashes in `requirements.lock`; Linux and macOS."
        )
        system = "Bits do not depend on the machine. Times on one: `make bench`."
    else:
        about = manifest["provenance"]
        software = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
        system = f"{about['platform']}"
    return (
        Item("5.1", "software", software),
        Item(
            "5.2",
            "random sampling",
            f"Keyed draws: SplitMix64 of seed, replicate, decision ({len(Decision)} of them), month and member, a "
            "normal by a rational function ([ODD 7.17](odd.md#717-draws)). One draw more changes no other.",
        ),
        Item(
            "5.3",
            "model execution",
            "Discrete months, synchronous phases. Two engines, one of Mesa agents and one compiled, give the same bits "
            "([architecture](architecture.md)).",
        ),
        Item("5.4", "system specification", system),
    )


def _access(manifest: dict[str, Any] | None) -> tuple[Item, ...]:
    digest = "the digest of the model that `bubbles run` prints"
    if manifest is not None:
        digest = f"model {manifest['provenance']['model']}, commit {manifest['provenance']['commit']}"
    return (
        Item(
            "6.1",
            "sharing of the model",
            f"MIT licence; cite version and {digest} (`CITATION.cff`). "
            f"`make demo`, {code(('make test',))}: from a clone to a tested result by two commands.",
        ),
    )


def of_store(folder: Path) -> str:
    """Return the checklist for the runs of a store."""
    from experiments.runs.sweep.store import open_store

    store = open_store(folder)
    plan = store.plan
    manifest = {
        "provenance": store.about,
        "seed": plan.seed,
        "replicates": plan.replicates,
        "points": len(plan.names) * len(plan.rows),
        "runs": plan.runs,
    }
    introduction = f"# STRESS-ABS checklist of {folder.name}\n\nFilled from the manifest of the store.\n"
    return page(introduction, sections(manifest))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m experiments.documentation.stress STORE")
    print(of_store(Path(sys.argv[1])))
