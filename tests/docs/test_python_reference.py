"""The reference of Python: every public name has an entry, and every entry is a name that there is."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import ROOT, blocks_of

PAGES = sorted((ROOT / "docs" / "reference" / "python").glob("*.md"))
ENTRIES = [
    name for page in PAGES for name in re.findall(r"^::: (\S+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
]
DOORS = ("experiments", "scenarios", "simulation", "simulation.engine.readable")
PACKAGES = ("experiments", "scenarios", "simulation")


def public_names() -> Iterator[tuple[str, str]]:
    """Return what the doors of Python give, each with its door."""
    for door in DOORS:
        yield from ((door, name) for name in importlib.import_module(door).__all__)


def imported_names() -> Iterator[tuple[str, str]]:
    """Return what snippets and notebooks of the documentation import of this project, each with its module."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    sources = [block.body for page in pages for block in blocks_of(page) if block.language == "python"]
    for notebook in sorted((ROOT / "docs" / "notebooks").glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in PACKAGES:
                yield from ((node.module, alias.name) for alias in node.names)


def described_by(entry: str) -> list[Any]:
    """Return what an entry describes: one thing, or what a module has of its own."""
    one = pkgutil.resolve_name(entry)
    own = [of for of in vars(one).values() if getattr(of, "__module__", "") == entry] if inspect.ismodule(one) else []
    return [one, *own]


def test_every_public_name_has_an_entry() -> None:
    entered = [one for entry in ENTRIES for one in described_by(entry)]
    names = sorted({*public_names(), *imported_names()})
    assert len(names) > 30
    given = {f"{module}.{name}": getattr(importlib.import_module(module), name) for module, name in names}
    lacking = [name for name, one in given.items() if not any(one is other for other in entered)]
    assert lacking == [], "Write a line ::: NAME on a page of docs/reference/python."


def test_every_entry_stands_once() -> None:
    assert sorted(ENTRIES) == sorted(set(ENTRIES))


def described(docstring: str) -> set[str]:
    """Return the names under `Parameters` in a docstring of numpy's style."""
    part = re.search(r"^Parameters\n-+\n(.*?)(?=^\w[^\n]*\n-{3,}$|\Z)", docstring, re.MULTILINE | re.DOTALL)
    heads = re.findall(r"^(\*{0,2}\w[\w*, ]*?)(?: : .*)?$", part[1], re.MULTILINE) if part else []
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


@pytest.mark.parametrize("name", importlib.import_module("experiments").__all__)
def test_every_parameter_of_a_call_is_described(name: str) -> None:
    call: Any = getattr(importlib.import_module("experiments"), name)
    if inspect.isclass(call):
        return
    assert described(inspect.getdoc(call) or "") == set(inspect.signature(call).parameters)


@pytest.mark.slow
def test_the_site_has_every_entry(site: Path) -> None:
    folder = site / "reference" / "python"
    anchors = {
        anchor
        for page in folder.rglob("index.html")
        for anchor in re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8"))
    }
    assert [entry for entry in ENTRIES if entry not in anchors] == []
