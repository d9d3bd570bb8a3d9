"""Network: who is tied to whom, who is coached first, and how far everybody is from coaching.

Pure functions of draws, with indices as floats so that both engines compute the same bits. A tie has one
draw and two candidates: the one away while the draw is below ``cross_ties``, else the one near. So a tie
stays what it is when the lever moves, unless the lever passes its draw. ODD 7.15.
"""

from __future__ import annotations

from simulation.levers import TARGETING

NOBODY = -1.0
FARTHEST = 5
"""Hops beyond which a network counts as out of reach."""

LAST = 1e300
"""Key of a network that a wave names: it is not among those that are drawn."""

SCATTERED, CLUSTERED, HUBS, NAMED = (float(place) for place in range(len(TARGETING)))


def candidate(u: float, first: float, count: float, skip_first: float, skip_count: float) -> float:
    """Return one of `count` members from `first` on, leaving out those from `skip_first`; -1 if none is left."""
    left = count - skip_count
    if left < 1.0:
        return NOBODY
    found = first + min(float(int(u * left)), left - 1.0)
    return found + skip_count if found >= skip_first and skip_count > 0.0 else found


def tie_away(
    u: float,
    everybody: float,
    first_of_region: float,
    count_of_region: float,
    own: float,
    real_others: float,
) -> float:
    """Return the far candidate of a tie: anybody, or with real others somebody outside the own region.

    Where there is one region only, real others are all but oneself.
    """
    if real_others < 0.5:
        return candidate(u, 0.0, everybody, 0.0, 0.0)
    if count_of_region < everybody:
        return candidate(u, 0.0, everybody, first_of_region, count_of_region)
    return candidate(u, 0.0, everybody, own, 1.0)


def tie_near(u: float, first: float, count: float, own: float, real_others: float) -> float:
    """Return the near candidate of a tie: one of the `count` members from `first` on, with real others not oneself."""
    return candidate(u, first, count, own, 1.0 if real_others >= 0.5 else 0.0)


def tie_now(draw: float, away: float, near: float, cross_ties: float) -> float:
    """Return who the tie leads to under this lever."""
    return away if draw < cross_ties else near


def share_of_each(found: float) -> float:
    """Return the weight of each of so many peers in their mean; 1 where there is none, whose sum is 0."""
    return 1.0 / max(found, 1.0)


def order_key(
    targeting: float,
    regions: float,
    networks: float,
    place_of_region: float,
    place_in_region: float,
    u: float,
    ties_to_it: float,
    named_place: float,
) -> float:
    """Return the key by which the programme takes networks in: the smallest first.

    Scattered goes round the regions, clustered fills one region after the other, hubs takes the networks
    with most ties leading to their teams and managers (those of their own teams count too), named takes the list.
    """
    if targeting == SCATTERED:
        return place_in_region * regions + place_of_region
    if targeting == CLUSTERED:
        return place_of_region * networks + place_in_region
    if targeting == HUBS:
        return u - ties_to_it
    return named_place if named_place >= 0.0 else networks + u


def comes_before(key: float, index: int, other_key: float, other_index: int) -> float:
    """Return 1 where the other one comes first: a smaller key, or the same key and a smaller index."""
    return 1.0 if other_key < key or (other_key == key and other_index < index) else 0.0
