"""Claims: what the study says, as tests on named variants: a measure of one, or its difference between two.

A test is put at the baseline's values, where an interval decides, and under every plausible set, where it is counted.
What a claim was last found to do is written here; `make study` fails when it does something else.

Bounds are conventions, named below, the same for all claims that ask the same; a few claims have one of their own. They
were written down before the runs that the page reports. Those of claims that an earlier study had are as they were
there; those of the others were written after a first look at 48 paired runs of their scenarios, at gains of both groups
in CCS and at regimes, and at nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from experiments.evidence.claims.variants import (
    ALIGNED_AFTERWARDS,
    ALIGNED_VERIFIED,
    MONTHS,
    NO_SANCTIONS_ALONE,
    PROTECTED,
    RELATIONS_HELD,
    RULES_ALONE,
    SANCTIONS,
    TURNED_BACK,
    VERIFICATIONS,
    aligned_in,
    kept,
    sanction,
    verification,
)
from experiments.runs.reported import REGIME_SHARES
from simulation.observables import FADING_SHARE, PARTIAL_REACH, REACHED_GAIN, SMALLEST_GAIN, THEATRE_LEAST

Verdict = Literal["holds", "usually", "unsettled", "fails"]
Asked = Literal["found", "near", "asked"]
"""Whether sets were kept for what a claim says: not at all, for the same up to an earlier month, or for just this."""
HOLDS, USUALLY = 0.9, 0.5
"""Share of plausible sets in which a claim that holds, or usually holds, is true at least, with its whole interval."""

POINT = 0.01
"""A point of coverage: the smallest difference between two scenarios that is called one."""
TENTH = 0.1
"""The smallest difference between two shares of runs or of teams that is called one."""
HALF = 0.5
"""Most runs, or most of a gain."""
CONFINED, CARRIED = 0.025, REACHED_GAIN
"""Spillover up to which gains are confined, and from which they are carried outside: the bounds of facts C3 and C5."""
IDENTITY, EFFICACY, NO_EFFICACY = 0.25, 0.10, 0.05
"""Bounds of facts C7, C1 and C9."""

Section = Literal[
    "identity",
    "efficacy",
    "relational",
    "misalignment",
    "sustained",
    "equity",
    "matching",
    "scale",
    "logics",
    "verification",
    "ministry",
]
SECTIONS: tuple[Section, ...] = get_args(Section)
"""What the study concluded, one by one, and what a ministry can do besides."""


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
    section : str
        The conclusion of the study that it belongs to.
    shown : tuple of str
        Variants in its figure, a row each.
    measures : tuple of str
        What the figure shows of them.
    """

    name: str
    section: Section
    tests: tuple[Check, ...]
    shown: tuple[str, ...]
    measures: tuple[str, ...]
    expected: Verdict = "holds"
    asked: Asked = "found"


DIRECT, LATE, SPILLOVER = "direct_gain.ccs", "late_direct_gain.ccs", "spillover_gain.ccs"
HIGHEST, COVERAGE, SPREAD = "highest_gain.uncoached", "coverage.ccs", "regime.spread"
LOWEST, LOWEST_GAIN = "lowest_fifth.ccs", "lowest_fifth_gain.ccs"
GAP, GAP_GAIN, GRADIENT = "fifths_gap.ccs", "fifths_gap_gain.ccs", "gain_gradient.ccs"
EFFICACY_CCS, EFFICACY_ANC = "efficacy_gain.ccs", "efficacy_gain.anc"
REGIMES = "regimes"
"""Of what a figure shows: the shares of all regimes."""
HEAD_START = ("head_start.coached", "head_start_open.coached")
"""Of which a median is told: months, and where the run ended first."""
KEPT = ("mentoring-kept", "punitive-tied-kept", "aligned-kept", "aligned-tied-kept")
"""The comparison that the question asks for: mentoring kept up, under four sets of rules."""
LEARNING = ("mentoring-kept", "sanctions-ended-kept", "authorities-learn-kept", "aligned-kept")
"""Ways out of punitive rules: to end sanctions, authorities that learn by themselves, and policy that is aligned."""
AT_END = (
    "mentoring-kept",
    "matched-kept",
    "mismatched-kept",
    "verified-to-learn-kept",
    "sanctions-ended-kept",
    "authorities-learn-kept",
    "punitive-tied-kept",
    "aligned-kept",
    "aligned-tied-kept",
    "grown-mentored",
    "grown-unmentored",
    "baseline",
    "aligned",
)
"""Of the first page: how things stand at the end in all that is asked about, where somebody is coached."""
TOLD = (LATE, SPILLOVER, COVERAGE, LOWEST)
"""What the first page tells of each."""

