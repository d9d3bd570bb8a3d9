"""What is built, a wheel and an sdist, holds what it should and nothing else, and asks for what the locks have."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = ("simulation", "scenarios", "experiments", "interface")
PROVEN = ("3.11", "3.12", "3.13")
"""The Pythons under which `make wheel-test` holds the installed wheel to the locked product, where they are found."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an sdist, and of the wheel that was built of it alone."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "uv", "build", "--quiet", "--no-build-isolation", "--python", sys.executable]
    done = subprocess.run([*command, "--out-dir", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def asks(wheel: dict[str, bytes]) -> Message:
    """Return what the wheel tells an installer."""
    return message_from_bytes(next(data for name, data in wheel.items() if name.endswith(".dist-info/METADATA")))


@pytest.fixture(scope="module")
def tracked() -> set[str]:
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("not a copy under git: what belongs to the project is not known")
    return {name for name in done.stdout.split("\0") if name and (ROOT / name).exists()}


def test_the_wheel_is_the_four_packages_byte_for_byte(wheel: dict[str, bytes], tracked: set[str]) -> None:
    own = {name: data for name, data in wheel.items() if ".dist-info/" not in name}
    assert set(own) == {name for name in tracked if name.startswith(tuple(f"{one}/" for one in PACKAGES))}
    assert [name for name, data in own.items() if data != (ROOT / name).read_bytes()] == []
    assert {"interface/explorer/built/explorer.html", "scenarios/baseline.toml", "simulation/py.typed"} <= set(own)


def test_the_sdist_is_the_whole_tree(built: Path, tracked: set[str]) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as file:
        found = {name.partition("/")[2] for name in file.getnames()}
    assert found - {"PKG-INFO", ".gitignore"} == {name for name in tracked if not name.startswith(".")}


def test_what_mesa_imports_and_does_not_declare_is_asked_for(asks: Message) -> None:
    needs = {need.name: need for need in map(Requirement, asks.get_all("Requires-Dist", []))}
    assert "network" in needs["mesa"].extras


def test_the_pythons_named_are_those_proven(asks: Message) -> None:
    named = re.findall(r"^Programming Language :: Python :: (3\.\d+)$", "\n".join(asks.get_all("Classifier", [])), re.M)
    assert tuple(named) == PROVEN
    allowed = SpecifierSet(asks["Requires-Python"])
    assert all(f"{version}.0" in allowed for version in PROVEN)
    assert "3.10.13" not in allowed
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    assert tuple(re.findall(r"3\.\d+", re.findall(r"python: \[(.*)\]", workflow)[0])) == PROVEN


# Locks -----------------------------------------------------------------------------------------------------

LOCKS = ("requirements.lock", "requirements-dev.lock")
BUILD_TOOLS = {"setuptools", "wheel", "pip", "distribute", "pythran", "cython", "meson", "ninja", "py"}
"""Tools that build or install, old ones of which have known holes: only wheels are installed, so none is needed."""


def locked(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line.removesuffix("\\").strip()) for line in lines if re.match(r"[A-Za-z0-9]", line)]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_build_tool_and_names_no_place(name: str) -> None:
    assert BUILD_TOOLS.isdisjoint(one.name for one in locked(name))
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(
        r"://|^\s*-|\s@\s", re.sub(r"^\s+--hash=sha256:[0-9a-f]{64}( \\)?$", "", text, flags=re.M), re.M
    )
    assert all(re.fullmatch(r"==[\w.]+", str(one.specifier)) for one in locked(name))


def test_the_locks_agree_and_hold_what_is_asked_for() -> None:
    short, long = ({one.name: str(one.specifier) for one in locked(name)} for name in LOCKS)
    assert short.items() <= long.items()
    for text in PROJECT["dependencies"]:
        need = Requirement(text)
        assert short[need.name].removeprefix("==") in need.specifier
    assert "networkx" in short


def test_only_wheels_are_installed() -> None:
    """Wherever the project says how it is installed from a registry."""
    pages = [ROOT / "Makefile", *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    commands = {
        (page.name, line): line
        for page in pages
        for line in re.findall(r"(?:pip|PIP\)) install [^`\n]*", page.read_text("utf-8"))
    }
    assert len(commands) > 4
    bare = [
        where for where, line in commands.items() if not re.search(r"--only-binary :all: |--no-build-isolation ", line)
    ]
    assert bare == []


# Versions --------------------------------------------------------------------------------------------------


def test_one_number_stands_wherever_the_version_does() -> None:
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("CITATION.cff", "CHANGELOG.md")}
    number, date = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", texts["CHANGELOG.md"], re.MULTILINE)[0]
    assert number == PROJECT["version"]
    assert re.findall(r"^(?:version|date-released): (\S+)$", texts["CITATION.cff"], re.MULTILINE) == [
        number,
        f'"{date}"',
    ]
    images = (ROOT / "docs" / "how-to" / "kubernetes.md").read_text(encoding="utf-8")
    assert set(re.findall(r"enabling-bubbles:(\d[\w.]*)", images)) == {number}
