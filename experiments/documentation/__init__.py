"""Documents: the parts of the documentation that are made from declarations, so that they cannot grow stale.

``make tables`` writes them; with ``--check`` it only says which are stale.
"""
