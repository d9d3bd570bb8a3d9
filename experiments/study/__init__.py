"""The study: when do gains spread beyond local bubbles? Claims, each with its runs, numbers, figure and verdict."""

from experiments.study.claims import CLAIMS, Check, Claim
from experiments.study.evidence import Amount, Evidence, gathered
from experiments.study.verdicts import Judged, judged

__all__ = ["CLAIMS", "Amount", "Check", "Claim", "Evidence", "Judged", "gathered", "judged"]
