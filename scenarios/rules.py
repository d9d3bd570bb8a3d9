"""Rules: one digest of what happens in a run and how it is measured, whatever the values.

It is that of the code of the mechanisms, the phases, the start, the network, the draws, the levers, the context and the
observables, as the language understands it: with every name, number and step, without comments, docstrings and other
words. So it stays the same when only values or explanations change, and not when a rule or a measure does.
"""

from __future__ import annotations

import ast
import hashlib
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
            meaning: list[str] = []
            _add_meaning(ast.parse(file.read_text(encoding="utf-8")), meaning)
            digest.update("\n".join(meaning).encode())
    return digest.hexdigest()


def _add_meaning(node: ast.AST, found: list[str]) -> None:
    """Add what a piece of code consists of; what is empty or a text says nothing of what happens.

    It is written out here since Python's own ways of doing so differ between its versions.
    """
    found.append(f"({type(node).__name__}")
    for name in node._fields:
        value = getattr(node, name, None)
        for part in value if isinstance(value, list) else (value,):
            if part is None or _is_text(part):
                continue
            found.append(name)
            if isinstance(part, ast.AST):
                _add_meaning(part, found)
            else:
                found.append(repr(part))
    found.append(")")


def _is_text(part: object) -> bool:
    statement = part.value if isinstance(part, ast.Expr) else part
    return isinstance(statement, ast.JoinedStr) or (
        isinstance(statement, ast.Constant) and isinstance(statement.value, str)
    )
