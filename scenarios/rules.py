"""Rules: one digest of what happens in a run and how it is measured, whatever the values.

It is that of the code of the mechanisms, the phases, the start, the network, the draws, the levers, the context and the
observables, as the language understands it: with every name, number and step, without comments, docstrings and other
words. So it stays the same when only values or explanations change, and not when a rule or a measure does.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

import simulation

SOURCES = Path(simulation.__file__).parent
RULES = ("mechanisms", "phases", "start.py", "network.py", "streams.py", "levers.py", "context.py", "observables")
"""Folders and files of the simulation that say what happens and what is measured; engines only make it happen."""
IN_WORDS = "SHA-256 of the code of the rules in simulation/, without values, comments and texts (scenarios/rules.py)"


def digest_of_rules(sources: Path = SOURCES) -> str:
    """Return the SHA-256 of the rules as code."""
    digest = hashlib.sha256()
    for part in RULES:
        path = sources / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py"), key=lambda p: p.as_posix()):
            digest.update(f"{file.relative_to(sources).as_posix()}\n".encode())
            digest.update("\n".join(_meaning(ast.parse(file.read_text(encoding="utf-8")))).encode())
    return digest.hexdigest()


def _meaning(node: ast.AST) -> Iterator[str]:
    """Yield what a piece of code consists of; what is empty or a text says nothing of what happens.

    It is written out here since Python's own ways of doing so differ between its versions.
    """
    yield f"({type(node).__name__}"
    for name, value in ast.iter_fields(node):
        for part in value if isinstance(value, list) else [value]:
            if _is_text(part) or part is None:
                continue
            yield name
            yield from _meaning(part) if isinstance(part, ast.AST) else [repr(part)]
    yield ")"


def _is_text(part: object) -> bool:
    statement = part.value if isinstance(part, ast.Expr) else part
    return isinstance(statement, ast.JoinedStr) or (
        isinstance(statement, ast.Constant) and isinstance(statement.value, str)
    )
