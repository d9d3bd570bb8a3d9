# pyright: basic
"""Lanes: read and write agents of 16 runs at once, as NamedTuples.

The workspace is one flat array of rows 16 runs wide. A state of n fields lies on n rows, so a field lies at
a constant offset from its agent's first row and a loop over the 16 lanes becomes full-width vector code.
``get`` and ``put`` compile to plain loads and stores; loads that nobody needs vanish.

Agents of different kinds never share rows. Loads and stores say so to the compiler (an alias scope for each
kind of state), which spares it from checking at run time, or from giving up.
"""

from __future__ import annotations

from typing import Any, get_type_hints

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from simulation.engine.compiled.kinds import KINDS, WIDTH, Keys, rows_of

_I64 = ir.IntType(64)


def _type_of(state: type[Any]) -> types.Type:
    parts = list(get_type_hints(state).values())
    if all(part is float for part in parts):
        return types.NamedUniTuple(types.float64, len(parts), state)
    return types.NamedTuple([_type_of(part) for part in parts], state)


def _pointer(context, builder, array_type, array, at, row):
    data = context.make_array(array_type)(context, builder, array).data
    offset = builder.add(at, ir.Constant(_I64, row * WIDTH), flags=["nsw"])
    return builder.gep(data, [offset], inbounds=True)


def _tag(builder, instruction, kind: type[Any]) -> None:
    """Tell the compiler that this access can only meet accesses to the same kind."""
    if kind not in KINDS:
        raise NotImplementedError(f"{kind.__name__} is not declared as a kind of rows")
    module = builder.module
    domain = module.add_metadata([ir.MetaDataString(module, "rows")])
    scopes = {k: module.add_metadata([ir.MetaDataString(module, k.__name__), domain]) for k in KINDS}
    instruction.set_metadata("alias.scope", module.add_metadata([scopes[kind]]))
    instruction.set_metadata("noalias", module.add_metadata([scopes[k] for k in KINDS if k is not kind]))


@intrinsic
def get(typingctx, state, w, at):
    """Return the state whose first row starts at ``w[at]`` (row times width, plus lane)."""
    state_class = state.instance_class
    result = _type_of(state_class)

    def load(context, builder, array_type, array, at, part, row):
        values = []
        for hint in get_type_hints(part).values():
            if hint is float:
                loaded = builder.load(_pointer(context, builder, array_type, array, at, row))
                _tag(builder, loaded, state_class)
                values.append(loaded)
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
            stored = builder.store(builder.extract_value(val, place), target)
            _tag(builder, stored, state.instance_class)
        return context.get_dummy_value()

    return types.void(state, w, types.int64, value), codegen


@intrinsic
def peek(typingctx, kind, w, at):
    """Return ``w[at]``, which lies in the rows of this kind."""

    def codegen(context, builder, signature, args):
        _, array, at = args
        loaded = builder.load(_pointer(context, builder, signature.args[1], array, at, 0))
        _tag(builder, loaded, kind.instance_class)
        return loaded

    return types.float64(kind, w, types.int64), codegen


@intrinsic
def poke(typingctx, kind, w, at, value):
    """Set ``w[at]``, which lies in the rows of this kind."""

    def codegen(context, builder, signature, args):
        _, array, at, val = args
        stored = builder.store(val, _pointer(context, builder, signature.args[1], array, at, 0))
        _tag(builder, stored, kind.instance_class)
        return context.get_dummy_value()

    return types.void(kind, w, types.int64, types.float64), codegen


@intrinsic
def key_of(typingctx, keys, lane):
    """Return ``keys[lane]``; keys are never written and share no rows with anything."""

    def codegen(context, builder, signature, args):
        array, lane = args
        loaded = builder.load(_pointer(context, builder, signature.args[0], array, lane, 0))
        _tag(builder, loaded, Keys)
        return loaded

    return types.uint64(keys, types.int64), codegen


@intrinsic
def visit(typingctx, kind, w, at):
    """Return ``w[at]`` like `peek`, in a loop that has to stay scalar.

    The compiler would turn visits to peers, who lie anywhere, into gathers, which take twice the time of plain
    loads on the processors measured. It leaves a loop alone that has such a load (unordered atomic: a plain
    load to the processor).
    """

    def codegen(context, builder, signature, args):
        _, array, at = args
        pointer = _pointer(context, builder, signature.args[1], array, at, 0)
        return builder.load_atomic(pointer, "unordered", 8)

    return types.float64(kind, w, types.int64), codegen


