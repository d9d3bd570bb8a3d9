"""Make the study of fits, and write its page."""

from __future__ import annotations

import json
import sys

from experiments.evidence.fitting import page
from experiments.evidence.fitting.study import found
from experiments.runs.durable_files import write_whole


def main() -> int:
    """Do it, and return the exit code."""
    made = found()
    write_whole(page.FOUND, json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    write_whole(page.FILE, page.written(made))
    print(f"{page.FILE.name} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
