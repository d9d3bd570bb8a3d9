"""Fuzz: files, settings and command lines, mutated, at the real command line. `make fuzz` tries two thousand."""
