"""Morris: elementary effects over the whole range of an input: a cheap screening of many.

``mu_star``, the mean size of an effect, is biased by noise: chance has a size too. So the sign of an effect is taken
from the other replicates, and the mean effect in that direction is what is reported: 0 where there is no effect, the
mean size where effects are clear. ``sigma``, how much effects differ (interaction, curvature), has the variance of the
noise taken off.
"""

from __future__ import annotations

import numpy as np

from experiments.analyses.sensitivity.design import Design
from experiments.analyses.sensitivity.noise import between
from experiments.statistics.intervals import Values


def effects_of(design: Design, values: Values) -> Values:
    """Return elementary effects, [trajectory, input, replicate], each per range of its input.

    In a group several factors move at once, each up or down, so an effect of a group has no direction.
    """
    inputs = len(design.names)
    unit = design.unit.reshape(design.points, design.block, -1)
    moved = np.diff(unit, axis=1)
    change = np.diff(values.reshape(design.points, design.block, -1), axis=1)
    place = {name: number for number, name in enumerate(design.names)}
    member = np.array([place[group] for group in design.groups])
    first = np.argmax(np.abs(moved) > 1e-9, axis=2)
    step = np.take_along_axis(moved, first[:, :, None], axis=2)[:, :, 0]
    effects = np.empty((design.points, inputs, values.shape[1]))
    trajectory = np.arange(design.points)[:, None]
    effects[trajectory, member[first]] = change / step[:, :, None]
    return effects


def statistics_of(effects: Values, weights: Values) -> dict[str, Values]:
    """Return mu_star, mu and sigma under weights of the trajectories, [sample, trajectory]: each [sample, input]."""
    means = effects.mean(axis=-1)
    others = effects.sum(axis=-1, keepdims=True) - effects
    in_direction = (np.sign(others) * effects).mean(axis=-1)
    square = weights @ between(effects, effects)
    mean = weights @ means
    count = effects.shape[0]
    spread = np.maximum(square - mean * mean, 0.0) * count / max(count - 1, 1)
    return {"mu_star": weights @ in_direction, "mu": mean, "sigma": np.sqrt(spread)}


def uncorrected(effects: Values) -> dict[str, Values]:
    """Return mu_star and sigma as SALib would give them from row means."""
    means = effects.mean(axis=-1)
    return {"mu_star": np.abs(means).mean(axis=0), "sigma": means.std(axis=0, ddof=1)}
