"""The compiled engine: the same rules, 16 runs at a time, with the same bits."""
