"""See-through closures for Python: what a function captured, and which captures will bite."""

__version__ = "0.1.0"
