"""Accounts: which rivals of the model's own account may be true, and how a world is made in which one of them is.

They are those of ``experiments/runs/rivals``: accounts of why gains stay confined, each over the sets of values that
fit it, and explanations of why antenatal care does not move, each alone over the plausible sets. Nothing is added to
the rules of the model: an account is a switch or a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from experiments.analyses.evaluation.design import (
    AUDIT,
    CANDOUR,
    COVERAGE,
    EFFICACY,
    REPORTED,
    SAFETY,
    SURVEY,
    THEATRE,
    Design,
    DesignError,
)
from experiments.runs.rivals.declared import (
    CONTEXT,
    NULL,
    OWN,
    SEEN,
    Explanation,
    explanations,
    sets_of_accounts,
    switches,
)
from scenarios.load import Scenario
from scenarios.plausible import CHOSEN, PlausibleSet, plausible_sets, under
from simulation.places import ANYWHERE
from simulation.settings import Settings

CONFINEMENT, OF_NULL = QUESTIONS_OF_ACCOUNTS = ("confinement", "null")
"""Why uncoached teams do not copy; why antenatal care does not move."""
INSIDE_OWN = ("free learning",)
"""Accounts that lie inside the model's own, and are compared with it only where they are named."""
DIARY, SCALE_OF_SAFETY, SCALE_OF_EFFICACY, AUDIT_OF_REPORTS, REPORTS = MEASUREMENTS = (
    *("diary", "safety", "efficacy", "audit", "reports"),
)
"""One measurement more: of exchange between teams, of safety, of efficacy; reports counted again, and reports alone."""
TAKEN = 30
MOST = 100_000
"""Data sets of an account: the numbers of the next one's begin after so many, so that no two share their luck."""
GOLDEN = 0.6180339887498949
"""Multiples of it, less whole numbers, fill the way from 0 to 1 evenly."""


@dataclass(frozen=True)
class RivalAccount:
    """An account that may be true, and the sets of values that it may be true with.

    Attributes
    ----------
    name : str
    place : int
        Among all accounts of its question, whichever are asked about: the luck of its data sets is its own.
    sets : tuple of PlausibleSet
        Data set n lives under set n, from the first on again after the last.
    explanation : Explanation or None
        Of the null: what alone tells antenatal care from screening.
    """

    name: str
    place: int
    sets: tuple[PlausibleSet, ...]
    explanation: Explanation | None = None

    @property
    def first(self) -> int:
        """Number of its first data set."""
        return self.place * MOST

    @property
    def told(self) -> tuple[object, ...]:
        """What its worlds depend on."""
        sets = [sorted(one.values.items()) for one in self.sets]
        return (self.name, self.place, sets, self.explanation and vars(self.explanation))

    def alike(self, data_sets: int) -> list[str]:
        """Return the name of the set that each data set lives under."""
        return [self.sets[number % len(self.sets)].name for number in range(data_sets)]

    def settings(self, scenario: Scenario, number: int) -> Settings:
        """Return the settings of the data set of a number."""
        place = (number - self.first) % len(self.sets)
        settings = under(scenario, self.sets[place])
        return settings if self.explanation is None else settings.with_values(self._context(settings, place))

    def _context(self, settings: Settings, place: int) -> dict[str, float]:
        """Return the context of antenatal care: that of screening, but for what the explanation rests on.

        How strong that is nobody knows: each set has its own strength, evenly by ratio from the mildest that makes the
        null alone to the strongest tried.
        """
        assert self.explanation is not None
        first, *rest = self.explanation.factors
        mildest, strongest = self.explanation.null_from, self.explanation.range[1]
        strength = mildest * (strongest / mildest) ** ((place + 1) * GOLDEN % 1.0)
        own = {f"{NULL}.{name}" for name in rest}
        context = {f"{NULL}.{name}": settings.values[f"{SEEN}.{name}"] for name in CONTEXT}
        context[f"{NULL}.{first}"] = float(round(strength)) if first == "denominator" else strength
        return {name: value for name, value in context.items() if name not in own}


