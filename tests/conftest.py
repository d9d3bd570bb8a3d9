"""How Hypothesis tries examples: without a deadline, since no test asserts a time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
