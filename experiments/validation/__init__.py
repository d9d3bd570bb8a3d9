"""Validation: facts with bounds fixed beforehand, null models and knock-outs, each with estimate and verdict."""
