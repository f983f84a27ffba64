"""Knowledge is data: no module that reads programs decides by names of libraries, but for what is of the language.

Looked at is every text in a display, a comparison or a `case` that is the last part of the name of a callable of which
the knowledge files speak, or begins as such names do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import cellophane.source
from tests.knowledge_experiments import KNOWLEDGE

SOURCE = Path(next(iter(cellophane.source.__path__)))

OF_THE_LANGUAGE = {
    ("meaning/callees.py", "builtins.super"): "where the lookup of a method begins",
    ("steps/methods.py", "collections.abc.Collection"): "what has items",
    ("steps/methods.py", "collections.abc.Generator"): "what a generator function makes",
    ("steps/methods.py", "collections.abc.AsyncGenerator"): "what an asynchronous generator function makes",
    ("steps/methods.py", "collections.abc.Coroutine"): "what an asynchronous function makes",
    ("steps/conditions.py", "builtins.hasattr"): "what the interpreter is asked of a value",
    ("steps/conditions.py", "builtins.isinstance"): "what the interpreter is asked of a value",
    ("steps/conditions.py", "builtins.object"): "the class that has no further base",
    ("steps/conditions.py", "collections.abc"): "what can be done with a value",
    ("tree/signatures.py", "classmethod"): "which parameter of a method the class fills",
    ("meaning/classes.py", "builtins.list"): "what a list display makes",
    ("meaning/classes.py", "builtins.dict"): "what a dict display makes",
    ("meaning/classes.py", "builtins.set"): "what a set display makes",
    ("meaning/classes.py", "builtins.tuple"): "what a tuple display makes",
    ("meaning/classes.py", "builtins.str"): "what an f-string makes",
    ("meaning/classes.py", "builtins.object"): "the class that has no further base",
    ("tree/catching.py", "BaseException"): "the class of all exceptions",
    ("tree/catching.py", "Exception"): "the class of all exceptions that programs catch",
    ("tree/signatures.py", "staticmethod"): "which parameter of a method the receiver fills",
    ("modules/toplevel.py", "append"): "how the import system's `__all__` is written",
    ("modules/toplevel.py", "extend"): "how the import system's `__all__` is written",
    ("modules/toplevel.py", "list"): "how the import system's `__all__` is written",
    ("modules/toplevel.py", "tuple"): "how the import system's `__all__` is written",
    ("modules/toplevel.py", "sorted"): "how the import system's `__all__` is written",
    ("modules/toplevel.py", "set"): "how the import system's `__all__` is written",
}
"""By module and name: why it may stand there."""
OTHER_WORDS = {
    ("flow/assumptions.py", "name"): "a field of a node of `ast`",
    ("names/blocks.py", "index"): "a field",
    ("names/blocks.py", "loads"): "a field",
    ("names/compiler_order.py", "Dict"): "a node of `ast`",
    ("names/compiler_order.py", "Expr"): "a node of `ast`",
    ("names/compiler_order.py", "List"): "a node of `ast`",
    ("names/compiler_order.py", "Set"): "a node of `ast`",
    ("names/compiler_order.py", "Tuple"): "a node of `ast`",
    ("names/compiler_order.py", "values"): "a field of a node of `ast`",
    ("tree/walking.py", "id"): "a field of a node of `ast`",
    ("text/notebooks.py", "name"): "a field of the metadata of a notebook",
    ("text/notebooks.py", "timeit"): "a magic of IPython, which is no callable of a program",
}
"""What only looks like such a name."""


def spoken_of() -> set[str]:
    """The last parts of all names of callables in the knowledge files, and the first parts with a dot behind."""
    others = ("aliases", "alike")
    names = {
        *KNOWLEDGE.names(),
        *(n for name in KNOWLEDGE.names() for key in others for n in KNOWLEDGE.table(name).get(key, ())),
    }
    names = {name for name in names if name != "*" and not name.endswith(".*")}
    plain = {name for name in (name.rpartition(".")[2] for name in names) if not _is_special(name)}
    return plain | {f"{name.partition('.')[0]}." for name in names}


def _is_special(name: str) -> bool:
    """Whether it is a name that the language gives to methods of all classes: `__init__`."""
    return name.startswith("__") and name.endswith("__")


def decided_by(tree: ast.AST) -> Iterator[str]:
    """The texts that something is decided by, as far as it shows."""
    for node in ast.walk(tree):
        parts: list[ast.expr | None] = []
        if isinstance(node, ast.Set | ast.Tuple | ast.List):
            parts = [*node.elts]
        elif isinstance(node, ast.Dict):
            parts = [*node.keys, *node.values]
        elif isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            parts = [node.value]
        yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def is_name(text: str, known: set[str]) -> bool:
    head, dot, _ = text.partition(".")
    return text.rpartition(".")[2] in known or f"{head}{dot}" in known


def test_no_module_decides_by_the_name_of_a_callable() -> None:
    known = spoken_of()
    found = {
        (path.relative_to(SOURCE).as_posix(), text)
        for path in SOURCE.rglob("*.py")
        if path.parent.name != "knowledge"  # whose texts are the keys of the format
        for text in decided_by(ast.parse(path.read_text(encoding="utf-8")))
        if is_name(text, known)
    }
    assert found == OF_THE_LANGUAGE.keys() | OTHER_WORDS.keys()


def test_what_would_be_found() -> None:
    code = """
    NAMES = frozenset({"dataclass", "define"})
    TABLE = {"count": 0, "cycle": "endless"}
    if name == "Optional" or name in ("List", *others): ...
    if name.startswith(("builtins.", "*.append")): ...
    match name:
        case "contextmanager": ...
    """
    texts, known = {*decided_by(ast.parse("if 1:" + code))}, spoken_of()
    assert texts == {
        "dataclass",
        "define",
        "count",
        "cycle",
        "endless",
        "Optional",
        "List",
        "builtins.",
        "*.append",
    } | {"contextmanager"}
    assert {text for text in texts if not is_name(text, known)} == {"endless"}
