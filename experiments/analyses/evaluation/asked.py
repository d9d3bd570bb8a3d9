"""Asked: everything that a design file asks, checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from experiments.analyses.evaluation.accounts import AccountsAsked
from experiments.analyses.evaluation.design import Design, Planted, Prices
from scenarios.load import Scenario


@dataclass(frozen=True)
class Evaluation:
    """Everything that a design file asks, checked.

    Attributes
    ----------
    question, question_es : str
    scenario : Scenario
        Rules and places.
    designs : tuple of Design
        Every variant, in the order of the file.
    prices : Prices
    power, level : float
        Power that is wanted, and the level of tests.
    planted : Planted or None
        A world of known answer in place of the model.
    text : str
        Of the file.
    accounts : tuple of AccountsAsked
        Which rival accounts the data of some of the designs are to tell apart.
    """

    name: str
    question: str
    question_es: str
    scenario: Scenario
    designs: tuple[Design, ...]
    prices: Prices = field(default_factory=Prices)
    power: float = 0.8
    level: float = 0.05
    planted: Planted | None = None
    text: str = ""
    accounts: tuple[AccountsAsked, ...] = ()

    @property
    def rules(self) -> tuple[tuple[tuple[str, float], ...], ...]:
        """To which other rules regions turn, each once; none where all keep theirs."""
        return tuple(dict.fromkeys(one.rules for one in self.designs if one.rules))
