"""The explorer: the whole model in one page, offline: for a ministry, and for a classroom."""
