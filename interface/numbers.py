"""Numbers: how the terminal writes them, and what it calls their units, in the chosen language."""

from __future__ import annotations

from experiments.presentation.marks import MARKS, MINUS, Marks
from interface.language import chosen_language, say
from scenarios.costs.money import BASE, Money
from simulation.observables.declared import COVERAGE, SHARE

PERCENT = (COVERAGE, SHARE)


def marks() -> Marks:
    """Return how the chosen language writes numbers."""
    return MARKS[chosen_language()]


def key_of_unit(unit: str) -> str:
    """Return the key of the words of a measure's unit as tables print it: shares are printed times 100."""
    return "scales.percent.name" if unit in PERCENT else f"units.{unit}.name"


def say_unit(unit: str, money: Money = BASE) -> str:
    """Return a measure's unit in the chosen language, with the money that prices are in."""
    return money.restated(say(key_of_unit(unit)), chosen_language())


def percent(share: float, digits: int = 0) -> str:
    """Return a share in percent, without the sign."""
    return localised(f"{100 * share:.{digits}f}")


def whole(number: float) -> str:
    """Return a number without decimals, thousands apart."""
    return localised(f"{number:,.0f}")


def localised(text: str) -> str:
    """Return a number's text with the marks and the minus sign of the language; never minus zero."""
    return marks().written(signed(text))


def signed(text: str) -> str:
    """Return a number's text with a minus sign for its hyphen; without one where nothing but zeros follows."""
    bare = text.lstrip("-")
    return bare if bare == text or not bare.strip("0.,") else MINUS + bare


def in_points(mean: float | None, low: float | None, high: float | None) -> str:
    """Return a share, or a difference of shares, in points, with its interval; a dash where it is undefined."""
    if mean is None:
        return "-"
    if low is None or high is None:
        return percent(mean, 1)
    return f"{percent(mean, 1)} {marks().interval(percent(low, 1), percent(high, 1))}"
