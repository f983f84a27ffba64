"""A run that goes on: what all files came to, and which of them are to be checked again after a change.

`session` is the front door. It is told what has changed, by whom does not matter, and reads no events of its own.
"""
