"""Measure table: every measure with unit and meaning, and every series, for the docs.

``make tables`` writes ``docs/measures.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from experiments.presentation.markdown import table
from experiments.runs.by_place import COACHED, FROM, UNTIL
from experiments.runs.reported import REGIME_SHARES, censoring
from scenarios.load import load
from simulation.observables import (
    LATE_MONTHS,
    PARTIAL_REACH,
    REACHED_GAIN,
    REGIMES,
    SMALLEST_GAIN,
    SPREAD_REACH,
)
from simulation.observables.declared import COVERAGE, SHARE
from simulation.observables.measures import ProcessMeasures
from simulation.observables.series import GroupSeries, ManagerSeries, PlaceProcess, ProcessSeries
from simulation.parameters import PROCESSES
from simulation.results import FLAGS, Measure, measures
from simulation.state import TeamState

FILE = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
REGIME_RULES = {
    "fizzle": (
        f"no gain at the end, and none before: direct gain and highest gain of coached teams below {SMALLEST_GAIN:g}"
    ),
    "faded": f"such a gain was there, and at the end neither group has it; reach below {PARTIAL_REACH:g}",
    "bubble": f"late direct gain of {SMALLEST_GAIN:g} or more, and reach below {PARTIAL_REACH:g}",
    "partial": (
        f"reach from {PARTIAL_REACH:g} up to {SPREAD_REACH:g}; or a smaller reach, where the uncoached have a gain of "
        f"{SMALLEST_GAIN:g} or more and the coached have none"
    ),
    "spread": f"reach of {SPREAD_REACH:g} or more",
}
"""When a run is in each regime."""


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _introduction() -> str:
    months = load("baseline").settings
    start, end = (int(months.values[name]) for name in ("mentoring_start", "mentoring_end"))
    late = f"{LATE_MONTHS:.0f}"
    lines = f"""\
# Measures

What a run is measured by, as computed by `simulation/observables/` from state alone. This page is generated:
`make tables` writes it.

- A **gain** is the difference between a team and its twin: same seed, same people, same shocks, mentoring 0 throughout.
- **Coached** teams are those of the networks that are, or were, in the programme; before mentoring starts, those of the
  networks that are to be. **Uncoached** teams are all others.
- A measure that names no process speaks of the first one, `{PROCESSES[0]}`; `system_gain` is the mean over all.
- Months count from 0. In `baseline`, mentoring is months {start} to {end - 1} of {months.months}; other scenarios and
  `--months` have others. "Late" is the last {late} months of the run; "before" is the last {late} months before
  mentoring. Where there are fewer months than that, it is all of them.
- A ratio over a gain under {SMALLEST_GAIN:g}, a ratio over no hours or no extra cost, and a mean over nobody are
  undefined: NaN in Python, null in JSON, a dash in tables. Estimates over many runs say in how many of them a measure
  is defined.
- `compare` reports the regime as shares of runs, which sum to 1:
  {_named(REGIME_SHARES)}.
- Shares are stored as 0 to 1. The tables on the command line print them times 100.

## Regimes

A regime is judged at the end of the run: a gain that was, and went, does not count.

"""
    rules = [(f"`{regime}`", REGIME_RULES[regime]) for regime in REGIMES]
    rules.append(("undefined", "no coach worked an hour; or there is a gain at the end and nobody is uncoached"))
    return (
        lines
        + table(("regime", "when"), rules)
        + f"""
Reach is the share of the uncoached whose mean gain over the last {late} months is {REACHED_GAIN:g} or more. There is no
gain at the end where the late direct gain and the spillover gain are both below {SMALLEST_GAIN:g}.

Flags stand beside the regime: {_named(FLAGS)}. Tables call `regime.fading` *lost after mentoring*: the regime
`faded` is another thing, which may hold where mentoring never ends.

## Cut off by the end

{_censored()}
"""
    )


def _censored() -> str:
    names = [f"- `{name}`: a lower bound where `{flag}` is 1" for name, flag in censoring(PROCESSES).items()]
    return (
        "These measures are lengths of time, and the run may have ended first:\n\n" + "\n".join(names) + "\n\n"
        "Over many runs each is summed up by its median (Kaplan and Meier), with the share that is open beside it; it\n"
        "has no mean, and no contrast between scenarios. A study that stores it stores the flag too."
    )


def written() -> str:
    """Return the page as the text of its file."""
    every = measures(PROCESSES)
    of_process = [m for m in every if m.name.partition(".")[0] in ProcessMeasures._fields]
    of_climate = [m for m in every if m.name.partition(".")[0] in TeamState._fields]
    of_run = [m for m in every if m not in of_process and m not in of_climate]
    return "\n".join(
        [
            _introduction(),
            "## Of each process\n",
            _table(of_process),
            "## Of the run\n",
            _table(of_run),
            "## Of the teams after the last month\n",
            _table(of_climate),
            "## Series\n",
            _series(),
            "## By place\n",
            _by_place(),
        ]
    )


def _table(found: Iterable[Measure]) -> str:
    return table(("name", "unit", "meaning"), [(f"`{m.name}`", m.unit, m.meaning) for m in found])


def _series() -> str:
    of_group = [*GroupSeries._fields[1:], *ManagerSeries._fields[1:]]
    return (
        "With `series=True` a run also keeps means over groups, month by month. Names are `quantity.group`, or\n"
        "`quantity.process.group`; the group is `coached` or `uncoached`, and `.twin` follows for the same group\n"
        "in the twin.\n\n"
        f"- of a group: {', '.join(f'`{name}`' for name in of_group)}\n"
        f"- of a group and process: {', '.join(f'`{name}`' for name in ProcessSeries._fields)}\n\n"
        "`identity` is the mean over the group's managers; `logic` is that of the authorities over them.\n"
    )


def _by_place() -> str:
    own, others = ", ".join(f"`{name}`" for name in PlaceProcess._fields), f"`{COACHED}`"
    return (
        'With `by="region"`, `"network"` or `"team"` a run also keeps means over the teams of each place, month by\n'
        f"month: {own} of each process (`coverage.ccs`), the same with `.twin` for the\n"
        "twin, and last the shares of the place's teams whose network is or was in the programme (`coached`) and is\n"
        "mentored this month (`mentored`).\n\n"
        "From these follow the measures by place, which `bubbles run --by` and `bubbles compare --by` give:\n\n"
        + table(
            ("name", "unit", "meaning"),
            [
                ("`coverage.PROCESS`", COVERAGE, f"True coverage of the place's teams, last {LATE_MONTHS:.0f} months."),
                ("`late_gain.PROCESS`", COVERAGE, f"The same less that of the twin, last {LATE_MONTHS:.0f} months."),
                (
                    "`theatre.PROCESS`",
                    COVERAGE,
                    f"Overstatement: reported over what honest reports would say, last {LATE_MONTHS:.0f} months.",
                ),
                (others, SHARE, "The place's teams whose network was mentored by the end."),
                (f"`{FROM}`", "month", "First month in which any of its networks is mentored; undefined for none."),
                (f"`{UNTIL}`", "month", "Last month in which any of its networks is mentored; undefined for none."),
            ],
        )
    )
