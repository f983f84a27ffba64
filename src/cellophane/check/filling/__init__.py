"""Defaults that bind a value, and callers that put an argument in their place.

`binding` tells which parameters hold a value so, `calls` by which calls a function is run that was handed over and with
how many arguments, as far as that is written; `findings` brings the two together, and `repairs` mends what comes out.
"""
