"""Sensitivity: which levers and which mechanisms decide a result, without mistaking chance for effect.

`design_of` makes the rows, `analyse` the indices; `study.py` runs them in a store, `page.py` tells of them.
"""

from experiments.sensitivity.analysis import METHODS, Sensitivity, analyse
from experiments.sensitivity.checks import check_rows
from experiments.sensitivity.design import Design, design_of
from experiments.sensitivity.errors import ConstantError, SensitivityError
from experiments.sensitivity.factors import DUMMY, Factor, factors_of

__all__ = [
    "DUMMY",
    "METHODS",
    "ConstantError",
    "Design",
    "Factor",
    "Sensitivity",
    "SensitivityError",
    "analyse",
    "check_rows",
    "design_of",
    "factors_of",
]
