"""Rivals: other accounts of the same patterns, declared once: switches, values, and the sets that fit them.

``rivals.toml`` says what they are and ``sets.csv`` holds the sets of values that waves of their own left of each
account of confinement. How they were fitted, and what they predict, is ``experiments/evidence/rivals``.
"""
