"""Page: docs/performance.md and its figure, from what was measured: ``python -m benchmarks.page``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.engines import WAYS
from benchmarks.million import CASES
from benchmarks.record import recorded
from experiments.presentation import markdown
from experiments.presentation.figures.picture import Picture, svg_of
from experiments.presentation.figures.style import PAGE, SERIES, Size

DOCS = Path(__file__).parents[1] / "docs"
FIGURE = "performance-growth.svg"
AIM, ACCEPTED = 12, 18
ABOUT = ("processor", "vectors", "cores", "cache", "system", "python", "numba", "llvmlite", "numpy", "mesa", "compiler")
"""What is said of a machine, in this order."""


INTRODUCTION = """`make bench` measures, keeps the figures in `benchmarks/measured.json` and writes this page. The
unit is nanoseconds for one team, one process and one month, of processor time on one core, the best of several. A
default run has 180 teams, two processes and {months} months, and its twin {months_of_twin} more."""

SAME = """All of them give the same bits: tests compare every state of a run and its twin between the readable and the
compiled engine, and between the compiled engine and the yardsticks in C and NumPy (`tests/parity`,
`tests/verification/test_yardsticks.py`). C is made from the same rules, 16 runs side by side."""

REST = "The rest is draws, which a run and its twin share, ledgers of gains, start and measures."

STARTUP = """Once the model is compiled, but for the first and the last. From nothing is a fresh clone on a machine
that has compiled nothing: `make demo` installs what was downloaded before, compiles, and makes its 200 paired
replicates of six scenarios over twelve years. Peak memory is that of the largest process."""

COMPILING = """The first compilation, some seconds, is announced by one line, and kept until a source of the
simulation changes ([decision 0013](decisions/0013-machine-code-keyed-by-sources.md)); where one was changed, numba
compiles, and that takes a minute ([decision 0059](decisions/0059-the-kernel-comes-as-bitcode.md))."""

AGAIN = """`make bench` takes some minutes and measures sweeps of up to 10,000 runs. `python -m benchmarks.growth
100000` goes further, and `python -m benchmarks.million` runs a million, of settings that share twins, of one setting,
and without twins. Times by the clock are only worth something on a machine that does nothing else; processor seconds
bear company better.

What a change costs is measured in pairs: `git worktree add PATH COMMIT` makes a checkout of the version before, and
`python -m benchmarks.engines --against PATH` times its compiled engine, this one's, this one's again and C in turn, in
processes of their own under one Python and one numba. Ratios are taken round by round, so they bear company too, and
over several starts, since where code and memory lie is worth a hundredth or two; look at what this version is as a
multiple of itself before believing one.
`python -m benchmarks.waits --against PATH` does the same with what people wait for."""


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of Markdown, numbers to the right."""
    return markdown.table(heads, rows, numbers=True).rstrip("\n")


