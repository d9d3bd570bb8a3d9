"""Wording: how names and values stand in messages and tables."""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.spoken import meant
from simulation.declarations import Parameter
from simulation.parameters import REPLACED, ParameterError, checked_value, nearest, range_of

LONGEST = 400
"""Characters of a message; what a user typed may be of any length."""


def printable(text: str, kept: str = "") -> str:
    """Return a text without what a terminal obeys or hides, which is shown by its code; but for characters to keep."""
    return "".join(c if c.isprintable() or c in kept else repr(c)[1:-1] for c in text)


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return a text on one line, its middle left out where it is too long."""
    line = printable(text)
    if len(line) <= longest:
        return line
    return f"{line[: longest // 2]} ... {line[-longest // 2 :]}"


def suggestion(name: object, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the known name that `name` means in either language, or is most like."""
    if not isinstance(name, str):
        return ""
    given, names = name[:80], list(known)
    found = None if given in REPLACED else meant(given, names)
    return f" Did you mean {found!r}?" if found else nearest(given, names)


def no_parameter(name: object, known: Iterable[str]) -> str:
    """Return that a name is no parameter's, and which one it may mean."""
    return f"is not a parameter.{suggestion(name, known)}"


def number_meant(parameter: Parameter, value: object) -> float:
    """Return a value as the engines' number; of a choice that is none, say which one it means in either language.

    Raises
    ------
    ParameterError
        As of `checked_value`.
    """
    if isinstance(value, str) and parameter.choices and value not in parameter.choices:
        raise ParameterError(
            f"{parameter.name} is {shortened(value)!r}, which is no choice.{suggestion(value, parameter.choices)} "
            f"Allowed: {range_of(parameter)}. Take one of them."
        )
    return checked_value(parameter, value)


def shown_number(number: float) -> str:
    """Return a number in full precision, whole ones without a point."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


def shown_value(parameter: Parameter, number: float) -> str:
    """Return a value as a user types it: the name of a choice, or the number."""
    return parameter.choices[int(number)] if parameter.choices else shown_number(number)
