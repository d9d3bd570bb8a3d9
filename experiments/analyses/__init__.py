"""Analyses: what many runs say together: a folder for each question, of the same few files.

``method`` finds, ``figures`` draws, ``report`` tells, ``texts/`` has the words in both languages.
"""