CLAIMS = (
    Claim(
        "identity",
        "identity",
        (least("identity_gap", "mentoring-kept", IDENTITY),),
        ("baseline", "mentoring-kept", "aligned", "aligned-kept"),
        ("identity_gap",),
        asked="near",
    ),
    Claim(
        "efficacy",
        "efficacy",
        (
            least(EFFICACY_CCS, "mentoring-kept", EFFICACY),
            least(EFFICACY_ANC, "mentoring-kept", -NO_EFFICACY),
            most(EFFICACY_ANC, "mentoring-kept", NO_EFFICACY),
        ),
        ("baseline", "mentoring-kept", "aligned-kept", kept("anc-visible")),
        (EFFICACY_CCS, EFFICACY_ANC),
        asked="asked",
    ),
    Claim(
        "observable",
        "efficacy",
        (least(EFFICACY_ANC, kept("anc-visible"), EFFICACY),),
        ("mentoring-kept", kept("anc-visible")),
        (EFFICACY_CCS, EFFICACY_ANC),
        "fails",
    ),
    Claim(
        "relational",
        "relational",
        (
            most("identity_gap", RELATIONS_HELD, 0.0, over="mentoring-kept", times=HALF),
            most(EFFICACY_CCS, RELATIONS_HELD, 0.0, over="mentoring-kept", times=HALF),
        ),
        ("mentoring-kept", RELATIONS_HELD),
        ("identity_gap", EFFICACY_CCS, LATE),
        "unsettled",
    ),
    Claim(
        "bubble",
        "misalignment",
        (
            least(LATE, "mentoring-kept", CARRIED),
            most(SPILLOVER, "mentoring-kept", CONFINED),
            most("reach", "mentoring-kept", PARTIAL_REACH),
        ),
        KEPT,
        (LATE, SPILLOVER),
        "usually",
        "near",
    ),
    Claim(
        "further",
        "misalignment",
        (
            least(SPILLOVER, "aligned-kept", POINT, over="mentoring-kept"),
            least("reach", "aligned-kept", TENTH, over="mentoring-kept"),
        ),
        ("mentoring-kept", "aligned-kept"),
        (SPILLOVER, "reach"),
        "usually",
    ),
    Claim(
        "ties",
        "misalignment",
        (
            most(SPILLOVER, "punitive-tied-kept", CONFINED),
            most("reach", "punitive-tied-kept", PARTIAL_REACH),
        ),
        KEPT,
        (SPILLOVER, "reach"),
        "fails",
    ),
    Claim(
        "alignment",
        "sustained",
        (
            least(SPILLOVER, "aligned-kept", CARRIED),
            least(SPREAD, "aligned-kept", HALF),
            least("lasting.uncoached", "aligned-kept", HALF),
        ),
        (*KEPT, "baseline", "aligned", "aligned-tied"),
        (REGIMES,),
        "unsettled",
    ),
    Claim(
        "together",
        "sustained",
        (
            least(SPILLOVER, "aligned-tied-kept", POINT, over="aligned-kept"),
            least(SPREAD, "aligned-tied-kept", HALF),
        ),
        KEPT,
        (SPREAD,),
        "unsettled",
    ),
    Claim(
        "sustained",
        "sustained",
        (
            most("lasting.coached", "mentoring-kept", HALF),
            least("lasting.coached", "aligned-kept", HALF),
        ),
        ("mentoring-kept", "aligned-kept", "baseline", "aligned"),
        ("lasting.coached",),
        "fails",
        "near",
    ),
    Claim(
        "fading",
        "sustained",
        (
            most("lasting.coached", "baseline", FADING_SHARE),
            least("regime.faded", "baseline", HALF),
            most("lasting.coached", "aligned", FADING_SHARE),
            least("regime.faded", "aligned", HALF),
            least(LATE, "mentoring-kept", SMALLEST_GAIN, over="baseline"),
            least(SPILLOVER, "aligned-tied-kept", SMALLEST_GAIN, over="aligned-tied"),
        ),
        ("baseline", "mentoring-kept", "aligned-tied", "aligned-tied-kept"),
        (LATE, SPILLOVER),
        "usually",
        "near",
    ),
    Claim(
        "head-start",
        "sustained",
        (
            most("lasting.coached", "aligned", FADING_SHARE),
            most("head_start_open.coached", "aligned", HALF),
        ),
        ("baseline", "mentoring-kept", "aligned", "aligned-kept", "aligned-tied", "aligned-tied-kept"),
        ("lasting.coached", "lasting.uncoached"),
        "usually",
    ),
    Claim(
        "more-than-a-head-start",
        "sustained",
        (
            least(COVERAGE, "aligned-kept", POINT, over="aligned-no-coaching"),
            least(LATE, "aligned-kept", SMALLEST_GAIN),
            least("lasting.coached", "aligned-kept", HALF),
        ),
        ("no-coaching", "mentoring-kept", "aligned-no-coaching", "aligned-kept"),
        (COVERAGE,),
        "usually",
    ),
    Claim(
        "rules-alone",
        "sustained",
        (least(COVERAGE, RULES_ALONE, 0.0, over="mentoring-kept"),),
        ("no-coaching", "mentoring-kept", "aligned-no-coaching", NO_SANCTIONS_ALONE, RULES_ALONE, "aligned-kept"),
        (COVERAGE, LOWEST),
    ),
    Claim(
        "left-behind",
        "equity",
        (
            least(GAP_GAIN, "mentoring-kept", POINT),
            most(LOWEST_GAIN, "mentoring-kept", POINT),
        ),
        (*LEARNING, "aligned-tied-kept"),
        (LOWEST_GAIN, GAP_GAIN),
        "fails",
    ),
    Claim(
        "equitable",
        "equity",
        (
            least(LOWEST, "aligned-kept", POINT, over="mentoring-kept"),
            least(LOWEST_GAIN, "aligned-kept", POINT, over="mentoring-kept"),
            most(GAP, "aligned-kept", 0.0, over="mentoring-kept"),
        ),
        ("no-coaching", "aligned-no-coaching", *LEARNING, "aligned-tied-kept"),
        (LOWEST, GAP),
        "usually",
    ),
    Claim(
        "gradient",
        "equity",
        (
            most(GRADIENT, "mentoring-kept", 0.0),
            most(GRADIENT, "aligned-kept", 0.0),
        ),
        (*LEARNING, "aligned-tied-kept"),
        (GRADIENT,),
        "unsettled",
    ),
    Claim(
        "matched",
        "matching",
        (
            least(LATE, "matched-kept", POINT, over="mentoring-kept"),
            least("system_gain", "matched-kept", 0.0, over="mentoring-kept"),
            least("system_gain", "matched-kept", POINT, over="mismatched-kept"),
        ),
        ("mismatched-kept", "mentoring-kept", "matched-kept"),
        (LATE, "late_direct_gain.anc", "system_gain"),
        "fails",
    ),
    Claim(
        "mismatched",
        "matching",
        (most(LATE, "mismatched-kept", -POINT),),
        ("mismatched-kept", "mentoring-kept", "matched-kept"),
        (LATE, EFFICACY_CCS),
        "usually",
    ),
    Claim(
        "scale-up",
        "scale",
        (
            least(COVERAGE, "grown-mentored", POINT, over="grown-unmentored"),
            least(SPREAD, "grown-mentored", HALF),
            most(LATE, "grown-unmentored", SMALLEST_GAIN),
        ),
        ("grown-unmentored", "grown-mentored", "aligned-kept"),
        (REGIMES,),
        "usually",
    ),
    Claim(
        "dilution",
        "scale",
        (
            least(COVERAGE, "scaled-more-coaches", 2 * POINT, over="scaled-same-coaches"),
            most(LATE, "scaled-same-coaches", -SMALLEST_GAIN, over="mentoring-kept"),
        ),
        ("mentoring-kept", "scaled-same-coaches", "scaled-more-coaches"),
        (LATE, SPILLOVER),
        "fails",
    ),
    Claim(
        "timing",
        "logics",
        (
            least(HIGHEST, "aligned-early", 0.0, over="aligned"),
            least(HIGHEST, "aligned", POINT, over="aligned-late"),
        ),
        tuple(aligned_in(month) for month in MONTHS),
        (HIGHEST,),
        "fails",
    ),
    Claim(
        "late",
        "logics",
        (least(SPILLOVER, ALIGNED_AFTERWARDS, 0.0, over="aligned-kept", times=HALF),),
        ("mentoring-kept", ALIGNED_AFTERWARDS, "aligned-kept"),
        (SPILLOVER, "reach"),
    ),
    Claim(
        "turned-back",
        "logics",
        (most(SPILLOVER, TURNED_BACK, 0.0, over="aligned-kept", times=HALF),),
        ("mentoring-kept", TURNED_BACK, "aligned-kept"),
        (LATE, SPILLOVER, "reach"),
        "usually",
    ),
    Claim(
        "sanctions",
        "logics",
        (
            least(SPILLOVER, "sanctions-ended-kept", CARRIED),
            least("reach", "sanctions-ended-kept", PARTIAL_REACH),
        ),
        tuple(sanction(value) for value in SANCTIONS),
        (SPILLOVER, "reach"),
        "unsettled",
    ),
    Claim(
        "sanctions-lift",
        "logics",
        (
            least(COVERAGE, "sanctions-ended-kept", SMALLEST_GAIN, over="mentoring-kept"),
            least(COVERAGE, NO_SANCTIONS_ALONE, SMALLEST_GAIN, over="no-coaching"),
        ),
        ("no-coaching", NO_SANCTIONS_ALONE, *LEARNING),
        (COVERAGE, LOWEST),
    ),
    Claim(
        "learning-spreads",
        "logics",
        (
            least(SPILLOVER, "aligned-kept", POINT, over="sanctions-ended-kept"),
            least(SPREAD, "aligned-kept", TENTH, over="sanctions-ended-kept"),
        ),
        LEARNING,
        (REGIMES,),
        "fails",
    ),
    Claim(
        "authorities-learn",
        "logics",
        (
            least(SPILLOVER, "authorities-learn-kept", CARRIED),
            least("reach", "authorities-learn-kept", PARTIAL_REACH),
        ),
        LEARNING,
        (SPILLOVER, "reach"),
        "fails",
    ),
    Claim(
        "verification-lifts",
        "verification",
        (least(COVERAGE, "verified-to-learn-kept", POINT, over="mentoring-kept"),),
        ("mentoring-kept", "verified-to-learn-kept", "aligned-kept", ALIGNED_VERIFIED),
        (COVERAGE, EFFICACY_CCS),
        "fails",
    ),
    Claim(
        "verification-spreads",
        "verification",
        (
            least(SPILLOVER, "verified-to-learn-kept", POINT, over="mentoring-kept"),
            least("reach", "verified-to-learn-kept", TENTH, over="mentoring-kept"),
        ),
        ("mentoring-kept", "verified-to-learn-kept", "aligned-kept", ALIGNED_VERIFIED),
        (SPILLOVER, "reach"),
        "fails",
    ),
    Claim(
        "verification-aligned",
        "verification",
        (least(COVERAGE, ALIGNED_VERIFIED, POINT, over="aligned-kept"),),
        ("aligned-kept", ALIGNED_VERIFIED),
        (COVERAGE, SPILLOVER),
        "fails",
    ),
    Claim(
        "theatre",
        "verification",
        (
            least("theatre", sanction(1.0), THEATRE_LEAST, over=sanction(0.0)),
            least("documentation", sanction(1.0), 0.05, over=sanction(0.4)),
            most("documentation", sanction(0.0), 0.001),
            most("theatre", sanction(0.0), 0.001),
        ),
        tuple(sanction(value) for value in SANCTIONS),
        ("theatre", "documentation"),
        "usually",
    ),
    Claim(
        "gains-are-real",
        "verification",
        (
            least("theatre", "mentoring-kept", 0.005),
            most("theatre_gain", "mentoring-kept", THEATRE_LEAST),
            most("theatre_gain", "aligned-kept", THEATRE_LEAST),
        ),
        KEPT,
        ("theatre", "theatre_gain"),
        "usually",
    ),
    Claim(
        "paperwork",
        "verification",
        (
            most(DIRECT, verification(1.0), 0.0, over=verification(0.0), times=HALF),
            least(DIRECT, PROTECTED, 0.0, over=verification(0.5)),
        ),
        (*(verification(value) for value in VERIFICATIONS), PROTECTED),
        (DIRECT,),
        "fails",
    ),
    Claim(
        "targeting",
        "ministry",
        (most(SPILLOVER, kept("clustered"), -0.005, over=kept("scattered")),),
        (kept("clustered"), kept("scattered")),
        (SPILLOVER, "reach"),
    ),
    Claim(
        "hubs",
        "ministry",
        (least(SPILLOVER, kept("hubs"), 0.0, over=kept("scattered")),),
        (kept("scattered"), kept("hubs")),
        (SPILLOVER, "reach"),
        "unsettled",
    ),
)


