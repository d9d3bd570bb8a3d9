"""Parameters: every parameter with unit, range, value, status, source, meaning and effect, for the docs.

``make tables`` writes ``docs/reference/parameters.md``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from experiments.presentation.markdown import table
from scenarios.costs.declared import declared_costs
from scenarios.library import REFERENCE
from scenarios.load import Scenario, load
from scenarios.wording import shown_number, shown_value
from simulation.context import ProcessParameters
from simulation.declarations import Parameter
from simulation.parameters import STRUCTURE, declared, groups

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "parameters.md"
COLUMNS = ("name", "unit", "range", "kind", "value", "status", "source", "meaning", "effect")
INTRODUCTION = """\
# Parameters

Every number of the model, as declared in `simulation/`, with the value of `scenarios/baseline.toml`.
This page is generated: `make tables` writes it.

Kind: a **lever** is what a ministry can decide; levers may change at any month, save those marked "from the start".
**Context** is what the places are like, and holds from month 0. A **mechanism** is how people react; it is the same for
every clinical process.

Status: **measured** values stand in a study; **calibrated** ones were chosen so that the model reproduces the facts
marked C; **assumed** ones are neither, and their source says why. A source marked "recalled" was not seen again and
must be checked before it is cited. The study is qualitative: it reports no dose and no gain in coverage.

Effect: the declared sign on a measure, which a test holds true; `~` changes the measure, but not in one direction; `in`
names the scenario where that is so, `|` a setting that it needs.
"""

COSTS = """\
## Costs

What prices runs and acts in none; values stand in `scenarios/costs/values.toml`. Hours are priced by the prices of
hours above. `currency` and `price_year` say in which money all prices are:
[dates and money](../how-to/dates-and-money.md).
"""
NO_SOURCE = "no source was found that gives it for Honduras: it has no default"


def written() -> str:
    """Return the page as the text of its file."""
    reference = load(REFERENCE)
    known = declared()
    parts = [INTRODUCTION, _counts(reference), "## Structure\n", _structure(reference)]
    for concept, group in groups().items():
        prefix = "" if concept in ("levers", "context") else f"{concept}."
        meaning = (group.__doc__ or "").strip()
        rows = [_row(known[prefix + name], reference) for name in group._fields]
        parts += [f"## {concept.capitalize()}\n", f"{meaning}\n", table(COLUMNS, rows)]
    for process in reference.settings.processes:
        rows = [_row(known[f"{process}.{name}"], reference) for name in ProcessParameters._fields]
        parts += [f"## Process `{process}`\n", f"{ProcessParameters.__doc__}\n", table(COLUMNS, rows)]
    parts += [COSTS, table(COLUMNS[:-1], [_cost(one, reference) for one in declared_costs().values()])]
    return "\n".join(parts)


def _cost(parameter: Parameter, reference: Scenario) -> tuple[str, ...]:
    sourced = reference.sources.get(parameter.name)
    value = reference.costing.values.get(parameter.name)
    return (
        f"`{parameter.name}`",
        parameter.unit,
        f"{shown_number(parameter.low)} to {shown_number(parameter.high)}",
        parameter.kind,
        "none: give it" if value is None else shown_number(value),
        "" if sourced is None else sourced.status,
        NO_SOURCE if sourced is None else sourced.source,
        parameter.meaning,
    )


def _counts(reference: Scenario) -> str:
    known = declared()
    count = Counter(sourced.status for name, sourced in reference.sources.items() if name in known)
    told = [f"{count[status]} {status}" for status in ("measured", "calibrated", "assumed")]
    return f"Of {len(known)} values: {told[0]}, {told[1]}, {told[2]}. By kind: [Sources](sources.md).\n"


def _structure(reference: Scenario) -> str:
    rows = [
        (f"`{name}`", f"{low} to {high}", str(reference.settings.structure[name]), meaning)
        for name, (low, high, meaning) in STRUCTURE.items()
    ]
    return table(("name", "range", "value", "meaning"), rows)


def _row(parameter: Parameter, reference: Scenario) -> tuple[str, ...]:
    choices = ", ".join(f"`{choice}`" for choice in parameter.choices)
    numbers = f"{shown_number(parameter.low)} to {shown_number(parameter.high)}"
    undated = parameter.kind == "lever" and not parameter.dated
    sourced = reference.sources[parameter.name]
    return (
        f"`{parameter.name}`",
        parameter.unit,
        choices or numbers + (", whole" if parameter.whole else ""),
        parameter.kind + (", from the start" if undated else "") + (f", by {parameter.by}" if parameter.by else ""),
        shown_value(parameter, reference.settings.values[parameter.name]),
        sourced.status,
        sourced.source,
        parameter.meaning,
        f"`{parameter.effect}`" if parameter.effect else "",
    )
