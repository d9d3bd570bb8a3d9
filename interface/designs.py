"""Designs: what an evaluation found, for the terminal: what each design finds, for how much, and what it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interface.language import chosen_language
from interface.output import print_block

if TYPE_CHECKING:
    from experiments.analyses.evaluation import EvaluationFindings


def print_evaluation(found: EvaluationFindings) -> None:
    """Print what each design finds and costs, and how that lies to the truth."""
    from experiments.analyses.evaluation.accounts_in_words import bits_table
    from experiments.analyses.evaluation.report import power_table, truth_table

    voice = found.voice(chosen_language())
    of = dict.fromkeys(one.asked.of for one in found.accounts)
    same = [[one for one in found.accounts if one.asked.of == name] for name in of]
    accounts = [bits_table(found, some, voice) for some in same]
    for table in (power_table(found, voice), truth_table(found, voice), *accounts):
        print_block(table)
