"""Rivals: other explanations of the same patterns, and other rules, held against the facts.

``python -m experiments.rivals`` runs them and writes ``docs/rivals.md``.
"""
