"""Places: which networks and teams a region has, what they are called, and how many people they serve."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from simulation.parameters import one_of

LEVELS = ("region", "network", "team")
"""What results by place may be by."""
ANYWHERE = -1
"""Stands for a baseline that no places file gives and a tie that does not exist."""


class Partition(NamedTuple):
    """The teams in groups: by region, by network, or each alone."""

    level: str
    names: tuple[str, ...]
    """Name of each group, in their order."""
    of_team: tuple[int, ...]
    """Group of each team."""


@dataclass(frozen=True)
class Places:
    """Regions, networks and teams, each list in its order; networks of a region and teams of a network stand together.

    Attributes
    ----------
    region_names, network_names, team_names : tuple of str
    network_region : tuple of int
        Region of each network.
    team_network : tuple of int
        Network of each team.
    population : tuple of float
        People served by each team.
    baselines : tuple of tuple of float, [team][process]
        Coverage without any practice; -1 where the start value is drawn.
    named : tuple of int
        Networks that ``coaching_targeting = "named"`` coaches, in their order.
    team_ties : tuple of tuple of int or None, [team]
        Fixed ties of each team; None where they are drawn.
    """

    region_names: tuple[str, ...]
    network_names: tuple[str, ...]
    team_names: tuple[str, ...]
    network_region: tuple[int, ...]
    team_network: tuple[int, ...]
    population: tuple[float, ...]
    baselines: tuple[tuple[float, ...], ...]
    named: tuple[int, ...] = ()
    team_ties: tuple[tuple[int, ...], ...] | None = None

    @property
    def regions(self) -> int:
        """Number of regions."""
        return len(self.region_names)

    @property
    def networks(self) -> int:
        """Number of networks."""
        return len(self.network_names)

    @property
    def teams(self) -> int:
        """Number of teams."""
        return len(self.team_names)

    def by(self, level: str) -> Partition:
        """Return the teams by region, by network, or each alone.

        Raises
        ------
        SimulationError
            If the level is none of `LEVELS`.
        """
        regions = tuple(self.network_region[network] for network in self.team_network)
        known = {
            "region": Partition("region", self.region_names, regions),
            "network": Partition("network", self.network_names, self.team_network),
            "team": Partition("team", self.team_names, tuple(range(self.teams))),
        }
        return known[one_of("by", level, LEVELS)]

    def named_in_full(self, networks: Sequence[int]) -> tuple[str, ...]:
        """Return the names of some networks, or of their region where all of its are among them."""
        found: list[str] = []
        for network in networks:
            region = self.network_region[network]
            is_whole = all(other in networks for other in self.networks_of(region))
            name = self.region_names[region] if is_whole else self.network_names[network]
            if name not in found:
                found.append(name)
        return tuple(found)

    def networks_of(self, region: int) -> range:
        """Return the networks of a region."""
        return _stretch(self.network_region, region)

    def teams_of(self, network: int) -> range:
        """Return the teams of a network."""
        return _stretch(self.team_network, network)


def _stretch(owners: Sequence[int], owner: int) -> range:
    """Return where an owner's own lie, who stand side by side in the order of the owners."""
    first = bisect_left(owners, owner)
    end = bisect_right(owners, owner, first)
    if first == end:
        raise IndexError(f"no owner has the number {owner}")
    return range(first, end)


def regular_places(
    structure: Mapping[str, int], population: float, processes: int, named: tuple[int, ...] = ()
) -> Places:
    """Return places of equal size: so many regions, networks in each, teams in each of those."""
    regions = range(structure["regions"])
    networks = range(structure["regions"] * structure["networks_per_region"])
    teams = range(len(networks) * structure["teams_per_network"])
    network_region = tuple(n // structure["networks_per_region"] for n in networks)
    team_network = tuple(t // structure["teams_per_network"] for t in teams)
    return Places(
        region_names=tuple(f"R{r + 1}" for r in regions),
        network_names=tuple(f"R{network_region[n] + 1}.N{n % structure['networks_per_region'] + 1}" for n in networks),
        team_names=tuple(
            f"R{network_region[team_network[t]] + 1}"
            f".N{team_network[t] % structure['networks_per_region'] + 1}"
            f".T{t % structure['teams_per_network'] + 1}"
            for t in teams
        ),
        network_region=network_region,
        team_network=team_network,
        population=(population,) * len(teams),
        baselines=((float(ANYWHERE),) * processes,) * len(teams),
        named=named,
    )
