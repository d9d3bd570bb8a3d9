"""Shapes: the few curves that rules share. Rational forms only, so that every engine computes the same bits."""

from __future__ import annotations

LARGE = 4503599627370496.0  # 2^52: adding and taking it away rounds to whole numbers


def clip(x: float, low: float, high: float) -> float:
    """Return `x` moved into `low` to `high`."""
    return min(max(x, low), high)


def share(x: float) -> float:
    """Return `x` moved into 0 to 1."""
    return min(max(x, 0.0), 1.0)


def positive(x: float) -> float:
    """Return `x`, or 0 where it is negative."""
    return max(x, 0.0)


def threshold(x: float, half: float) -> float:
    """Return how open a gate is at `x` >= 0: x^4 / (x^4 + half^4), one half at `half` > 0."""
    x2 = x * x
    h2 = half * half
    return x2 * x2 / (x2 * x2 + h2 * h2)


def saturation(x: float, half: float) -> float:
    """Return `x` flattened into -1 to 1: x / (half + |x|), one half at `half` > 0."""
    return x / (half + abs(x))


def rounded(x: float) -> float:
    """Return the whole number nearest to `x` >= 0, halves to the even one."""
    return (x + LARGE) - LARGE


def mix(a: float, b: float, weight: float) -> float:
    """Return the way from `a` to `b`: a where the weight is 0, b where it is 1."""
    return a + weight * (b - a)


def centred(u: float, mean: float, spread: float) -> float:
    """Return a start value: uniform within `spread` to each side of `mean`, kept within 0 to 1."""
    return min(max(mean + spread * (2.0 * u - 1.0), 0.0), 1.0)


def occurs(u: float, probability: float) -> float:
    """Return 1 where an event of this probability happens at draw `u`, else 0."""
    return 1.0 if u < probability else 0.0
