"""A still world: nobody differs, nobody leaves, no noise, no learning; each test moves what it tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scenarios.load import load
from simulation.parameters import declared
from simulation.places import regular_places
from simulation.settings import Settings

SWITCHES = {name: 0.0 for name, parameter in declared().items() if parameter.unit == "0 off, 1 on"}
SPREADS = {name: 0.0 for name in declared() if name.endswith("_spread")}
HELD: dict[str, float | str] = {
    # people
    "identity.gain_mentoring": 0.0,
    "identity.gain_enactment": 0.0,
    "identity.gain_peers": 0.0,
    "identity.loss_conflict": 0.0,
    "identity.drift": 0.0,
    "trust.gain_support": 0.0,
    "trust.loss_control": 0.0,
    "trust.loss_sanction": 0.0,
    "trust.loss_late_payment": 0.0,
    "trust.drift": 0.0,
    "trust.shield": 0.0,
    "safety.rate": 0.0,
    "coordination.gain": 0.0,
    "coordination.drift": 0.0,
    "motivation.gain_mastery": 0.0,
    "motivation.gain_support": 0.0,
    "motivation.loss_pressure": 0.0,
    "motivation.loss_late_payment": 0.0,
    "motivation.crowding_out": 0.0,
    "motivation.drift": 0.0,
    "efficacy.gain_mastery": 0.0,
    "efficacy.loss_failure": 0.0,
    "efficacy.gain_vicarious": 0.0,
    "efficacy.gain_persuasion": 0.0,
    "efficacy.drift": 0.0,
    "practice.gain": 0.0,
    "practice.decay": 0.0,
    "practice.peers": 0.0,
    "practice.routine": 0.0,
    "learning.mastery_rate": 0.0,
    "effort.gaming": 0.0,
    "effort.stakes": 0.0,
    "contracting.pressure_rate": 0.0,
    # authorities
    "authority.pull": 0.0,
    "authority.learning": 0.0,
    "authority.press": 0.0,
    "authority.training": 0.0,
    # places
    "manager_turnover": 0.0,
    "lead_turnover": 0.0,
    "demand_sd": 0.0,
    "coaching_targeting": "scattered",
    "coaching_coverage": 1.0,
    "coach_capacity": 1.0,
    "mentoring_start": 0.0,
    "mentoring_end": 600.0,
}


def still(
    months: int, size: tuple[int, int, int] = (1, 1, 1), values: Mapping[str, float] | None = None, **moving: float
) -> Settings:
    """Return a still world in which some parameters move; a double underscore in their names stands for the dot."""
    names = {name.replace("__", "."): value for name, value in moving.items()} | dict(values or {})
    baseline = load("baseline").settings
    structure = {
        "regions": size[0],
        "networks_per_region": size[1],
        "teams_per_network": size[2],
        "months": months,
        "ties": 0,
    }
    places = regular_places(structure, baseline.values["price.population"], len(baseline.processes))
    known = declared()
    wanted = {**SWITCHES, **SPREADS, **HELD, **names}
    assert wanted.keys() <= known.keys(), "a still world holds parameters that exist"
    resized = replace(baseline, structure=structure, places=places, changes=())
    return resized.with_values(wanted)
