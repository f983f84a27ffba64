"""One hazard a file: `cel101_loop_capture.py` holds the rule CEL101, and its docstring is the rule's
documentation.

There is no registration. `check.catalogue` finds the files and says what a rule's file has to have.
"""
