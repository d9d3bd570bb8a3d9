"""Validation: facts with bounds, null models and knock-outs, each with estimate and verdict."""
