"""Scenarios: what-if questions as TOML files, and how they become settings for an engine."""

from scenarios.library import available
from scenarios.load import Scenario, load, load_all

__all__ = ["Scenario", "available", "load", "load_all"]
