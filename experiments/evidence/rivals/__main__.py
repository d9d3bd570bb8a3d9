"""Fit and run the rivals and write the page: ``python -m experiments.evidence.rivals``.

Fitting takes most of the time; ``--keep-findings`` writes the page anew from the accounts' findings of the last run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from experiments.evidence.rivals import figures, fitting, found, page, predicting
from experiments.evidence.rivals.findings import cases, reference_signatures, signature_of, without_signatures
from experiments.evidence.rivals.reading import explanations
from experiments.presentation.figures import PAGE, svg_of
from experiments.runs.durable_files import write_whole
from experiments.runs.exit_codes import USERS_MISTAKE
from experiments.runs.model import check_published
from scenarios.plausible import plausible_sets
from simulation.errors import SimulationError

SEED, REPLICATES, SET_REPLICATES = 1, 200, 4


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m experiments.evidence.rivals", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--replicates", type=int, default=REPLICATES, help="at the default's values")
    parser.add_argument("--set-replicates", type=int, default=SET_REPLICATES, help="of each plausible set")
    parser.add_argument("--points", type=int, default=fitting.POINTS, help="of each account's waves; a power of two")
    parser.add_argument("--walkers", type=int, default=fitting.WALKERS, help="of each account's walk")
    parser.add_argument("--predict", type=int, default=predicting.REPLICATES, help="replicates of each account's sets")
    parser.add_argument("--keep-findings", action="store_true", help="write the page from the findings of the last run")
    parser.add_argument("--out", type=Path, help="folder of page and findings; without it they take their places")
    chosen = parser.parse_args(arguments)
    try:
        return _write(chosen)
    except SimulationError as error:
        print(error, file=sys.stderr)
        return USERS_MISTAKE


def _write(chosen: argparse.Namespace) -> int:
    if chosen.out is None:
        check_published(f"docs/{page.FILE.name}")
    if chosen.points < 2 or chosen.points & (chosen.points - 1):
        raise SimulationError(f"--points is {chosen.points}. Allowed: a power of two, such as {fitting.POINTS}.")

    def tell(what: str) -> None:
        print(what, file=sys.stderr, flush=True)

    if chosen.keep_findings:
        confined = found.read()
    else:
        confined = found.find(
            seed=chosen.seed,
            points=chosen.points,
            walkers=chosen.walkers,
            replicates=chosen.predict,
            folder=chosen.out,
            tell=tell,
        )
    tell("explanations of the null")
    references = reference_signatures(chosen.seed, chosen.replicates)
    signatures = [signature_of(one, chosen.seed, chosen.replicates) for one in explanations()]
    without = without_signatures(chosen.seed, chosen.replicates)
    held = cases(
        plausible_sets(),
        seed=chosen.seed,
        replicates=chosen.replicates,
        set_replicates=chosen.set_replicates,
        tell=tell,
    )
    text = page.written(
        confined,
        references,
        signatures,
        without,
        held,
        seed=chosen.seed,
        replicates=chosen.replicates,
        set_replicates=chosen.set_replicates,
    )
    drawn = svg_of(figures.picture(confined), PAGE)
    for place, content in ((figures.FILE, drawn), (page.FILE, text)):
        write_whole(place if chosen.out is None else chosen.out / place.name, content)
    print(f"{page.FILE.name} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
