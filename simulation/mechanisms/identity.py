"""Identity: whether a manager sees himself or herself as a controller (0) or a coach (1). Pattern P1.

Reads mentoring, teams' trust, progress and felt pressure, peers' identity; writes identity and the manager's time;
phase 4. Mentoring and enactment validated by progress against role conflict: the study's first and fourth patterns;
complex contagion: Centola & Macy 2007, doi:10.1086/521848. A manager is in conflict as far as the teams are under
pressure: what pulls back is what people feel, not what a policy says. ODD 7.3.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import Declared, a_rate, a_share, a_switch
from simulation.levers import Levers, verified_feedback
from simulation.mechanisms.shapes import clip, mix, positive, share, threshold


class IdentityParameters(NamedTuple):
    """Manager's professional identity, from controller (0) to coach (1)."""

    gain_mentoring: Annotated[float, a_rate(1, "Pull of full mentoring.", "+ identity_gap")]
    gain_enactment: Annotated[float, a_rate(1, "Gain from coaching in person and seeing it work.", "+ identity_gap")]
    gain_peers: Annotated[
        float, a_rate(3, "Push from peers who are coaches already.", "+ coverage.ccs in aligned-tied")
    ]
    loss_conflict: Annotated[
        float, a_rate(5, "Loss to role conflict where teams are under full pressure.", "- identity_gap")
    ]
    drift: Annotated[float, a_rate(1, "Return to the identity the manager came with.", "- identity_gap")]
    peer_threshold: Annotated[
        float,
        a_share("Peers' mean identity at which their push is half open.", "- coverage.ccs in aligned-tied", 0.01),
    ]
    trust_weight: Annotated[
        float,
        a_share(
            "Weight of trust, against progress, in validating a coach.", "+ trust in aligned | learning.noise_floor=0.1"
        ),
    ]
    progress_scale: Annotated[
        float,
        Declared(
            "per unit of mastery",
            0,
            10,
            "Progress seen for each unit of team mastery.",
            effect="+ identity_gap in mentoring-kept",
        ),
    ]
    relief: Annotated[float, a_share("Role conflict that full mentoring takes away.", "+ identity_gap")]
    safety_gate: Annotated[
        float, a_switch("Teams that are not safe do not let a manager be a coach (P3 carries P1).", "- direct_gain.ccs")
    ]
    safety_threshold: Annotated[
        float,
        a_share("Teamwork in safety at which that gate is half open.", "- identity_gap | identity.safety_gate=1", 0.01),
    ]
    dose_saturates: Annotated[float, a_switch("Each further unit of mentoring adds less (V4).", "+ identity_gap")]
    dose_half: Annotated[
        float,
        Declared("dose", 0.01, 5, "How late the dose saturates.", effect="- identity_gap | identity.dose_saturates=1"),
    ]


MOST_ADMINISTRATION = 0.95  # some minutes of a month are always left for people


def supervision_time(logic: float, levers: Levers) -> float:
    """Return the share of time left for supervision: 1 - administration.

    Verification costs the more time the more directive the authority is, and going through verified figures with
    teams costs some; protected time lifts some of it off.
    """
    burden = levers.admin_base + levers.admin_verification * levers.verification * (1.0 - logic)
    told = levers.admin_feedback * verified_feedback(levers)
    return 1.0 - clip(burden + told - levers.protected_time, 0.0, MOST_ADMINISTRATION)


def effective_mentoring(mentoring: float, p: IdentityParameters) -> float:
    """Return the dose that works: m, or with saturation m (1 + h) / (m + h)."""
    return mix(mentoring, mentoring * (1.0 + p.dose_half) / (mentoring + p.dose_half), p.dose_saturates)


def mentoring_per_network(mentoring: float, coached: float, served: float) -> float:
    """Return the dose left for each coached network when coaches are spread over more than they can serve."""
    return mentoring * served / max(coached, served)


def safety_gate(teams_safety: float, p: IdentityParameters) -> float:
    """Return how far teams let a manager be a coach: it opens with safe teamwork, and is 1 where it is off."""
    return mix(1.0, threshold(teams_safety, p.safety_threshold), p.safety_gate)


def validation(teams_trust: float, teams_progress: float, p: IdentityParameters) -> float:
    """Return how far the teams' trust and progress tell a manager that coaching works."""
    progress = min(1.0, p.progress_scale * teams_progress)
    return p.trust_weight * teams_trust + (1.0 - p.trust_weight) * progress


def identity_after_month(
    identity: float,
    origin: float,
    mentoring: float,
    supervision: float,
    validated: float,
    gate: float,
    peer_push: float,
    pressure: float,
    p: IdentityParameters,
) -> float:
    """Return a manager's coach identity after one month.

    I' = I + (mentor m + enact V I validation) max(0, gate - I) + gate peers push
           - conflict F (1 - relief m) I^2 - drift (I - origin)

    Mentoring and enactment lead as far as the teams let them, and an example from peers takes hold as far. `pressure`
    is the mean of what the manager's teams feel.
    """
    room = positive(gate - identity)
    mentored = p.gain_mentoring * mentoring * room
    enacted = p.gain_enactment * supervision * identity * validated * room
    followed = gate * p.gain_peers * positive(peer_push)
    conflict = p.loss_conflict * pressure * (1.0 - p.relief * mentoring) * identity * identity
    drift = p.drift * (identity - origin)
    return share(identity + mentored + enacted + followed - conflict - drift)
