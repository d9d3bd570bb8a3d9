"""The engines: the readable one, the compiled one, and the door to both."""
