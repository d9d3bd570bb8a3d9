"""Practice: how well the team does what moves a process.

Reads effort, supervision, safety, coordination, support, peers' practice; writes practice; phase 6. Coaching moves
practice and it fades after (Semrau 2017, doi:10.1056/NEJMoa1701075; Rowe 2022, doi:10.1186/s12960-021-00683-z).
Safety and teamwork let a team learn from others, coach and peers: what it finds alone, or is told in routine
supervision, does not wait for them. ODD 7.11.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import Declared, a_rate, a_share
from simulation.mechanisms.shapes import mix, share


class PracticeParameters(NamedTuple):
    """Quality of the team's practice, by process."""

    gain: Annotated[float, a_rate(5, "Speed of improvement at full effort.", "+ direct_gain.ccs")]
    decay: Annotated[float, a_rate(1, "Decay of practice that is not renewed.", "- direct_gain.ccs")]
    alone: Annotated[float, a_share("Improvement a team finds alone.", "+ coverage.ccs")]
    routine: Annotated[
        float,
        Declared("per unit of supervision", 0, 1, "Improvement through routine supervision.", effect="+ coverage.ccs"),
    ]
    coach: Annotated[
        float,
        Declared("per unit of support", 0, 10, "Improvement through a coach's support.", effect="+ direct_gain.ccs"),
    ]
    peers: Annotated[
        float,
        Declared(
            "per unit of exchange",
            0,
            10,
            "Improvement copied from peers.",
            effect="+ coverage.ccs in aligned-tied",
        ),
    ]
    peer_threshold: Annotated[
        float, a_share("Peers' lead at which copying is half open.", "- coverage.ccs in aligned-tied", 0.01)
    ]


def focus_of_coaching(weight: float, weights: float, processes: float) -> float:
    """Return how much of coaching one process gets, 1 where all get the same; `weights` is the sum over processes.

    The whole of coaching stays what it is. Where no process has any weight, none is preferred.
    """
    return processes * weight / weights if weights > 0.0 else 1.0


def support_for_process(support: float, mentored: float, focus: float) -> float:
    """Return a manager's support for one process: while mentored (1) managers work on what coaches work on."""
    return support * mix(1.0, focus, mentored)


def sources_of_improvement(
    supervision: float, safety: float, together: float, support: float, peers: float, p: PracticeParameters
) -> float:
    """Return where improvement comes from: alone + routine V + S (base + R) (coach support + peers copied).

    What is learned from others, a coach or peers, is learned in safety and together.
    """
    return p.alone + p.routine * supervision + safety * together * (p.coach * support + p.peers * peers)


def practice_after_month(practice: float, effort: float, sources: float, p: PracticeParameters) -> float:
    """Return practice after one month: q' = q + gain effort sources (1 - q) - decay q."""
    return share(practice + p.gain * effort * sources * (1.0 - practice) - p.decay * practice)