def _plain_ticks(value: float, _place: int) -> str:
    """Return a tick as people write it: powers of ten would be commands of mathematics in a figure with plain text."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def growth_figure(growth: dict[str, Any], million: dict[str, Any] | None) -> Picture:
    """Return the figure of growth with teams, runs and threads."""
    teams, runs, threads = growth["teams"], list(growth["runs"]), growth["threads"]
    if million:
        runs.append(million)

    def draw(figure: Any, size: Size) -> None:
        panels = figure.subplots(2, 2)
        drawn = (
            (panels[0, 0], [row["teams"] for row in teams], [row["ns"] for row in teams], "teams", "ns, as above"),
            (panels[0, 1], [row["runs"] for row in runs], [row["seconds"] for row in runs], "runs", "seconds"),
            (
                panels[1, 0],
                [row["runs"] for row in runs],
                [row["megabytes"] for row in runs],
                "runs",
                "peak memory, MB",
            ),
            (
                panels[1, 1],
                [row["threads"] for row in threads],
                [row["per_second"] for row in threads],
                "threads",
                "runs a second",
            ),
        )
        for place, (axes, x, y, across, up) in enumerate(drawn):
            stroke = SERIES[place]
            axes.plot(x, y, color=stroke.colour, linestyle=stroke.line, marker=stroke.mark)
            axes.set_xlabel(across)
            axes.set_ylabel(up)
            if across == "threads":
                axes.set_xticks(x)
            else:
                axes.set_xscale("log")
                axes.xaxis.set_major_formatter(_plain_ticks)
                axes.xaxis.set_minor_formatter("")
            if up == "seconds":
                axes.set_yscale("log")
                axes.yaxis.set_major_formatter(_plain_ticks)
                axes.minorticks_off()
            else:
                axes.set_ylim(0, 1.15 * max(y))

    told = "Time a team, process and month by teams; seconds and peak memory by runs; runs a second by threads."
    return Picture("performance-growth", "Growth", told, told, draw, height=1.25)


def page(known: dict[str, Any]) -> str:
    """Return the page as Markdown."""
    engines, growth = known["engines"], known["growth"]
    ns = engines["ns"]
    compiled = ns["compiled"]
    machine = engines["machine"]
    month = sum(value for name, value in engines["phases"].items() if name[0].isdigit())
    parts = [
        "# Performance",
        INTRODUCTION.format(months=engines["months"], months_of_twin=engines["months_of_twin"]),
        f"Machine: {', '.join(machine[name] for name in sorted(machine, key=ABOUT.index))}; measured {engines['day']}.",
        "## Engines",
        table(
            ("engine", "ns", "times the compiled engine's"),
            [(words, f"{ns[way]:,.1f}", f"{ns[way] / compiled:,.2f}") for way, words in WAYS.items() if way in ns],
        ),
        _judged(engines),
        *([_against(known["pairs"])] if "pairs" in known else []),
        *(["## What people wait for", _waits(known["waits"])] if "waits" in known else []),
        SAME,
        "## Where the time goes",
        table(
            ("sweep over the teams of one world", "ns"),
            [(name, f"{engines['phases'][name]:.2f}") for name in sorted(engines["phases"], key=_number)],
        ),
        f"The phases of a world's month come to {month:.1f} ns (the contract's only at a quarter's end). {REST}",
        LIMITS,
        "## Growth",
        f"![{growth_figure(growth, None).told}]({FIGURE})",
        table(
            ("teams", "ns", "seconds a run", "runs side by side", "their memory, MB"),
            [
                (
                    f"{row['teams']:,}",
                    f"{row['ns']:.1f}",
                    f"{row['seconds']:.4f}",
                    str(row["width"]),
                    f"{row['megabytes']:,.0f}",
                )
                for row in growth["teams"]
            ],
        ),
        "Where a world leaves the caches, a team costs more, and how much depends on who else uses the memory. So "
        "from 400 teams with two processes on, four runs lie side by side and not sixteen "
        "([decision 0056](decisions/0056-narrow-blocks-for-large-worlds.md)).",
        "Sweeps on the real command line, all measures stored, with what the driver's memory came to at most. Starting "
        "up is in it.",
        _sweeps(growth["runs"], known),
        table(
            ("threads", "runs a second"),
            [(str(row["threads"]), f"{row['per_second']:,.0f}") for row in growth["threads"]],
        ),
        "## Commands by the clock",
        STARTUP,
        table(
            ("command", "seconds", "processor seconds", "peak memory, MB"),
            [_command(name, took) for name, took in known["startup"]["took"].items()],
        ),
        COMPILING,
        "## Measure again",
        AGAIN,
    ]
    return "\n\n".join(parts) + "\n"


def _command(name: str, took: dict[str, float]) -> tuple[str, ...]:
    """Return the row of a command: it, and what is said of it after a comma."""
    command, comma, more = name.partition(", ")
    figures = f"{took['seconds']:.2f}", f"{took['processor_seconds']:.2f}", f"{took['megabytes']:.0f}"
    return f"`{command}`{comma}{more}", *figures


def _number(phase: str) -> int:
    """Return a phase's place in a month; draws come first."""
    number = phase.partition(" ")[0]
    return int(number) if number.isdigit() else 0


def _judged(engines: dict[str, Any]) -> str:
    """Return how the figures stand to the aim."""
    compiled, alone, months = engines["ns"]["compiled"], engines["ns_without_twins"], engines["months"]
    stands = f"within the {ACCEPTED} ns accepted" if compiled <= ACCEPTED else f"above the {ACCEPTED} ns accepted"
    aim = f", and the aim of {AIM} ns is {'reached' if compiled <= AIM else 'not reached'}"
    return (
        f"The compiled engine's {compiled:.1f} ns are {stands}{aim}. Where no measure asked for needs the "
        f"twin, it is not lived: {alone:.1f} ns, over {months} months rather than {months + engines['months_of_twin']}."
    )


