"""Templates: how every page is filled in: what is not marked as safe is escaped, and what is not given is an error."""

from __future__ import annotations

from pathlib import Path

import jinja2
from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent


def template(name: str, *folders: Path) -> jinja2.Template:
    """Return a template from one of the folders, or from the report's own, whose tables every page takes."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*folders, FOLDER]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def style() -> Markup:
    """Return the style sheet of every page."""
    return Markup((FOLDER / "style.css").read_text(encoding="utf-8"))
