"""Sensitivity: which levers and which mechanisms decide a result, without mistaking chance for effect.

`sensitivity` is the whole question in one call. `design_of` makes the rows, `analyse` the indices; `study.py` runs them
in a store, `report.py` tells of them.
"""

from experiments.analyses.sensitivity.ask import SensitivityFindings, sensitivity
from experiments.analyses.sensitivity.checks import check_rows
from experiments.analyses.sensitivity.design import Design, design_of
from experiments.analyses.sensitivity.errors import ConstantError, SensitivityError
from experiments.analyses.sensitivity.factors import DUMMY, Factor, factors_of
from experiments.analyses.sensitivity.method import METHODS, Sensitivity, analyse

__all__ = [
    "DUMMY",
    "METHODS",
    "ConstantError",
    "Design",
    "Factor",
    "Sensitivity",
    "SensitivityError",
    "SensitivityFindings",
    "analyse",
    "check_rows",
    "design_of",
    "factors_of",
    "sensitivity",
]
