"""Claims: what the study says, as tests on named variants: a measure of one, or its difference between two.

A test is put at the baseline's values, where an interval decides, and under every plausible set, where it is counted.
What a claim is expected to do is written here; `make study` fails when it does something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios.load import Scenario, load

Verdict = Literal["holds", "usually", "unsettled"]
HOLDS, USUALLY = 0.9, 0.5
"""Share of plausible sets in which a claim that holds, or usually holds, is true at least, with its whole interval."""
LIBRARY = (
    "baseline",
    "no-coaching",
    "aligned",
    "aligned-no-coaching",
    "aligned-tied",
    "punitive-tied",
    "mentoring-kept",
    "scaled-same-coaches",
    "scaled-more-coaches",
    "scattered",
    "clustered",
    "hubs",
    "aligned-early",
    "aligned-late",
    "light-verification",
)
SANCTIONS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
VERIFICATIONS = (0.0, 0.25, 0.5, 0.75, 1.0)
ALIGNMENTS = (0.15, 0.25, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
MONTHS = (12, 18, 24, 30, 36, 42, 54)
EXCHANGE = ("baseline", "punitive-tied")
"""Of the two sweeps of alignment: as many ties and as much exchange as there are now, and many and much."""


def sanction(value: float) -> str:
    """Return the variant of the baseline with this sanction from month 24 on."""
    return f"sanction {value:g}"


def verification(value: float) -> str:
    """Return the variant of the baseline with this verification from month 24 on."""
    return f"verification {value:g}"


def alignment(value: float, scenario: str) -> str:
    """Return the variant of a scenario with this alignment from month 24 on."""
    return f"{scenario} alignment {value:g}"


def aligned_in(month: int) -> str:
    """Return the variant of the baseline that is aligned from this month on."""
    return f"aligned month {month}"


PROTECTED = "verification 1 protected"


def variants() -> dict[str, Scenario]:
    """Return everything that is run for the claims, by name."""
    found = {name: load(name) for name in LIBRARY}
    for value in SANCTIONS:
        found[sanction(value)] = load("baseline", sets=[f"sanction@24={value}"])
    for value in VERIFICATIONS:
        found[verification(value)] = load("baseline", sets=[f"verification@24={value}"])
    found[PROTECTED] = load("baseline", sets=["verification@24=1.0", "protected_time@24=0.4"])
    for scenario in EXCHANGE:
        for value in ALIGNMENTS:
            found[alignment(value, scenario)] = load(scenario, sets=[f"alignment@24={value}"])
    for month in MONTHS:
        found[aligned_in(month)] = load("baseline", sets=[f"alignment@{month}=0.8"])
    return found


@dataclass(frozen=True)
class Check:
    """A bound on a measure of a variant, or on its difference from another.

    Attributes
    ----------
    of, over : str
        Variants; `over` is empty where it is the measure itself.
    times : float
        How much of `over` is taken from it: 0.5 asks whether there is more, or less, than half of it.
    is_least : bool
        Whether the bound is the least allowed, or the most.
    """

    measure: str
    of: str
    over: str
    is_least: bool
    bound: float
    times: float = 1.0


def least(measure: str, of: str, bound: float, *, over: str = "", times: float = 1.0) -> Check:
    """Return the test that a measure is at least so much."""
    return Check(measure, of, over, True, bound, times)


def most(measure: str, of: str, bound: float, *, over: str = "", times: float = 1.0) -> Check:
    """Return the test that a measure is at most so much."""
    return Check(measure, of, over, False, bound, times)


@dataclass(frozen=True)
class Claim:
    """A sentence, and the tests that must all hold for it to be true.

    Attributes
    ----------
    name : str
        Its words stand in the texts under this name.
    shown : tuple of str
        Variants in its figure, a row each.
    measures : tuple of str
        What the figure shows of them.
    """

    name: str
    tests: tuple[Check, ...]
    shown: tuple[str, ...]
    measures: tuple[str, ...]
    expected: Verdict = "holds"


DIRECT, LATE, SPILLOVER = "direct_gain.ccs", "late_direct_gain.ccs", "spillover_gain.ccs"
HIGHEST, COVERAGE, SPREAD = "spillover_highest.ccs", "coverage.ccs", "regime.spread"

CLAIMS = (
    Claim(
        "bubble",
        (least(DIRECT, "baseline", 0.03), most(HIGHEST, "baseline", 0.02), most(SPREAD, "baseline", 0.05)),
        ("baseline", "mentoring-kept"),
        (DIRECT, HIGHEST),
    ),
    Claim(
        "alignment",
        (
            least(SPILLOVER, "aligned", 0.01, over="baseline"),
            least("reach", "aligned", 0.1, over="baseline"),
            most("reach", "aligned", 0.9),
        ),
        ("baseline", "aligned", "aligned-tied"),
        (SPILLOVER, "reach"),
        "usually",
    ),
    Claim(
        "ties",
        (most(HIGHEST, "punitive-tied", 0.02), most(SPREAD, "punitive-tied", 0.05)),
        ("baseline", "punitive-tied", "aligned", "aligned-tied"),
        (HIGHEST,),
    ),
    Claim(
        "together",
        (least(SPILLOVER, "aligned-tied", 0.01, over="aligned"), least(SPREAD, "aligned-tied", 0.5)),
        ("baseline", "punitive-tied", "aligned", "aligned-tied"),
        (SPREAD,),
        "usually",
    ),
    Claim(
        "rules-alone",
        (
            least(COVERAGE, "aligned-no-coaching", 0.005, over="no-coaching"),
            least(COVERAGE, "aligned", 0.005, over="aligned-no-coaching"),
        ),
        ("no-coaching", "baseline", "aligned-no-coaching", "aligned"),
        (COVERAGE,),
    ),
    Claim(
        "fading",
        (
            least("regime.fading", "baseline", 0.5),
            most("regime.fading", "mentoring-kept", 0.1),
            least(LATE, "mentoring-kept", 0.03, over="baseline"),
            least(LATE, "aligned", 0.01, over="baseline"),
        ),
        ("baseline", "mentoring-kept", "aligned", "aligned-tied"),
        (DIRECT, LATE),
    ),
    Claim(
        "theatre",
        (
            least("theatre", sanction(1.0), 0.02, over=sanction(0.0)),
            least("documentation", sanction(1.0), 0.05, over=sanction(0.4)),
            most("documentation", sanction(0.0), 0.001),
            most("theatre", sanction(0.0), 0.0),
        ),
        tuple(sanction(value) for value in SANCTIONS),
        ("theatre", "documentation"),
    ),
    Claim(
        "paperwork",
        (
            most(DIRECT, verification(1.0), 0.0, over=verification(0.0), times=0.5),
            least(DIRECT, PROTECTED, 0.0, over=verification(0.5)),
            most(HIGHEST, verification(0.0), 0.02),
        ),
        (*(verification(value) for value in VERIFICATIONS), PROTECTED),
        (DIRECT, HIGHEST),
        "usually",
    ),
    Claim(
        "dilution",
        (
            least(COVERAGE, "scaled-more-coaches", 0.02, over="scaled-same-coaches"),
            most(LATE, "scaled-same-coaches", -0.03, over="mentoring-kept"),
        ),
        ("mentoring-kept", "scaled-same-coaches", "scaled-more-coaches"),
        (LATE, SPILLOVER),
        "unsettled",
    ),
    Claim(
        "targeting",
        (most(SPILLOVER, "clustered", -0.005, over="scattered"),),
        ("clustered", "scattered"),
        (SPILLOVER, "reach"),
        "usually",
    ),
    Claim(
        "hubs",
        (least(SPILLOVER, "hubs", 0.0, over="scattered"),),
        ("scattered", "hubs"),
        (SPILLOVER, "reach"),
        "usually",
    ),
    Claim(
        "timing",
        (
            least(SPILLOVER, "aligned-early", 0.0, over="aligned"),
            least(SPILLOVER, "aligned", 0.01, over="aligned-late"),
        ),
        tuple(aligned_in(month) for month in MONTHS),
        (SPILLOVER,),
        "usually",
    ),
)
SPECIAL: dict[str, Verdict] = {
    "tipping": "holds",
    "levers": "holds",
    "loops": "holds",
    "conditions": "holds",
    "advice": "holds",
}
"""Claims that are not a bound on a measure, and what they are expected to do."""


def measures() -> tuple[str, ...]:
    """Return every measure that claims and figures read."""
    named = [test.measure for claim in CLAIMS for test in claim.tests]
    shown = [measure for claim in CLAIMS for measure in claim.measures]
    return tuple(dict.fromkeys([*named, *shown]))