@intrinsic
def fetch(typingctx, w, at):
    """Ask for the cache line of ``w[at]``, which will be needed soon; nothing else happens."""

    def codegen(context, builder, signature, args):
        array, at = args
        pointer = builder.bitcast(
            _pointer(context, builder, signature.args[0], array, at, 0), ir.IntType(8).as_pointer()
        )
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer.type, number, number, number])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [pointer, number(0), number(2), number(1)])
        return context.get_dummy_value()

    return types.void(w, types.int64), codegen


def _vector(context, builder, array_type, array, at, size):
    """Return a pointer to `size` values from ``array[at]`` on."""
    pointer = _pointer(context, builder, array_type, array, at, 0)
    return builder.bitcast(pointer, ir.VectorType(ir.DoubleType(), size).as_pointer())


@intrinsic
def mean_of_three(typingctx, kind, w, a, b, c, weight, target, first, second, third, fourth):
    """Set four places of kind `target` to ``(w[a + i] + w[b + i] + w[c + i]) * weight``, i = 0 to 3.

    Four neighbours are loaded, added and weighted at once; they lie together in one lane.
    """

    def codegen(context, builder, signature, args):
        _, array, a, b, c, weight, _, *places = args
        array_type, four = signature.args[1], ir.VectorType(ir.DoubleType(), 4)
        loaded = []
        for at in (a, b, c):
            pointer = _vector(context, builder, array_type, array, at, 4)
            value = builder.load(pointer, align=8)
            _tag(builder, value, kind.instance_class)
            loaded.append(value)
        one = builder.insert_element(ir.Constant(four, ir.Undefined), weight, ir.Constant(ir.IntType(32), 0))
        each = builder.shuffle_vector(
            one, ir.Constant(four, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), 4), [0, 0, 0, 0])
        )
        mean = builder.fmul(builder.fadd(builder.fadd(loaded[0], loaded[1]), loaded[2]), each)
        for place, at in enumerate(places):
            value = builder.extract_element(mean, ir.Constant(ir.IntType(32), place))
            stored = builder.store(value, _pointer(context, builder, array_type, array, at, 0))
            _tag(builder, stored, target.instance_class)
        return context.get_dummy_value()

    whole = types.int64
    return (
        types.void(kind, w, whole, whole, whole, types.float64, target, whole, whole, whole, whole),
        codegen,
    )


@intrinsic
def put_in_order(typingctx, kind, w, a, b):
    """Let two places of an order change places where the one at `b` comes first, in all lanes at once.

    `a` and `b` are the first rows of states that begin with a key, and the whole number that decides between equal
    keys: what `comes_before` says, and no loop over lanes that had to ask whether the two lie apart.
    """
    state = kind.instance_class
    assert len(state._fields) == 2

    def codegen(context, builder, signature, args):
        _, array, a, b = args
        every, places, loaded = ir.VectorType(ir.DoubleType(), WIDTH), [], []
        for at in (a, b):
            for row in (0, 1):
                pointer = builder.bitcast(
                    _pointer(context, builder, signature.args[1], array, at, row), every.as_pointer()
                )
                value = builder.load(pointer, align=8)
                _tag(builder, value, state)
                places.append(pointer)
                loaded.append(value)
        key, index, other_key, other_index = loaded
        is_same = builder.fcmp_ordered("==", other_key, key)
        is_later = builder.fcmp_ordered("<", other_index, index)
        is_first = builder.or_(builder.fcmp_ordered("<", other_key, key), builder.and_(is_same, is_later))
        for pointer, one, other in zip(places, loaded, [*loaded[2:], *loaded[:2]], strict=True):
            stored = builder.store(builder.select(is_first, other, one), pointer, align=8)
            _tag(builder, stored, state)
        return context.get_dummy_value()

    return types.void(kind, w, types.int64, types.int64), codegen


@intrinsic
def copy(typingctx, w, at, source, start, size):
    """Copy `size` elements of `source`, from `start` on, to where ``w[at]`` lies; the two do not overlap."""

    def codegen(context, builder, signature, args):
        array, at, other, start, size = args
        byte = ir.IntType(8).as_pointer()
        to = builder.bitcast(_pointer(context, builder, signature.args[0], array, at, 0), byte)
        of = builder.bitcast(_pointer(context, builder, signature.args[2], other, start, 0), byte)
        flag = ir.IntType(1)
        kind = ir.FunctionType(ir.VoidType(), [byte, byte, _I64, flag])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.memcpy.p0.p0.i64")
        builder.call(function, [to, of, builder.mul(size, ir.Constant(_I64, 8)), flag(0)])
        return context.get_dummy_value()

    return types.void(w, types.int64, source, types.int64, types.int64), codegen
