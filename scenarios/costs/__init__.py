"""Costs: the money that prices are in, and by what a reform and the people it reaches are counted.

None of it acts in a run: it prices what runs and rules give.
"""
