"""Designs: what an evaluation found, for the terminal: what each design finds, and for how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interface.language import chosen_language
from interface.output import print_block

if TYPE_CHECKING:
    from experiments.analyses.evaluation import EvaluationFindings


def print_evaluation(found: EvaluationFindings) -> None:
    """Print what each design finds and costs, and how that lies to the truth."""
    from experiments.analyses.evaluation.report import power_table, truth_table

    voice = found.voice(chosen_language())
    for table in (power_table(found, voice), truth_table(found, voice)):
        print_block(table)
