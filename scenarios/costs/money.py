"""Money: the currency of prices and its year, and the one label by which every table, axis and sentence names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scenarios.calendar import FIRST_YEAR, LAST_YEAR
from scenarios.cells import is_formula, is_nothing, number_or_text
from scenarios.wording import shortened
from simulation.declarations import Parameter
from simulation.errors import ScenarioError
from simulation.observables.declared import MONEY
from simulation.parameters import declared, plain_whole

CURRENCY, YEAR = "currency", "price_year"
LONGEST = 20
"""Letters of a currency."""
LABELS = {"en": "{currency} {year}", "es": "{currency} de {year}"}
THOUSAND = 1000.0
LEAST_IN_THOUSANDS = 100_000.0
"""From this on tables have amounts in thousands."""
FORBIDDEN = frozenset("<>&{}\"'`|\\=")


@dataclass(frozen=True)
class Money:
    """A currency in the prices of a year.

    Attributes
    ----------
    currency : str
        As tables name it: ``HNL``.
    year : int
        Whose prices it has.
    """

    currency: str
    year: int

    def label(self, language: str = "en") -> str:
        """Return what money is called: ``HNL 2024``, ``HNL de 2024``."""
        return LABELS[language].format(currency=self.currency, year=self.year)

    def restated(self, text: str, language: str = "en") -> str:
        """Return a text that names the money of the declarations, such as a unit, with this money in its place."""
        return text.replace(BASE.label(language), self.label(language))

    def declared(self, parameter: Parameter) -> Parameter:
        """Return a declaration whose unit names this money."""
        return replace(parameter, unit=self.restated(parameter.unit))

    def __str__(self) -> str:
        return self.label()


BASE = Money(MONEY.split()[0], int(MONEY.split()[1]))
"""That of the declarations, and of the values that come with the model."""


def prices() -> tuple[str, ...]:
    """Return the parameters that are amounts of money."""
    return tuple(name for name, parameter in declared().items() if MONEY in parameter.unit)


def currency_in(given: object) -> str:
    """Return a currency that somebody gave.

    Raises
    ------
    ScenarioError
        If it is no short text, or one that tables and pages could not hold.
    """
    text = given.strip() if isinstance(given, str) else ""
    is_good = 0 < len(text) <= LONGEST and text.isprintable() and not FORBIDDEN & set(text)
    if not is_good or isinstance(number_or_text(text), float) or is_formula(text) or is_nothing(text):
        raise ScenarioError(
            f"{CURRENCY} is {shortened(repr(given), 80)}. Allowed: its name or sign, 1 to {LONGEST} letters, such as "
            f'"HNL". Write {CURRENCY} = "HNL".'
        )
    return text


def year_in(given: object) -> int:
    """Return a year of prices that somebody gave.

    Raises
    ------
    ScenarioError
        If it is no year.
    """
    year = plain_whole(int(given)) if isinstance(given, float) and given.is_integer() else plain_whole(given)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ScenarioError(
            f"{YEAR} is {shortened(repr(given), 80)}. Allowed: a year, {FIRST_YEAR} to {LAST_YEAR}. "
            f"Write {YEAR} = 2024."
        )
    return year


def check_priced(money: Money, before: Money, lacking: Iterable[str]) -> None:
    """Refuse prices of which some are still in another money.

    Raises
    ------
    ScenarioError
    """
    names = list(lacking)
    if names:
        are = "is" if len(names) == 1 else "are"
        raise ScenarioError(
            f"prices are in {money}, and {', '.join(names)} {are} still in {before}. Allowed: all prices in one money. "
            f"Give {'it' if len(names) == 1 else 'each of them'} in {money}."
        )


def common_money(moneys: Mapping[str, Money]) -> Money:
    """Return the money of scenarios that are compared, by their names.

    Raises
    ------
    ScenarioError
        If two have prices in different money: their costs could not be compared.
    """
    first = next(iter(moneys))
    for name, money in moneys.items():
        if money != moneys[first]:
            raise ScenarioError(
                f"{shortened(name, 80)} has prices in {money}, and {shortened(first, 80)} in {moneys[first]}: their "
                "costs cannot be compared. Allowed: one money. Base both on one file that has the prices, or give "
                "them with --set, which holds for both."
            )
    return moneys[first]


def scale_of(largest: float) -> float:
    """Return by what the amounts of a table are divided."""
    return THOUSAND if largest >= LEAST_IN_THOUSANDS else 1.0
