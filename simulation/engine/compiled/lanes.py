# pyright: basic
"""Lanes: read and write agents of 16 runs at once, as NamedTuples.

The workspace is one flat array of rows 16 runs wide. A state of n fields lies on n rows, so a field lies at
a constant offset from its agent's first row and a loop over the 16 lanes becomes full-width vector code.
``get`` and ``put`` compile to plain loads and stores; loads that nobody needs vanish.
"""

from __future__ import annotations

from typing import Any, get_type_hints

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

WIDTH = 16
"""Runs side by side in a block."""

_I64 = ir.IntType(64)


def rows_of(state: type[Any]) -> int:
    """Return how many rows a NamedTuple class takes; nested ones count their parts."""
    return sum(rows_of(part) if part is not float else 1 for part in get_type_hints(state).values())


def _type_of(state: type[Any]) -> types.Type:
    parts = list(get_type_hints(state).values())
    if all(part is float for part in parts):
        return types.NamedUniTuple(types.float64, len(parts), state)
    return types.NamedTuple([_type_of(part) for part in parts], state)


def _pointer(context, builder, array_type, array, at, row):
    data = context.make_array(array_type)(context, builder, array).data
    offset = builder.add(at, ir.Constant(_I64, row * WIDTH), flags=["nsw"])
    return builder.gep(data, [offset], inbounds=True)


@intrinsic
def get(typingctx, state, w, at):
    """Return the state whose first row starts at ``w[at]`` (row times width, plus lane)."""
    state_class = state.instance_class
    result = _type_of(state_class)

    def load(context, builder, array_type, array, at, part, row):
        values = []
        for hint in get_type_hints(part).values():
            if hint is float:
                values.append(builder.load(_pointer(context, builder, array_type, array, at, row)))
                row += 1
            else:
                values.append(load(context, builder, array_type, array, at, hint, row))
                row += rows_of(hint)
        return context.make_tuple(builder, _type_of(part), values)

    def codegen(context, builder, signature, args):
        _, array, at = args
        return load(context, builder, signature.args[1], array, at, state_class, 0)

    return result(state, w, types.int64), codegen


@intrinsic
def put(typingctx, state, w, at, value):
    """Write those fields of the state at ``w[at]`` that `value`, a NamedTuple of some of them, has."""
    names = state.instance_class._fields
    fields = value.fields

    def codegen(context, builder, signature, args):
        _, array, at, val = args
        for place, name in enumerate(fields):
            target = _pointer(context, builder, signature.args[1], array, at, names.index(name))
            builder.store(builder.extract_value(val, place), target)
        return context.get_dummy_value()

    return types.void(state, w, types.int64, value), codegen
