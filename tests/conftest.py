"""What all tests share: how Hypothesis tries examples, and surroundings that are the same on every machine."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# Without a deadline, and with no complaint of slowness, since no test asserts a time; the same examples each time, so
# that what passes here passes there. `--hypothesis-profile=explore` looks for new ones.
settings.register_profile(
    "house", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", settings.get_profile("house"), derandomize=False, database=None, max_examples=1000)
settings.load_profile("house")

# What a shell or a CI service may have set, and what would change the words that commands print.
for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONWARNINGS", "PYTHONSTARTUP"):
    os.environ.pop(name, None)

# One thread for linear algebra in each process: several of them on two cores wait for each other, up to twenty times as
# long. The threads of the model are not meant.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"


def pytest_configure(config: pytest.Config) -> None:
    """Let Matplotlib look for fonts once, before any test: on a new machine it does, and says so on standard error."""
    if not hasattr(config, "workerinput"):
        import matplotlib.font_manager  # noqa: F401  # pyright: ignore[reportUnusedImport]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run what takes long only where it is asked for, whatever else is selected."""
    asked = config.option.markexpr
    elsewhere = {name for name in ("thorough", "torture", "wheel") if name not in asked}
    full = [item for item in items if elsewhere.intersection(mark.name for mark in item.iter_markers())]
    if full:
        items[:] = [item for item in items if item not in full]
        config.hook.pytest_deselected(items=full)
