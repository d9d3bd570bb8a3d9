"""Preloaded: what a warm command has imported and read before it begins.

All of it is the same for every command: the project's own modules, the libraries that they import when they are needed,
and the files that a process reads once.
"""

import gc
import importlib
import pkgutil
from collections.abc import Iterator

import experiments
import interface
import scenarios
import simulation
from experiments.analyses.discovery.boxes import workbench
from experiments.presentation.voice import LANGUAGES, catalogue
from interface import errors, language
from scenarios.plausible import plausible_sets
from scenarios.vocabulary import texts

LIBRARIES = (
    "SALib.analyze.pawn",
    "SALib.analyze.sobol",
    "SALib.sample.morris",
    "SALib.sample.sobol",
    "docx",
    "jinja2.ext",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "matplotlib.ticker",
    "pandas",
    "plotly.offline",
    "pptx",
    "pyarrow.parquet",
    "pymoo.algorithms.moo.nsga2",
    "python_calamine",
    "rich.console",
    "rich.table",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats",
    "sklearn.linear_model",
    "sklearn.model_selection",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "sklearn.tree",
    "xarray",
    "xlsxwriter",
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
for module in ("prim", "cart"):
    workbench(module)
for one in LANGUAGES:
    texts(one)
    catalogue(one)
for read in (language.catalogue, errors.sentences, plausible_sets):
    read()

gc.freeze()  # it stays as it is, in every command that begins with it
