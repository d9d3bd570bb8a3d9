"""Yardsticks: the same rules in C and in vectorised NumPy, to say how far the compiled engine is from either.

The rules are not written again: both are made from the functions of ``simulation`` themselves. Only the loop
over agents is written by hand, as somebody would who had only that language.
"""
