"""Programs run with their captured variables watched: when each was bound and read, and by which closure.

The front door is `recording`: `record` runs a text, and gives back its time line.
"""
