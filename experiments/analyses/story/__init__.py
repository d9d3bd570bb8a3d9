"""Story: what happened in one run, in a few sentences and one figure.

`run` is the whole question in one call; `sentences` is what the command line tells of a run that was made.
"""

from experiments.analyses.story.ask import SingleRun, run
from experiments.analyses.story.report import sentences

__all__ = ["SingleRun", "run", "sentences"]
