"""Exit codes: what a program that ends says of how it went (docs/reference of the command line)."""

DONE = 0
CHECK_FAILED = 1
"""It ran, and what it was to check does not hold."""
USERS_MISTAKE = 2
INTERRUPTED = 3
