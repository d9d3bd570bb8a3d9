"""The built wheel, as a stranger gets it: installed from the registry, unlocked, under every Python found here.

Each environment is fresh and takes the newest of everything that the wheel allows. What it does at its doors is the
same, digest by digest, as what the locked product does. A Python that is not on the machine is left out, and said.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOOR = Path(__file__).with_name("door.py")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
EXTRAS = {
    "cluster": "distributed",
    "analysis": "SALib, ema_workbench.analysis.prim, matplotlib.pyplot, pymoo.algorithms.moo.nsga2, sklearn.tree",
    "evaluate": "statsmodels.genmod.generalized_estimating_equations",
    "docs": "material, mkdocs",
    "dev": "duckdb, hypothesis, importlinter, playwright, polars, psutil, pyright, pytest, ruff, uv",
}
"""What each extra brings, to be imported."""

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(3600)]


@cache
def interpreter_of(version: str) -> str | None:
    """Return the interpreter of a version, on the path or under pyenv, that can make an environment."""
    name = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    folders = [Path(folder) for folder in os.environ["PATH"].split(os.pathsep)]
    for folder in [*folders, *(found / "bin" for found in sorted(pyenv.glob(f"{version}.*")))]:
        if not (folder / name).exists():
            continue
        says = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
        done = subprocess.run([folder / name, "-I", "-c", says], capture_output=True, text=True, check=False)
        if done.stdout.strip() == version:
            return str(folder / name)
    return None


def ran(command: list[str], folder: Path, **more: str) -> str:
    """Return what a command prints that does well; nothing of this copy of the project is on its path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**kept, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
    return done.stdout


class Fresh:
    """A new environment with the wheel in it, and an empty folder to work in."""

    def __init__(self, folder: Path, interpreter: str, wheel: Path) -> None:
        self.folder, self.wheel = folder, wheel
        self.work = folder / "work"
        self.work.mkdir(parents=True)
        ran([interpreter, "-m", "venv", str(folder / "venv")], self.work)
        self.python = str(folder / "venv" / "bin" / "python")
        self.install()

    def install(self, *extras: str, **bounds: str) -> None:
        """Install the wheel and extras of it, with the newest of all that they ask for."""
        named = f"{self.wheel}[{','.join(extras)}]" if extras else str(self.wheel)
        others = [f"{name}{bound}" for name, bound in bounds.items()]
        pip = [self.python, "-m", "pip", "--quiet", "--retries", "10", "--timeout", "60"]
        ran([*pip, "install", "--only-binary", ":all:", named, *others], self.work)
        ran([*pip, "check"], self.work)

    def door(self, *words: str) -> str:
        return ran([self.python, "-P", str(DOOR), *words], self.work, NUMBA_CACHE_DIR=str(self.folder / "cache"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = ["-m", "uv", "build", "--wheel", "--quiet", "--no-build-isolation", "--python", sys.executable]
    ran([sys.executable, *build, "--out-dir", str(folder), str(ROOT)], folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the locked product of this copy does."""
    return json.loads(ran([sys.executable, "-P", str(DOOR)], tmp_path_factory.mktemp("wanted")))


@pytest.fixture(scope="module", params=PYTHONS)
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Iterator[Fresh]:
    interpreter = interpreter_of(request.param)
    if interpreter is None:
        pytest.skip(f"Python {request.param} is not on this machine, so nothing is said of it")
    folder = tmp_path_factory.mktemp(f"python{request.param}-")
    yield Fresh(folder / "fresh", interpreter, wheel)
    shutil.rmtree(folder)  # a gigabyte or more


def test_the_newest_of_all_gives_the_same(fresh: Fresh, wanted: dict[str, Any]) -> None:
    same_as(json.loads(fresh.door()), wanted, fresh)


def test_every_extra_installs_and_opens(fresh: Fresh, wanted: dict[str, Any]) -> None:
    for extra, modules in EXTRAS.items():
        fresh.install(extra)
        ran([fresh.python, "-P", "-W", "ignore", "-c", f"import {modules}"], fresh.work)
    assert fresh.door("by-workers", "--cluster", "local").strip() == wanted["store"]


def test_the_oldest_mesa_gives_the_same(fresh: Fresh, wanted: dict[str, Any]) -> None:
    fresh.install(mesa="==3.3.0")
    found = json.loads(fresh.door())
    assert found["versions"]["mesa"] == "3.3.0"
    same_as(found, wanted, fresh)


def same_as(found: dict[str, Any], wanted: dict[str, Any], fresh: Fresh) -> None:
    """Hold what an environment does to what the locked product does."""
    print(f"Python {found['python']}: {found['versions']}")
    assert Path(found["where"]).is_relative_to(fresh.folder)
    runs = found["runs"]
    assert runs == wanted["runs"]
    assert len(runs) == 8 and all(runs[name] == runs[name.replace("compiled", "readable")] for name in runs)
    batch = found["batch"]
    assert len(batch["given"]) == 2 and batch["given"] == batch["stepped"]
    assert batch.get("seeded", batch["given"]) == batch["given"]
    assert [found[name] for name in ("help", "files", "store")] == [wanted[name] for name in ("help", "files", "store")]
