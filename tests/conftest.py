"""What all tests share: how Hypothesis tries examples, and surroundings that are the same on every machine."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from scenarios.published import draft
from scenarios.vocabulary import draft_in

HOLD_FOR_ANY_RULES = (
    "tests/architecture",
    "tests/parity/test_parity.py",
    "tests/parity/test_shared_pasts.py",
    "tests/parity/test_without_twins.py",
    "tests/properties/test_shapes.py",
    "tests/properties/test_streams.py",
    "tests/verification/test_counterfactuals.py",
)
"""What no rule may break. All others hold what was published, or the words and pages of it: in a draft those that do
not pass are counted as such, and told apart from these."""
DRAFT = "draft"
MADE_ONCE = {"evidence", "site"}
"""Fixtures that take a processor many seconds: their tests come first, so that one worker makes each for all."""

# Without a deadline, and with no complaint of slowness, since no test asserts a time; the same examples each time, so
# that what passes here passes there. `--hypothesis-profile=explore` looks for new ones.
settings.register_profile(
    "house", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", settings.get_profile("house"), derandomize=False, database=None, max_examples=1000)
settings.load_profile("house")

# Modules and tests stay until the end: they are not looked through for what could be freed, again and again.
gc.disable()

# What a shell or a CI service may have set, and what would change the words that commands print.
for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONWARNINGS", "PYTHONSTARTUP"):
    os.environ.pop(name, None)

# One thread for linear algebra in each process: several of them on two cores wait for each other, up to twenty times as
# long. The threads of the model are not meant.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the documentation, built once for whoever reads it."""
    from tests.docs.pages import ENVIRONMENT, ROOT  # of the surroundings as they are set below

    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {**ENVIRONMENT, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def pytest_configure(config: pytest.Config) -> None:
    """Let Matplotlib look for fonts once, before any test: on a new machine it does, and says so on standard error."""
    if not hasattr(config, "workerinput"):
        import matplotlib.font_manager  # noqa: F401  # pyright: ignore[reportUnusedImport]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever mends a draft for publication see each of its failures."""
    parser.addoption("--draft-fails", action="store_true", help="in a draft of the model, show what does not pass")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Say first, however quiet pytest is, that the model is a draft."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and (mark := draft_in("en")):
        reporter.write_line(f"{mark} What it lacks: make draft.")


def pytest_collection_finish() -> None:
    """Collect garbage from here on, among what tests make."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """Let go of them in order at the end; some libraries look whether that was done."""
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell a test of what was published, which a draft does not pass, from one that no rules may break."""
    report = yield
    is_of_draft = draft() is not None and item.get_closest_marker("any_rules") is None
    if report.failed and is_of_draft and not item.config.option.draft_fails:
        report.is_of_draft = True  # type: ignore[attr-defined]
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Count it apart, and show no more of it."""
    return (DRAFT, "D", "DRAFT") if getattr(report, "is_of_draft", False) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say of which files the tests are that a draft does not pass; the exit code stays that of a failure."""
    files = Counter(report.nodeid.partition("::")[0] for report in terminalreporter.stats.get(DRAFT, ()))
    if files:
        terminalreporter.section("draft")
        told = ", ".join(f"{file} ({number})" for file, number in sorted(files.items()))
        terminalreporter.write_line(
            f"{files.total()} tests hold what was published, and this draft does not pass them: {told}. "
            "--draft-fails shows them."
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what holds for any rules; run what takes long only where it is asked for, whatever else is selected.

    Tests of one costly fixture come first, together: workers take over what is left from the end of each other's lists.
    """
    items.sort(key=lambda item: not MADE_ONCE.intersection(getattr(item, "fixturenames", ())))
    for item in items:
        if item.nodeid.startswith(HOLD_FOR_ANY_RULES):
            item.add_marker("any_rules")
    asked = config.option.markexpr
    elsewhere = {name for name in ("thorough", "torture", "wheel") if name not in asked}
    full = [item for item in items if elsewhere.intersection(mark.name for mark in item.iter_markers())]
    if full:
        items[:] = [item for item in items if item not in full]
        config.hook.pytest_deselected(items=full)
