"""Every cell of the notebooks works, as one program, in an empty folder; and what they show is short."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.presentation.findings import Findings
from tests.docs.pages import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
LONGEST_SHOWN = 60_000


def cells_of(path: Path) -> Iterator[dict[str, Any]]:
    yield from json.loads(path.read_text(encoding="utf-8"))["cells"]


def shown(source: str, names: dict[str, Any], file: str) -> Any:
    """Run a cell, and return the value of its last line, as a notebook shows it."""
    tree = ast.parse(source, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, file, "exec"), names)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), file, "eval"), names)


def test_there_are_three() -> None:
    assert len(NOTEBOOKS) == 3
    page = (ROOT / "docs" / "how-to" / "notebooks.md").read_text(encoding="utf-8")
    assert all(f"../notebooks/{path.name}" in page for path in NOTEBOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_works(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    values = [
        shown("".join(cell["source"]), names, f"{path.name}, cell {number}")
        for number, cell in enumerate(cells_of(path), start=1)
        if cell["cell_type"] == "code"
    ]
    pictured = [value._repr_html_() for value in values if isinstance(value, Findings)]
    assert all(len(shown) < LONGEST_SHOWN for shown in pictured)
    assert pictured or "stepping" in path.stem


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_of_one_machine_is_kept_and_words_explain(path: Path) -> None:
    cells = list(cells_of(path))
    assert cells[0]["cell_type"] == "markdown" and "".join(cells[0]["source"]).startswith("# ")
    for cell in cells:
        assert cell.get("outputs", []) == [] and cell.get("execution_count") is None
    assert len({cell["id"] for cell in cells}) == len(cells)
