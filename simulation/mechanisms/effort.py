"""Effort: where a team's effort goes: looking good, unmeasured care, each measured process.

Reads pressure, safety, motivation, efficacy, stakes; writes documentation, unmeasured care and effort;
phase 6. Multitasking: Holmstrom & Milgrom 1991, doi:10.1093/jleo/7.special_issue.24; pay tied to results
did not lower effort but misplaced it: Huillery & Seban 2021, doi:10.1086/703235. ODD 7.10.
"""

from __future__ import annotations

from simulation.mechanisms.shapes import mix
from simulation.parameters import EffortParameters


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
