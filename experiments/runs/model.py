"""Model: which model made a result: every file of its code, and its reference values; and whether it is a draft.

Reports, stores, the explorer and ``bubbles run`` all name a model by this digest. What is published and kept with the
project (plausible sets, rivals, the study) names the rules alone (`scenarios.rules`), so that it stays true of a code
that was only moved or explained anew. The digest of a draft begins with a word that says so (`scenarios.published`):
wherever a model is named, a draft is marked, and stays so in what is kept.
"""

from __future__ import annotations

import hashlib

from scenarios.published import SHEET, draft
from scenarios.vocabulary import LANGUAGES, draft_in
from simulation.errors import SimulationError
from simulation.results import source_digest

DRAFT = "draft-"
"""What the digest of a draft begins with."""
COLUMN_OF_DRAFT = "model"
"""The column of a table by which each row names the draft that made it."""


def model_digest() -> str:
    """Return the SHA-256 of the simulation's sources and of the reference values: which model made a result.

    That of a draft begins with `DRAFT`.
    """
    digest = hashlib.sha256(source_digest().encode() + SHEET.read_bytes()).hexdigest()
    return digest if draft() is None else DRAFT + digest


def check_published(what: str) -> None:
    """Refuse to write a page of what was published while the model is a draft.

    Parameters
    ----------
    what : str
        Where it would be written.

    Raises
    ------
    SimulationError
    """
    if (mark := draft_in(LANGUAGES[0])) is not None:
        raise SimulationError(
            f"{what}: {mark[:-1]}. Allowed there: what the published model gives. Publish the draft first, or undo it: "
            "docs/how-to/your-own-rule.md says how."
        )


def is_draft(model: str) -> bool:
    """Return whether the model that a result names is a draft."""
    return model.startswith(DRAFT)
