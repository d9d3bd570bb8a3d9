"""Practice: how well the team does what moves a process.

Reads effort, safety, coordination, support, peers' practice, the authority's logic; writes practice; phase 6.
Coaching moves practice and it fades after (Semrau 2017, doi:10.1056/NEJMoa1701075; Rowe 2022,
doi:10.1186/s12960-021-00683-z). ODD 7.11.
"""

from __future__ import annotations

from simulation.mechanisms.shapes import share
from simulation.parameters import PracticeParameters


def sources_of_improvement(support: float, peers: float, p: PracticeParameters) -> float:
    """Return where improvement comes from: the team alone, the coach, peers who are ahead."""
    return p.alone + p.coach * support + p.peers * peers


def practice_after_month(
    practice: float, effort: float, safety: float, together: float, sources: float, p: PracticeParameters
) -> float:
    """Return practice after one month: q' = q + gain effort S (0.5 + R) sources (1 - q) - decay q."""
    gain = p.gain * effort * safety * together * sources * (1.0 - practice)
    return share(practice + gain - p.decay * practice)
