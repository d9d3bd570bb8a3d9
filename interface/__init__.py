"""Interface: what a human types and reads. Thin: it asks the other rooms and words their answers."""
