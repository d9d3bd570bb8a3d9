"""Extras: libraries that an analysis, a figure or a brief needs and a run does not, imported when they are used."""

from __future__ import annotations

import importlib
from typing import Any

from simulation.errors import SimulationError


class ExtraMissingError(SimulationError):
    """A library of an extra is not installed."""


def optional(name: str, *, extra: str = "analysis", instead: str = "") -> Any:
    """Return a module of a library that comes with an extra.

    Parameters
    ----------
    instead : str
        What else somebody can do who cannot install it.

    Raises
    ------
    ExtraMissingError
        If it is not installed; the message says how to install it.
    """
    library = name.partition(".")[0]
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or library != error.name.partition(".")[0]:
            raise
        raise ExtraMissingError(
            f"{library} is not installed; it comes with the extra `{extra}`. In a copy of this project run "
            f"`make setup`, or `pip install -e '.[{extra}]'`{instead}."
        ) from None
