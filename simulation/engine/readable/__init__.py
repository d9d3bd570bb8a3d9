"""The readable engine: the model as Mesa agents, and an observer that measures it."""

from simulation.engine.readable.model import CoachingModel
from simulation.engine.readable.observer import Observer

__all__ = ["CoachingModel", "Observer"]
