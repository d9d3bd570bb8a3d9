"""Mechanisms: one concept a file, its parameters and the scalar rules that say how one quantity changes in one month.

Rules are leaves: they call shapes and nothing else, read only their arguments, and meet in state.
``simulation.phases`` composes them in the order of the month, ``simulation.parameters`` collects what they declare.
"""
