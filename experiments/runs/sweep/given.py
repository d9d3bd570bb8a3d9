"""Given: a study as data: fields in a dict and rows in a data frame become what a file of them would have been."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from experiments.runs.durable_files import json_text
from experiments.runs.sweep.errors import StudyError
from simulation.parameters import shown

if TYPE_CHECKING:
    import pandas

AskedStudy: TypeAlias = "str | os.PathLike[str] | Mapping[str, Any] | pandas.DataFrame"
"""A study as it may be asked for: the name of one that comes with the model, a path, its fields as a dict, or a data
frame of its rows, with the other fields beside it."""
NAME = "study"
"""What messages call a study that has no file."""
ROWS = "rows"
WAYS = (
    "the name of a study, a path, a dict of its fields, or a data frame of its rows beside question, scenarios and "
    "replicates"
)


def is_frame(given: object) -> bool:
    """Return whether this is a data frame of pandas, which is loaded then."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(given, pandas.DataFrame)


def fields_of(given: Any, further: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a study that is given as data, of the kinds that a file has.

    Parameters
    ----------
    further : mapping
        Fields beside a data frame of rows.

    Raises
    ------
    StudyError
        If the fields are given in both ways, or not at all.
    """
    if is_frame(given):
        if not further:
            raise StudyError(
                f"{NAME}: there are rows alone. Allowed: beside them question, scenarios and replicates. Write "
                '{"question": "...", "scenarios": ["baseline"], "replicates": 4, "rows": frame}.'
            )
        if ROWS in further:
            raise StudyError(f"{NAME}: rows is given beside a data frame of rows. Allowed: one of them. Leave one out.")
        given = {**further, ROWS: given}
    for key in given:
        if not isinstance(key, str):
            raise StudyError(f"{NAME}: the field {shown(key)} has no name. Allowed: fields named by texts. Mend it.")
    return {key: value if is_frame(value) and key == ROWS else _plain(value) for key, value in given.items()}


def refuse_fields(further: Mapping[str, Any]) -> None:
    """Refuse fields beside a study that says all of them itself.

    Raises
    ------
    StudyError
    """
    if further:
        raise StudyError(
            f"{next(iter(further))!s:.80} is given beside a study, which has its own fields. Allowed: beside a data "
            "frame of rows. Write it into the study."
        )


def csv_of(frame: pandas.DataFrame) -> str:
    """Return a data frame as a CSV file has it, every number in full; its index is left out."""
    narrow = {name: "float64" for name, kind in frame.dtypes.items() if kind.kind == "f"}
    return frame.astype(cast("Any", narrow)).to_csv(index=False, lineterminator="\n")


def text_of_fields(fields: Mapping[str, Any]) -> str:
    """Return fields as text, for the provenance of a store, which has the rows themselves elsewhere."""
    told = {
        name: f"{len(value):,} rows of {', '.join(map(str, value.columns))}" if is_frame(value) else value
        for name, value in fields.items()
    }
    return json_text(told)


def _plain(value: Any) -> Any:
    """Return a value as TOML would have it: lists for sequences, Python's numbers for numpy's; else as it is."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, os.PathLike):
        return os.fspath(value)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (list, tuple, range, np.ndarray)):
        return [_plain(part) for part in cast("Iterable[Any]", value)]
    return value