@dataclass(frozen=True)
class Special:
    """A claim that is not a bound on a measure: its section, and what it was last found to do."""

    section: Section
    expected: Verdict
    asked: Asked = "found"


SPECIAL: dict[str, Special] = {
    "waiting": Special("misalignment", "unsettled", "near"),
    "loops": Special("relational", "usually"),
    "tipping": Special("logics", "usually"),
    "levers": Special("ministry", "holds"),
    "conditions": Special("ministry", "unsettled"),
    "advice": Special("ministry", "usually"),
}


def expected() -> dict[str, Verdict]:
    """Return what every claim was last found to do, in the order of the page: section by section, special ones last."""
    every: dict[str, Claim | Special] = {claim.name: claim for claim in CLAIMS} | SPECIAL
    return {name: claim.expected for section in SECTIONS for name, claim in every.items() if claim.section == section}


def section_of(name: str) -> Section:
    """Return the section that a claim belongs to."""
    return _claim_named(name).section


def asked_of(name: str) -> Asked:
    """Return whether sets were kept for what a claim says."""
    return _claim_named(name).asked


def _claim_named(name: str) -> Claim | Special:
    return SPECIAL[name] if name in SPECIAL else next(claim for claim in CLAIMS if claim.name == name)


def measures() -> tuple[str, ...]:
    """Return every measure that claims, figures and the first page read."""
    named = [test.measure for claim in CLAIMS for test in claim.tests]
    shown = [measure for claim in CLAIMS for measure in claim.measures if measure != REGIMES]
    return tuple(dict.fromkeys([*named, *shown, *REGIME_SHARES, *HEAD_START, *TOLD]))