@dataclass(frozen=True)
class AccountsAsked:
    """Which account is true: one question of a design file.

    Attributes
    ----------
    of : str
        ``confinement`` or ``null``.
    accounts : tuple of RivalAccount
        Two or more; each is as likely as the others beforehand.
    designs : tuple of Design
        Variants whose data are to tell them apart; none for the one that is advised.
    more : tuple of str
        Measurements of which one could be taken besides.
    taken : int
        Entries of a diary, persons who answer a scale, records counted again: in each cluster and round.
    """

    of: str
    accounts: tuple[RivalAccount, ...]
    designs: tuple[Design, ...]
    more: tuple[str, ...] = MEASUREMENTS
    taken: int = TAKEN

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the accounts."""
        return tuple(one.name for one in self.accounts)

    def by(self, design: Design) -> AccountsAsked:
        """Return the same question of a design's data: what it measures anyway is no measurement more."""
        own = replace(design, process=NULL) if self.of == OF_NULL else design
        more = tuple(one for one in self.more if not is_measured(own, one))
        return replace(self, designs=(own,), more=more)


def measured_more(design: Design, measurement: str, taken: int) -> Design:
    """Return what one measurement more is as a design of its own: in the same clusters and rounds."""
    if measurement == REPORTS:
        return replace(design, source=REPORTED, outcome=COVERAGE)
    if measurement == AUDIT_OF_REPORTS:
        return replace(design, question=THEATRE, source=AUDIT, outcome=COVERAGE, women=taken)
    outcome = {DIARY: CANDOUR, SCALE_OF_SAFETY: SAFETY, SCALE_OF_EFFICACY: EFFICACY}[measurement]
    return replace(design, source=SURVEY, outcome=outcome, women=taken)


def is_measured(design: Design, measurement: str) -> bool:
    """Return whether a design measures that anyway."""
    if design.question == THEATRE and measurement == REPORTS:
        return True
    own = measured_more(design, measurement, design.women)
    return (own.source, own.outcome) == (design.source, design.outcome)


def known_accounts(of: str) -> tuple[RivalAccount, ...]:
    """Return all accounts of a question that any set of values fits."""
    if of == OF_NULL:
        found = [(one.name, plausible_sets(), one) for one in explanations()]
    else:
        fitted = sets_of_accounts()
        found = [(OWN, plausible_sets(), None), *((name, fitted[name], None) for name in switches())]
    return tuple(RivalAccount(name, place, tuple(sets), one) for place, (name, sets, one) in enumerate(found) if sets)


def usual_accounts(of: str) -> tuple[str, ...]:
    """Return the names of the accounts that are told apart where a file names none."""
    return tuple(one.name for one in known_accounts(of) if one.name not in INSIDE_OWN)


def check_accounts(asked: AccountsAsked, scenario: Scenario) -> None:
    """Refuse accounts that could not be true in these worlds, before any run.

    Raises
    ------
    DesignError
    """
    _check_chosen(_rested_on(asked), scenario)
    if asked.of == OF_NULL and any(max(own) > ANYWHERE for own in scenario.settings.places.baselines):
        raise DesignError(
            f"accounts: of is {OF_NULL}, and places have baselines of their own, in which ANC is told from screening "
            "already. Allowed: places without. Take a scenario without a places file."
        )


def _rested_on(asked: AccountsAsked) -> Sequence[str]:
    """Return the parameters that tell the accounts apart."""
    if asked.of == OF_NULL:
        return [f"{process}.{name}" for process in (SEEN, NULL) for name in CONTEXT]
    of: Mapping[str, Mapping[str, float]] = switches()
    return sorted({name for account in asked.names if account != OWN for name in of[account]})


def _check_chosen(names: Sequence[str], scenario: Scenario) -> None:
    for name in names:
        if scenario.sources[name].status == CHOSEN:
            raise DesignError(
                f"accounts: {name} is chosen in the scenario or in sets, and accounts differ in it. Allowed: one that "
                "nobody chose. Take it out."
            )
