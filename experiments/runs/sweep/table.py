"""Table: columns as Parquet, with unit and meaning of each, and back again without trusting a single byte."""

from __future__ import annotations

import importlib
import io
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.runs.sweep.chunks import StoredValues
from experiments.runs.sweep.files import DamagedFileError
from experiments.runs.sweep.plan import Chunk, Plan
from scenarios.costs.money import Money

pa: Any = importlib.import_module("pyarrow")
parquet: Any = importlib.import_module("pyarrow.parquet")

SCHEMA_KEY = b"enabling-bubbles"
ROLES = {
    "run": ("number", "Number of the run, in the order of the study.", "key"),
    "scenario": ("name", "Scenario the run is of.", "key"),
    "row": ("number", "Row of the design.", "key"),
    "replicate": ("number", "Replicate: which people, ties and shocks.", "key"),
    "seed": ("number", "Seed of the study.", "key"),
    "plausible": ("number", "Number of the plausible set that the run is under: 17 is the set p017.", "key"),
    "error": ("text", "What the run raised, if it did; then it has no measures.", "error"),
}
KEYS = tuple(name for name, (_, _, role) in ROLES.items() if role == "key")


def schema_of(plan: Plan, about: dict[str, Any], money: Money) -> Any:
    """Return the Arrow schema of a plan's chunks: unit, meaning and role in the metadata of each field."""
    said = money.restated
    keys = [name for name in KEYS if name != "plausible" or plan.sets]
    fields = [_field(name, *ROLES[name]) for name in keys]
    for column in plan.columns:
        parameter = column.parameter
        kind = "text" if parameter.choices else "float"
        fields.append(_field(column.name, said(parameter.unit), parameter.meaning, "parameter", kind))
    fields += [_field(one.name, said(one.unit), one.meaning, "measure", "float") for one in plan.measures]
    fields.append(_field("error", *ROLES["error"]))
    return pa.schema(fields, {SCHEMA_KEY: json.dumps(about, sort_keys=True).encode()})


def _field(name: str, unit: str, meaning: str, role: str, kind: str = "") -> Any:
    kinds = {"number": pa.int64(), "name": pa.string(), "text": pa.string(), "float": pa.float64()}
    metadata = {"unit": unit, "meaning": meaning, "role": role}
    return pa.field(name, kinds[kind or unit], nullable=role in ("measure", "error"), metadata=metadata)


def arrow_table(schema: Any, columns: dict[str, StoredValues]) -> Any:
    """Return columns as an Arrow table; what is undefined is null."""
    return pa.Table.from_arrays([_array(field.type, columns[field.name]) for field in schema], schema=schema)


def _array(kind: Any, values: StoredValues) -> Any:
    """Return a column as an Arrow array, from its bytes: ``pyarrow.array`` would load pandas to look at it."""
    if isinstance(values, list):
        texts = [b"" if value is None else value.encode() for value in values]
        offsets = np.zeros(len(texts) + 1, dtype=np.int32)
        np.cumsum([len(text) for text in texts], out=offsets[1:])
        is_known = np.array([value is not None for value in values], dtype=bool)
        return pa.Array.from_buffers(
            kind, len(values), [_bits(is_known), _buffer(offsets), pa.py_buffer(b"".join(texts))]
        )
    is_known = ~np.isnan(values) if values.dtype.kind == "f" else np.ones(len(values), dtype=bool)
    return pa.Array.from_buffers(kind, len(values), [_bits(is_known), _buffer(values)])


def _bits(is_known: NDArray[np.bool_]) -> Any:
    """Return which values are known, a bit for each; None where all are."""
    return None if is_known.all() else _buffer(np.packbits(is_known, bitorder="little"))


def _buffer(values: NDArray[Any]) -> Any:
    return pa.py_buffer(np.ascontiguousarray(values))


def parquet_bytes(plan: Plan, chunk: Chunk, columns: dict[str, StoredValues], money: Money) -> bytes:
    """Return a chunk as a Parquet file, whose units name the money of the prices."""
    about = {
        "study": chunk.key,
        "chunk": chunk.number,
        "first_run": chunk.first_run,
        "stop_run": chunk.stop_run,
        "seed": plan.seed,
        "model": plan.model,
    }
    sink = io.BytesIO()
    table = arrow_table(schema_of(plan, about, money), columns)
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


def columns_of(table: Any) -> dict[str, StoredValues]:
    """Return the columns of an Arrow table as they were made."""
    columns: dict[str, StoredValues] = {}
    for name in table.column_names:
        values = table.column(name)
        if pa.types.is_floating(values.type):
            found = _numbers(values, np.dtype("<f8"))
            columns[name] = np.where(np.isnan(found), np.nan, found)
        elif pa.types.is_integer(values.type):
            columns[name] = _numbers(values, np.dtype("<i8"))
        else:
            columns[name] = values.to_pylist()
    return columns


def _numbers(column: Any, kind: np.dtype[Any]) -> NDArray[Any]:
    """Return a column of numbers from its bytes, NaN where it is null: Arrow's own way loads pandas."""
    parts: list[NDArray[Any]] = []
    for chunk in column.chunks:
        known, data = chunk.buffers()
        part = np.frombuffer(data, kind, len(chunk), chunk.offset * kind.itemsize).copy()
        if chunk.null_count:
            bits = np.unpackbits(np.frombuffer(known, np.uint8), bitorder="little")
            part[bits[chunk.offset : chunk.offset + len(chunk)] == 0] = np.nan
        parts.append(part)
    return np.concatenate(parts) if parts else np.empty(0, kind)
