"""Starting: the store of a plan, a new one, or the one that is there where it is of the same study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments.runs.sweep.errors import StoreError
from experiments.runs.sweep.files import (
    MARKS,
    STUDY,
    DamagedFileError,
    checked_bytes,
    is_store,
    make_folder,
    publish,
    read_checked,
    replace,
    store_around,
    told,
)
from experiments.runs.sweep.plan import Plan, plan_as_json
from experiments.runs.sweep.store import OF_A_MARK, Store, check_model, open_store, places_of, tidy
from experiments.runs.whole_files import is_hidden

GROWING = {"rows", "replicates"}
"""What a store may have more of, later."""


def start_store(folder: Path, plan: Plan, about: dict[str, Any]) -> Store:
    """Return the store of a plan: a new one, or the one that is there, when it is of the same study.

    Raises
    ------
    StoreError
        If the folder holds something else, or runs of another study or another model.
    """
    path = folder / STUDY
    with told(folder):
        try:
            if folder.is_dir() and not path.exists() and not is_store(folder) and not _is_begun(folder):
                raise StoreError(f"{folder}: it is not empty, and no store. Name a new folder, or that of a store.")
            around = store_around(folder.parent)
            if around is not None:
                raise StoreError(
                    f"{folder}: it lies inside the store {around}. Allowed: a folder outside it, for a store has no "
                    "other files. Name one."
                )
            for place in places_of(folder):
                make_folder(place)
        except (FileExistsError, NotADirectoryError):
            raise StoreError(f"{folder}: it is not a folder. Name a new folder, or that of a store.") from None
        tidy(folder)
        try:
            read_checked(path)
        except FileNotFoundError:
            publish(path, checked_bytes({**plan_as_json(_cut_as_stored(folder, plan)), "provenance": about}))
        except DamagedFileError:
            replace(path, checked_bytes({**plan_as_json(_cut_as_stored(folder, plan)), "provenance": about}))
    store = open_store(folder)
    check_model(store)
    differences = _what_differs(store.plan, plan)
    if differences and not _is_now(store.plan, plan):
        remedy = (
            "`bubbles expand` with --study adds what is new" if differences.keys() <= GROWING else "Name another folder"
        )
        raise StoreError(
            f"{folder}: its runs are of another study: {'; '.join(differences.values())[:300]}. Allowed: the same "
            f"study, to go on with it. {remedy}."
        )
    return store


def _is_begun(folder: Path) -> bool:
    """Return whether a folder has only what another driver makes first, which may be at it, or have been killed."""
    begun = {place.name for place in places_of(folder)[1:]}
    for path in folder.iterdir():
        if path.name in begun and path.is_dir():
            if any(not is_hidden(one) for one in path.iterdir()):
                return False
        elif not is_hidden(path):
            return path.name == STUDY  # it has come since
    return True


def check_grown_from(store: Store, plan: Plan) -> None:
    """Refuse a study that is anything but the store's own with more rows or replicates.

    Raises
    ------
    StoreError
    """
    differences = _what_differs(store.plan, plan)
    other = [words for name, words in differences.items() if name not in GROWING]
    if other:
        raise StoreError(
            f"{store.folder}: its runs are of another study: {'; '.join(other)[:300]}. Allowed: the same study with "
            "more rows or replicates. Begin a store of its own."
        )
    lost = len(set(store.plan.rows) - set(plan.rows))
    if lost:
        raise StoreError(
            f"{store.folder}: {lost:,} of its {len(store.plan.rows):,} rows are not in the study. Allowed: all of them "
            "and more; runs are never taken away. A Latin hypercube of another number of points has other points: "
            "take a Sobol' sequence, or give --rows."
        )


def _is_now(stored: Plan, asked: Plan) -> bool:
    """Return whether a study is what a store has become through expansions, if not what it began with."""
    return (
        len(stored.segments) > 1
        and _what_differs(stored, asked).keys() <= GROWING
        and set(stored.rows) == set(asked.rows)
        and stored.replicates >= asked.replicates
    )


def _cut_as_stored(folder: Path, plan: Plan) -> Plan:
    """Return the plan with the chunks that a damaged store has already."""
    for path in sorted((folder / MARKS).glob("c*.ok.json")):
        try:
            mark = read_checked(path)
            if not all(isinstance(mark.get(name), kind) for name, kind in OF_A_MARK.items()):
                continue
        except (DamagedFileError, FileNotFoundError):
            continue
        if mark["study"] == plan.segments[0].key and mark["chunk"] == 0:
            return plan.cut(max(1, mark["stop_run"]))
        if mark["study"] == plan.segments[0].key:
            return plan.cut(mark["first_run"] // mark["chunk"])
    return plan


def _sets_differ(there: Any, here: Any) -> str:
    """Return in what the plausible sets of two studies differ, in words."""
    numbers = ["none" if one is None else str(len(one["sets"])) for one in (there, here)]
    same = " of other values, or of scenarios that choose others" if numbers[0] == numbers[1] else ""
    return f"plausible sets {numbers[0]} there, {numbers[1]} here{same}"


def _what_differs(stored: Plan, asked: Plan) -> dict[str, str]:
    """Return in what a study differs from the one that a store began with, each in words."""
    own, other = (p.specification(p.segments[0]) for p in (stored, asked))
    found: dict[str, str] = {}
    for name in [name for name in {**own, **other} if own.get(name) != other.get(name)]:
        if name == "plausible":
            found[name] = _sets_differ(own.get(name), other.get(name))
            continue
        a, b = own[name], other[name]
        if name == "replicates":
            a, b = a[1], b[1]
        if name == "scenarios":
            a, b = [s["name"] for s in a], [s["name"] for s in b]
        if name in ("rows", "measures"):
            a, b = f"{len(a)} of them", f"{len(b)} of them"
        found[name] = f"{name} {a} there, {b} here" if a != b else name
    return found
