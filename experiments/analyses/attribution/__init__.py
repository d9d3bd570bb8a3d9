"""Attribution: cut loops one by one and together, and say what share of the gains each of them carries."""

from experiments.analyses.attribution.method import CARRIERS, Attribution, attribute, plan_of_cuts

__all__ = ["CARRIERS", "Attribution", "attribute", "plan_of_cuts"]
