"""The library: the scenarios that come with the model, and how a name or a path finds a file and its bases."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from scenarios.cells import plain_name
from scenarios.reading import located
from scenarios.sheets import Sheet, sheet_from
from scenarios.wording import shortened, suggestion
from simulation.errors import ScenarioError

FOLDER = Path(__file__).resolve().parent
REFERENCE = "baseline"


def available() -> list[str]:
    """Return the names of the library's scenarios: the common reference first, the others by name."""
    return list(_names())


@cache
def _names() -> tuple[str, ...]:
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return (REFERENCE, *(name for name in names if name != REFERENCE))


def is_path(name_or_path: str) -> bool:
    """Return whether a word means a file rather than a scenario of the library: by a slash or its ending."""
    return "/" in name_or_path or "\\" in name_or_path or name_or_path.endswith(".toml")


def stem_of(name_or_path: str) -> str:
    """Return the name a scenario goes by: that of its file without the ending."""
    return plain_name(Path(name_or_path).stem) if is_path(name_or_path) else name_or_path


def chain_of(name_or_path: str) -> tuple[Sheet, ...]:
    """Return a scenario's file after all that it is based on, the first base first.

    Raises
    ------
    ScenarioError
        If a file is missing or cannot be read, or bases run in a circle.
    """
    sheets = [_sheet_named(name_or_path)]
    while sheets[-1].based_on is not None:
        sheet = sheets[-1]
        base = _base_of(sheet)
        sheets.append(base)
        if any(base.path == earlier.path for earlier in sheets[:-1]):
            circle = " -> ".join(s.name for s in sheets)
            raise ScenarioError(
                f"{sheet.file}: based_on is {shortened(repr(sheet.based_on))}, which runs in a circle: "
                f"{shortened(circle)}. Allowed: bases that end. Let one of them be based on {REFERENCE!r}."
            )
    return tuple(reversed(sheets))


def _sheet_named(name_or_path: str) -> Sheet:
    if is_path(name_or_path):
        return sheet_from(Path(name_or_path), name_or_path)
    if name_or_path in _names():
        return sheet_of(name_or_path)
    here = Path(f"{name_or_path}.toml")
    try:
        beside = f" The file in this folder is ./{here}." if here.is_file() else ""
    except (OSError, ValueError):
        beside = ""
    raise ScenarioError(
        f"{shortened(name_or_path)!r} is no scenario.{suggestion(name_or_path, _names())}{beside} "
        "`bubbles scenarios` lists them; a file of your own is named with a slash or its ending .toml."
    )


@cache
def sheet_of(name: str) -> Sheet:
    """Return a scenario of the library."""
    return sheet_from(FOLDER / f"{name}.toml", f"scenarios/{name}.toml")


def _base_of(sheet: Sheet) -> Sheet:
    """Return the file a scenario is based on: one of the library, or one beside it."""
    name = sheet.based_on or ""
    stem = name.removesuffix(".toml")
    folder = sheet.path.parent
    here = sheet.file.removesuffix(sheet.path.name)
    sibling = _sibling(folder, stem)
    file = f"{here}{sibling.name}"
    with located(sheet.file):
        if "/" in stem or "\\" in stem or "\0" in stem:
            raise ScenarioError(
                f"based_on is {name!r}. Allowed: the name of a scenario, or of a file in the same folder. "
                "Drop the path."
            )
        is_beside = _is_file(sibling) and sibling != sheet.path and folder.resolve() != FOLDER
        if stem in _names():
            if is_beside:
                raise ScenarioError(
                    f"based_on is {name!r}, which names both a scenario of the library and {file}. "
                    "Allowed: one meaning. Rename the file."
                )
            return sheet_of(stem)
        if not is_beside and sibling != sheet.path:
            neighbours = [p.stem for p in folder.glob("*.toml") if p != sheet.path]
            raise ScenarioError(
                f"based_on is {name!r}, and there is no such scenario.{suggestion(name, [*_names(), *neighbours])} "
                "Allowed: a scenario that `bubbles scenarios` lists, or a file in the same folder. Mend the name."
            )
    return sheet if sibling == sheet.path else sheet_from(sibling, file)


def _sibling(folder: Path, stem: str) -> Path:
    """Return the file of that name beside another, its accents in whichever form of Unicode the disk has them."""
    exact = folder / f"{stem}.toml"
    if stem.isascii() or _is_file(exact):
        return exact
    return next((path for path in folder.glob("*.toml") if plain_name(path.stem) == plain_name(stem)), exact)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
