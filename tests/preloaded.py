"""Preloaded: what a warm command has imported and read before it begins.

All of it is the same for every command: the project's own modules, the libraries that they import when they are needed,
and the files that a process reads once.
"""

import importlib
import pkgutil
from collections.abc import Iterator

import experiments
import interface
import scenarios
import simulation
from experiments.presentation.voice import LANGUAGES, catalogue
from interface import errors, language
from scenarios.plausible import plausible_sets
from scenarios.vocabulary import texts

LIBRARIES = (
    "jinja2.ext",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "pandas",
    "plotly.offline",
    "pyarrow.parquet",
    "rich.console",
    "rich.table",
    "scipy.special",
    "scipy.stats",
)
PROGRAMS = "__main__"


def modules_of_the_project() -> Iterator[str]:
    """Yield the name of each module, but for those that do something when they are imported."""
    for package in (simulation, scenarios, experiments, interface):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(PROGRAMS):
                yield module.name


for name in (*LIBRARIES, *modules_of_the_project()):
    importlib.import_module(name)
for one in LANGUAGES:
    texts(one)
    catalogue(one)
for read in (language.catalogue, errors.sentences, plausible_sets):
    read()
