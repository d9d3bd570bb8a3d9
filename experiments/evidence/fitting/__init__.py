"""Fitting: whether figures of countries whose values are known lead a fit to them (docs/fit.md)."""
