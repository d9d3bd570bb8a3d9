"""Table: columns as Parquet, with unit and meaning of each, and back again without trusting a single byte."""

from __future__ import annotations

import importlib
import io
import json
from typing import Any

import numpy as np

from experiments.sweep.chunks import Values
from experiments.sweep.files import DamagedFileError
from experiments.sweep.plan import Chunk, Plan

pa: Any = importlib.import_module("pyarrow")
parquet: Any = importlib.import_module("pyarrow.parquet")

SCHEMA_KEY = b"enabling-bubbles"
ROLES = {
    "run": ("number", "Number of the run, in the order of the study.", "key"),
    "scenario": ("name", "Scenario the run is of.", "key"),
    "row": ("number", "Row of the design.", "key"),
    "replicate": ("number", "Replicate: which people, ties and shocks.", "key"),
    "seed": ("number", "Seed of the study.", "key"),
    "error": ("text", "What the run raised, if it did; then it has no measures.", "error"),
}


def schema_of(plan: Plan, about: dict[str, Any]) -> Any:
    """Return the Arrow schema of a plan's chunks: unit, meaning and role in the metadata of each field."""
    fields = [_field(name, *ROLES[name]) for name in list(ROLES)[:-1]]
    for column in plan.columns:
        parameter = column.parameter
        kind = "text" if parameter.choices else "float"
        fields.append(_field(column.name, parameter.unit, parameter.meaning, "parameter", kind))
    fields += [_field(measure.name, measure.unit, measure.meaning, "measure", "float") for measure in plan.measures]
    fields.append(_field("error", *ROLES["error"]))
    return pa.schema(fields, {SCHEMA_KEY: json.dumps(about, sort_keys=True).encode()})


def _field(name: str, unit: str, meaning: str, role: str, kind: str = "") -> Any:
    kinds = {"number": pa.int64(), "name": pa.string(), "text": pa.string(), "float": pa.float64()}
    metadata = {"unit": unit, "meaning": meaning, "role": role}
    return pa.field(name, kinds[kind or unit], nullable=role in ("measure", "error"), metadata=metadata)


def arrow_table(schema: Any, columns: dict[str, Values]) -> Any:
    """Return columns as an Arrow table; what is undefined is null."""
    arrays = [
        pa.array(columns[field.name], type=field.type, from_pandas=field.nullable and field.type == pa.float64())
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def parquet_bytes(plan: Plan, chunk: Chunk, columns: dict[str, Values]) -> bytes:
    """Return a chunk as a Parquet file."""
    about = {
        "study": chunk.key,
        "chunk": chunk.number,
        "first_run": chunk.first_run,
        "stop_run": chunk.stop_run,
        "seed": plan.seed,
        "model": plan.model,
    }
    sink = io.BytesIO()
    table = arrow_table(schema_of(plan, about), columns)
    parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def table_from(data: bytes, name: str) -> Any:
    """Return the Arrow table of a Parquet file, its pages checked.

    Raises
    ------
    DamagedFileError
        If it cannot be read.
    """
    try:
        # Without Arrow's threads: a process that leaves while they are idle may be aborted at its end.
        file = parquet.ParquetFile(pa.BufferReader(data), page_checksum_verification=True, pre_buffer=False)
        return file.read(use_threads=False)
    except Exception as error:
        raise DamagedFileError(f"{name} is no Parquet file ({type(error).__name__})") from None


def columns_of(table: Any) -> dict[str, Values]:
    """Return the columns of an Arrow table as they were made."""
    columns: dict[str, Values] = {}
    for name in table.column_names:
        values = table.column(name)
        if pa.types.is_floating(values.type):
            found = values.to_numpy()
            columns[name] = np.where(np.isnan(found), np.nan, found)
        elif pa.types.is_integer(values.type):
            columns[name] = values.to_numpy().astype(np.int64)
        else:
            columns[name] = values.to_pylist()
    return columns
