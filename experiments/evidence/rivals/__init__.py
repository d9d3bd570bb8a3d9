"""Rivals: other explanations of the same patterns, and other rules, held against the facts.

``make rivals`` runs them and writes ``docs/rivals.md``.
"""
