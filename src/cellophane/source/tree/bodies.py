"""The kinds of nodes that code hangs on: what runs as one activation, what makes a closure, what has a name of its own.

One home for these unions, so that no two modules mean different nodes by one word. Nothing is decided here.
"""

from __future__ import annotations

import ast

Body = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.GeneratorExp
"""Code that runs as one activation."""

Site = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.GeneratorExp
"""What makes a closure. Its code is a body."""

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp
"""What runs to its end where it stands."""

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
"""What is called, and has parameters."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
"""What has a name of its own."""

Loops = ast.For | ast.AsyncFor | ast.comprehension
"""What gives the items of an iterable to a target, one after the other."""
