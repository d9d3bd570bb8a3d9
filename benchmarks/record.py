"""Record: what was measured, as JSON, for the page of the documentation (``python -m benchmarks.page``)."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from benchmarks.machine import described

MEASURED = Path(__file__).parent / "measured.json"


def record(name: str, **figures: Any) -> None:
    """Keep the figures of one benchmark, with the machine and the day; those of others stay."""
    known = recorded()
    known[name] = {"machine": described(), "day": datetime.date.today().isoformat(), **figures}
    MEASURED.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def recorded() -> dict[str, Any]:
    """Return everything that was measured."""
    return json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
