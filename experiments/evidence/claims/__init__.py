"""The study: when do gains spread beyond local bubbles? Claims, each with its runs, numbers, figure and verdict."""

from experiments.evidence.claims.claims import CLAIMS, Check, Claim
from experiments.evidence.claims.evidence import Amount, Evidence, gathered
from experiments.evidence.claims.verdicts import Judged, judged

__all__ = ["CLAIMS", "Amount", "Check", "Claim", "Evidence", "Judged", "gathered", "judged"]
