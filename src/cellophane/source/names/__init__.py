"""Whose variable a name means, as CPython's compiler decides it."""