def _against(pairs: dict[str, Any]) -> str:
    """Return how this version stands to another one, and to C."""
    versions, machine = pairs["versions"], pairs["machine"]
    rows = [(name, *_of_ratio(one), f"{one['of_least']:.3f}") for name, one in pairs["ratios"].items()]
    said = (
        f"In pairs with another version (this one: {versions['this']}; the other: {versions['other']}), "
        f"{pairs['rounds']} rounds in {pairs['starts']} starts over {pairs['months']} months, this version's time as a "
        "multiple. Its multiple of itself says how far chance goes. "
        f"{machine['processor']}, {machine['vectors']}, {pairs['day']}."
    )
    return f"{said}\n\n{table(('of', 'median', '95% interval', 'of the least times'), rows)}"


def _waits(waits: dict[str, Any]) -> str:
    """Return what people wait for, in this version and in another one."""
    versions, machine = waits["versions"], waits["machine"]
    rows = [
        (case, *(f"{seconds:.2f}" for seconds in reversed(waits["seconds"][case])), *_of_ratio(one))
        for case, one in waits["ratios"].items()
    ]
    said = (
        f"In pairs with another version (this one: {versions['this']}; the other: {versions['other']}), "
        f"{waits['rounds']} rounds in {waits['starts']} starts: least processor seconds of each, and this version's "
        "time as a multiple. Months that runs have in common are lived once "
        "([decision 0055](decisions/0055-months-lived-once.md)). "
        f"{machine['processor']}, {machine['vectors']}, {waits['day']}."
    )
    return f"{said}\n\n{table(('case', 'other', 'this', 'median', '95% interval'), rows)}"


def _of_ratio(one: dict[str, float]) -> tuple[str, str]:
    """Return a ratio and its interval."""
    return f"{one['median']:.3f}", f"{one['low']:.3f} to {one['high']:.3f}"


LIMITS = """What bounds it, as found by trying (`benchmarks/phases.py`):

- At the default size, not memory. Sweeps over 24 teams, which stay in the second cache, take as long a team as sweeps
  over 180. What did matter: rows that begin on a cache line (a sixth), loops over runs that stay loops until they are
  vectors (a sixth). From ten thousand teams on a world leaves the caches, and memory does bound it: see growth.
- How far the processor looks ahead, as far as can be told without its counters. A phase is a chain of some thirty
  operations, each waiting for the one before; there is room for about 160 vector operations in flight, one or two
  agents' worth. Several phases in one sweep, which save memory, were slower by 1 ns; learning, the longest chain, is
  done in two sweeps, 3.05 ns rather than 3.26.
- Visits to peers, who lie anywhere: what a peer shows of two processes is read as one vector of four. They are an
  eighth of a run, the dearest of all loops.
- What others lived before, shocks and films, comes from memory, and is asked for some sweeps ahead (a tenth of a run
  that follows one; [decision 0089](decisions/0089-what-a-profile-by-instructions-found.md)).
- Eight runs side by side rather than 16 gave the same time at this size, and two halves of 16 interleaved none
  better."""


def _sweeps(runs: Sequence[dict[str, Any]], known: dict[str, Any]) -> str:
    """Return the table of sweeps, a million among them where it was run."""
    rows = [(CASES["apart"].words, row) for row in runs]
    rows += [(case.words, known[f"million-{name}"]) for name, case in CASES.items() if f"million-{name}" in known]
    return table(
        ("sweep", "runs", "seconds", "runs a second", "processor seconds", "peak memory, MB"),
        [
            (
                words,
                f"{row['runs']:,}",
                f"{row['seconds']:,.1f}",
                f"{row['runs'] / row['seconds']:,.0f}",
                f"{row['processor_seconds']:,.0f}",
                f"{row['megabytes']:,.0f}",
            )
            for words, row in rows
        ],
    )


def main() -> None:
    """Write the page and its figure."""
    known = recorded()
    (DOCS / "performance.md").write_text(page(known), encoding="utf-8")
    figure = growth_figure(known["growth"], known.get("million-apart"))
    (DOCS / FIGURE).write_text(svg_of(figure, PAGE), encoding="utf-8")
    print("docs/performance.md is written.")


if __name__ == "__main__":
    main()
