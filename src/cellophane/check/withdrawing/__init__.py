"""Registrations that are to be withdrawn with a function that nothing registered.

`vain` finds such calls from what is known of the method that withdraws; `findings` words them.
"""
