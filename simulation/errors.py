"""Errors: what a caller did that the simulation cannot accept, said so that it can be mended.

Every message names what was given, what is allowed and what to do. The command line prints the message
alone and leaves with exit code 2; from Python the classes below can be caught.
"""


class SimulationError(Exception):
    """Base of every error that a caller can cause and mend."""


class ParameterError(SimulationError):
    """A parameter is unknown, of the wrong type, or outside its range."""


class StructureError(SimulationError):
    """Regions, networks, teams, ties or months do not fit together."""


class SeedError(SimulationError):
    """A seed or a replicate is not a whole number in its range."""


class ScenarioError(SimulationError):
    """A scenario cannot be read, understood or found."""


class OutputError(SimulationError):
    """A result cannot be written where it was asked for."""
