"""Attribution: cut loops one by one and together, and say what share of the gains each of them carries.

`attribute` is the whole question in one call; `plan_of_cuts` and `share_out` are its parts, for runs of one's own.
"""

from experiments.analyses.attribution.ask import AttributionFindings, attribute
from experiments.analyses.attribution.method import CARRIERS, Attribution, plan_of_cuts, share_out

__all__ = ["CARRIERS", "Attribution", "AttributionFindings", "attribute", "plan_of_cuts", "share_out"]
