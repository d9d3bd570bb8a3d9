# pyright: basic
"""Copies: a world that is pickled or copied goes on alone, with agents of its own.

Agents know each other as peers, and a chain of peers may be longer than Python's stack; so they are kept by number.
"""

from __future__ import annotations

import copy
import copyreg
import io
import pickle
from typing import Any

from simulation.agents import Manager, RegionalAuthority, Team


class Copied:
    """A model that can be pickled and copied, also in the middle of a run."""

    def everybody(self) -> list[Any]:
        """Return all agents in a fixed order: those of the model, then those that a user added."""
        model: Any = self
        return list(dict.fromkeys([*model.authorities, *model.managers, *model.teams, *model.agents]))

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle keeps."""
        agents = self.everybody()
        text = io.BytesIO()
        try:
            _Pickler(text, self, agents).dump((self.__dict__, [agent.__dict__ for agent in agents]))
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise pickle.PicklingError(
                f"This model cannot be pickled: {error}. Allowed: attributes and reporters that can be, such as "
                "functions of a module, and no lambdas. Replace model.datacollector, or what was added to the model."
            ) from error
        return {"kinds": [type(agent) for agent in agents], "state": text.getvalue()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what a pickle kept."""
        kinds: list[Any] = state["kinds"]
        agents = [object.__new__(kind) for kind in kinds]
        own, of_agents = _Unpickler(io.BytesIO(state["state"]), self, agents).load()
        self.__dict__.update(own)
        for agent, attributes in zip(agents, of_agents, strict=True):
            agent.__dict__.update(attributes)

    def __deepcopy__(self, memo: dict[int, Any]) -> Copied:
        """Return the copy."""
        other = memo[id(self)] = type(self).__new__(type(self))
        agents = self.everybody()
        copies = [object.__new__(type(agent)) for agent in agents]
        memo.update((id(agent), one) for agent, one in zip(agents, copies, strict=True))
        other.__dict__.update(copy.deepcopy(self.__dict__, memo))
        for agent, one in zip(agents, copies, strict=True):
            one.__dict__.update(copy.deepcopy(agent.__dict__, memo))
        return other


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, model: Copied, agents: list[Any]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._numbers = {id(model): -1} | {id(agent): number for number, agent in enumerate(agents)}

    def persistent_id(self, obj: object) -> int | None:
        return self._numbers.get(id(obj))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, model: Copied, agents: list[Any]) -> None:
        super().__init__(file)
        self._model, self._agents = model, agents

    def persistent_load(self, pid: int) -> object:
        return self._model if pid < 0 else self._agents[pid]


def agent_at(model: Copied, number: int) -> Any:
    """Return one of everybody in a model."""
    return model.everybody()[number]


def _out_of_its_model(agent: Any) -> tuple[Any, tuple[Copied, int]]:
    """Return how an agent is made again: with its whole model, for it is nothing without the others."""
    return agent_at, (agent.model, agent.model.everybody().index(agent))


for _kind in (RegionalAuthority, Manager, Team):
    copyreg.pickle(_kind, _out_of_its_model)
