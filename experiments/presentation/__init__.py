"""Presentation: pages, figures and words, in both languages; what an analysis needs to be told."""
