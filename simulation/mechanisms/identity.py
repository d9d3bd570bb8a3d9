"""Identity: whether a manager sees himself or herself as a controller (0) or a coach (1). Pattern P1.

Reads mentoring, teams' trust and progress, peers' identity, the authority's logic; writes identity and the
manager's time; phase 4. Mentoring and enactment validated by progress against role conflict: the study's
first and fourth patterns; complex contagion: Centola & Macy 2007, doi:10.1086/521848. ODD 7.3.
"""

from __future__ import annotations

from simulation.mechanisms.shapes import clip, mix, positive, share, threshold
from simulation.parameters import IdentityParameters, Levers

MOST_ADMINISTRATION = 0.95  # some minutes of a month are always left for people


def supervision_time(logic: float, levers: Levers) -> float:
    """Return the share of time left for supervision: 1 - administration.

    Verification costs the more time the more directive the authority is; protected time lifts some of it off.
    """
    burden = levers.admin_base + levers.admin_verification * levers.verification * (1.0 - logic)
    return 1.0 - clip(burden - levers.protected_time, 0.0, MOST_ADMINISTRATION)


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
    leeway: float,
    p: IdentityParameters,
) -> float:
    """Return a manager's coach identity after one month.

    I' = I + (mentor m + enact V I validation) max(0, gate - I) + gate peers push
           - conflict (1 - leeway) (1 - relief m) I^2 - drift (I - origin)

    Mentoring and enactment lead as far as the teams let them, and an example from peers takes hold as far.
    """
    room = positive(gate - identity)
    mentored = p.gain_mentoring * mentoring * room
    enacted = p.gain_enactment * supervision * identity * validated * room
    followed = gate * p.gain_peers * positive(peer_push)
    conflict = p.loss_conflict * (1.0 - leeway) * (1.0 - p.relief * mentoring) * identity * identity
    drift = p.drift * (identity - origin)
    return share(identity + mentored + enacted + followed - conflict - drift)
