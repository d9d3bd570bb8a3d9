"""Runs: how runs are made and kept: one run, runs under plausible values, sweeps and their stores."""
