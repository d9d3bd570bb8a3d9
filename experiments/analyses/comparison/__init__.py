"""Comparison: a paired what-if: the same worlds under other rules, and its report."""
