"""Every fact that differs between the Python versions, as a named flag with the experiment that shows it.

Each flag says what holds in the running interpreter; `tests/test_versions.py` runs the experiments and holds
the flags to what they show. Nothing is decided here about any program.
"""

from __future__ import annotations

import sys

DECORATORS_BEFORE_BASES = sys.version_info >= (3, 12)
"""The compiler looks at decorators before it looks at annotations and bases; before 3.12 after them.

Only the order of the scopes inside them shows it. Experiments: the tables inside `@(lambda a: a)` over
`def f(x: (lambda b: b)): ...` and over `class C(lambda b: b): ...`, in the order in which `symtable` lists them.
"""

HANDLERS_BEFORE_ELSE = sys.version_info >= (3, 13)
"""The compiler looks at the handlers of a `try` before its `else`; before 3.13 after it.

Experiment: the order of the tables of two lambdas, one in the handler and one in the `else`.
"""

COMPREHENSIONS_ARE_INLINED = sys.version_info >= (3, 12)
"""List, set and dict comprehensions have no frame and no table of their own (PEP 709).

Their variables stay apart from those around them all the same. Experiment: `symtable` lists no table inside
`[x for x in y]`, and compiling it gives no code object inside.
"""

CLASS_CELLS = ("__class__", "__classdict__") if sys.version_info >= (3, 12) else ("__class__",)
"""The names that functions inside a class find in a cell of the class, bound nowhere in the source.

From 3.12 on the class keeps its namespace in one more, for the scopes of type parameters. Experiment: a
method that reads the name has it among its free variables.
"""

CLASS_CELL_IS_HIDDEN_FROM_COMPREHENSIONS = sys.version_info >= (3, 13)
"""A comprehension right inside a class body takes `__class__` for a global.

Before 3.12 it found the cell, still empty. Python 3.12.1 means the cell as well, but cannot compile it: it
raises `SystemError`. Experiment: how `symtable` says that `__class__` is reached in
`class C: [__class__ for _ in ()]`.
"""

SUPER_IN_TYPE_SCOPES = sys.version_info >= (3, 12)
"""Reading `super` reads `__class__` as well in the scopes of type parameters and annotations, not in functions only.

Before 3.12 there are no such scopes. Experiment: the table of `type A = super` has both names.
"""


def _reached(text: str, name: str) -> bool:
    """Whether the module's own table of this program has the name."""
    import symtable  # Only the releases that need the experiment pay for it.

    return name in symtable.symtable(text, "<experiment>", "exec").get_identifiers()


PRIVATE_NAMES_LEAK = sys.version_info[:2] == (3, 12) and _reached("class A[T]: ...\n__x", "_A__x")
"""What follows a generic class is mangled as if it were inside, up to the end of the class around.

A bug of the first releases of 3.12, so the experiment itself decides: the names of `class A[T]: ...` and a
private name after it. https://github.com/python/cpython/issues/119395
"""

CLASS_TYPE_PARAMETERS_MANGLE_ONLY_THEMSELVES = sys.version_info >= (3, 12) and not PRIVATE_NAMES_LEAK
"""Among the type parameters and bases of a generic class only the private names of its parameters are mangled.

All private names are in the releases that have the bug above; one change mended both. Experiment: the names
that `symtable` gives for `class A[__T](__B): ...`. https://github.com/python/cpython/issues/119311
"""

FUNCTION_TYPE_MAKES_SLOW_CALLS = sys.version_info >= (3, 13)
"""The interpreter does not specialise calls of a function that `types.FunctionType` made.

It tells functions apart by a version that, from 3.13 on, only `MAKE_FUNCTION` gives them, and that they lose when
`__code__`, `__defaults__` or `__kwdefaults__` is set; such a call takes about a sixth longer. Experiment: the adaptive
operations of a loop that has called one often.
"""

FRAME_LOCALS_ARE_COPIED = sys.version_info < (3, 13)
"""Asking a frame for `f_locals` copies its variables into a dict that it then keeps, over what was in there.

From 3.13 on it is a view that keeps nothing (PEP 667). Experiment: whether the variable of a frame that was asked is
alive after it was deleted there.
"""

ATTRIBUTE_SHIFT = 1 if sys.version_info >= (3, 12) else 0
"""How many bits of the argument of `LOAD_ATTR` stand before the number of the name: whether a method is called.

Before 3.12 an operation of its own does that. Experiment: the argument in the code of `x.name`, which has one name.
"""

NULL_BELOW_CALLABLE = sys.version_info < (3, 13)
"""What has no `self` to be called with stands above a NULL on the stack of the interpreter; from 3.13 on below one.

Experiment: the operations with which a call of a function in a variable begins, `f()` for a parameter `f`.
"""

CALLS_TAKE_TWO_OPERATIONS = sys.version_info < (3, 12)
"""Before `CALL` stands `PRECALL`, which has the same argument.

Experiment: the operations of `f()`.
"""

CELLS_ARE_LOADED_AS_LOCALS = sys.version_info >= (3, 13)
"""What makes a closure loads the cells for it as it loads variables without cells; before 3.13 by `LOAD_CLOSURE`.

Experiment: the operations of a function that makes a closure over its parameter.
"""

CLOSURES_ARE_ATTACHED = sys.version_info >= (3, 13)
"""A function gets its cells and defaults by operations of their own behind `MAKE_FUNCTION`; before 3.13 by it.

Experiment: the operations of a function that makes a closure.
"""
