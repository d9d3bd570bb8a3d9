"""Measure table: every measure with unit and meaning, and every series, for the docs.

``python -m experiments.measure_table`` writes ``docs/measures.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from experiments.comparison import FLAGS
from simulation.observables import REGIMES
from simulation.observables.measures import ProcessMeasures
from simulation.observables.series import GroupSeries, ManagerSeries, ProcessSeries
from simulation.parameters import PROCESSES
from simulation.results import CLIMATE, Measure, measures

FILE = Path(__file__).resolve().parents[1] / "docs" / "measures.md"
INTRODUCTION = f"""\
# Measures

What a run is measured by, as computed by `simulation/observables/` from state alone. This page is generated:
`python -m experiments.measure_table` writes it.

- A **gain** is the difference between a team and its twin: same seed, same people, same shocks, mentoring 0 throughout.
- **Coached** teams are those of the networks that are, or were, in the programme; before mentoring starts, those of the
  networks that are to be. **Uncoached** teams are all others.
- A measure that names no process speaks of the first one, `{PROCESSES[0]}`; `system_gain` is the mean over all.
- Months count from 0. Mentoring is months 24 to 41 of 90 unless a scenario moves it. "Late" is the last 12 months of
  the run; "before" is the last 12 months before mentoring.
- A ratio over a gain under 0.03, a ratio over no hours or no extra cost, and a mean over nobody are undefined: NaN in
  Python, null in JSON, a dash in tables. Estimates over many runs say in how many of them a measure is defined.
- `compare` reports the regime as four shares of runs: {", ".join(f"`regime.{regime}`" for regime in REGIMES)}.
- Shares are stored as 0 to 1. The tables on the command line print them times 100.

## Regimes

| regime | when |
| --- | --- |
| `fizzle` | direct gain below 0.03 |
| `bubble` | direct gain of 0.03 or more, and reach below 0.2 |
| `partial` | direct gain of 0.03 or more, and reach from 0.2 up to 0.5 |
| `spread` | direct gain of 0.03 or more, and reach of 0.5 or more |
| undefined | no coach worked an hour; or the direct gain is 0.03 or more and nobody is uncoached |

Two flags stand beside the regime: `regime.fading` and `regime.theatre`.
"""


def written() -> str:
    """Return the page as the text of its file."""
    every = measures(PROCESSES)
    of_process = [m for m in every if m.name.partition(".")[0] in ProcessMeasures._fields]
    of_climate = [m for m in every if m.name.partition(".")[0] in CLIMATE]
    of_run = [m for m in every if m not in of_process and m not in of_climate]
    return "\n".join(
        [
            INTRODUCTION,
            "## Of each process\n",
            _table(of_process),
            "## Of the run\n",
            _table(of_run),
            "In Python, `Ensemble.measure` knows the two flags as " + _flags() + ".\n",
            "## Of the teams after the last month\n",
            _table(of_climate),
            "## Series\n",
            _series(),
        ]
    )


def _flags() -> str:
    return " and ".join(f"`{field}`" for field in FLAGS)


def _table(found: Iterable[Measure]) -> str:
    rows = [("name", "unit", "meaning"), ("---", "---", "---")]
    rows += [(f"`{FLAGS.get(m.name, m.name)}`", m.unit, m.meaning) for m in found]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in rows)


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


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    print(f"{FILE} is written")
