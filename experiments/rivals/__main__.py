"""Run the rivals and write the page: ``python -m experiments.rivals --replicates 200``."""

from __future__ import annotations

import argparse
import sys

from experiments.rivals import page
from experiments.rivals.findings import cases, reference_signatures, signature_of, without_signatures
from experiments.rivals.reading import explanations
from scenarios.plausible import plausible_sets

SEED, REPLICATES, SET_REPLICATES = 1, 200, 4


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m experiments.rivals", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument("--set-replicates", type=int, default=SET_REPLICATES)
    chosen = parser.parse_args(arguments)

    def tell(what: str) -> None:
        print(what, file=sys.stderr)

    tell("explanations of the null")
    references = reference_signatures(chosen.seed, chosen.replicates)
    signatures = [signature_of(one, chosen.seed, chosen.replicates) for one in explanations()]
    without = without_signatures(chosen.seed, chosen.replicates)
    found = cases(
        plausible_sets(),
        seed=chosen.seed,
        replicates=chosen.replicates,
        set_replicates=chosen.set_replicates,
        tell=tell,
    )
    text = page.written(
        references,
        signatures,
        without,
        found,
        seed=chosen.seed,
        replicates=chosen.replicates,
        set_replicates=chosen.set_replicates,
    )
    page.FILE.write_text(text, encoding="utf-8")
    print(f"{page.FILE.name} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
