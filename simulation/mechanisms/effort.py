"""Effort: where a team's effort goes: looking good, unmeasured care, each measured process.

Reads pressure, safety, motivation, efficacy, stakes; writes documentation, unmeasured care and effort;
phase 6. Multitasking: Holmstrom & Milgrom 1991, doi:10.1093/jleo/7.special_issue.24; pay tied to results
did not lower effort but misplaced it: Huillery & Seban 2021, doi:10.1086/703235. ODD 7.10.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import Declared, a_share, a_switch
from simulation.mechanisms.shapes import mix


class EffortParameters(NamedTuple):
    """Where a team's effort goes."""

    gaming: Annotated[float, a_share("Documentation effort under full pressure and no safety.", "+ documentation")]
    documentation_cap: Annotated[
        float,
        a_share(
            "Largest share of effort that goes into looking good.", "+ documentation | effort.documentation_cap=0.1"
        ),
    ]
    audit_deterrence: Annotated[float, a_share("Gaming that a certain audit would prevent.", "- documentation")]
    unmeasured: Annotated[float, a_share("Effort for care that no indicator measures.", "+ unmeasured_care")]
    pressure_on_unmeasured: Annotated[
        float, a_share("Unmeasured care that full pressure displaces.", "- unmeasured_care")
    ]
    motivation_floor: Annotated[float, a_share("Effort left without intrinsic motivation.", "+ coverage.ccs")]
    motivation_reference: Annotated[
        float, Declared("share", 0.1, 1, "Effort at which the practice rates were set.", effect="- coverage.ccs")
    ]
    willingness: Annotated[
        float, a_share("Effort given to a process without any efficacy for it.", "+ coverage.ccs", 0.01)
    ]
    stakes: Annotated[
        float, Declared("share", 0, 2, "Effort that pay and sanctions add, with efficacy.", effect="+ coverage.ccs")
    ]
    pressure_lowers: Annotated[
        float, a_switch("Rival rule: pressure lowers effort instead of redirecting it.", "- coverage.ccs")
    ]


def documentation_share(pressure: float, safety: float, audit: float, p: EffortParameters) -> float:
    """Return the share of effort that goes into looking good: gaming F (1 - S) (1 - deterrence audit)."""
    wanted = p.gaming * pressure * (1.0 - safety) * (1.0 - p.audit_deterrence * audit)
    return min(wanted, p.documentation_cap)


def unmeasured_share(pressure: float, p: EffortParameters) -> float:
    """Return the share of effort for care that no indicator measures; pressure displaces it."""
    return p.unmeasured * (1.0 - p.pressure_on_unmeasured * pressure)


def effort_left(
    documentation: float, unmeasured: float, motivation: float, pressure: float, p: EffortParameters
) -> float:
    """Return the effort left for measured care, scaled by motivation: (1 - D - U) (f + (1 - f) M) / reference."""
    drive = (p.motivation_floor + (1.0 - p.motivation_floor) * motivation) / p.motivation_reference
    left = max(1.0 - documentation - unmeasured, 0.0)
    return left * drive * mix(1.0, 1.0 - pressure, p.pressure_lowers)


def claim_of_process(share: float, efficacy: float, p: EffortParameters) -> float:
    """Return a process's claim on effort: its weight times the willingness to work for it."""
    return share * (p.willingness + efficacy)


def effort_for_process(
    effort: float, claim: float, claims: float, processes: float, efficacy: float, stakes: float, p: EffortParameters
) -> float:
    """Return the effort for one process.

    effort x (processes x claim / claims) x (willingness + E), and what pay and sanctions add with efficacy.
    """
    own = processes * claim / claims
    return effort * own * (p.willingness + efficacy) * (1.0 + p.stakes * stakes * efficacy)
