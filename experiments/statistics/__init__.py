"""Statistics: intervals, and what is drawn again where draws depend on each other."""
