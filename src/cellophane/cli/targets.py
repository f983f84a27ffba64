"""What a TARGET on the command line means, and the ARGs behind it.

A target is an object of a module, by its name or as the result of a call, or a place in a file that is only read.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cellophane.cli.streams import printed_to_stderr
from cellophane.model.nearest import meant
from cellophane.workspace.environment import virtual_environments

_FILES = (".py", ".pyi", ".pyw", ".ipynb")
_LINE = re.compile(r"(?P<path>.+?):(?P<row>\d+)(?::(?P<column>\d+))?:?")  # as findings are printed
_OBJECT = re.compile(r"(?P<module>[^\W\d][\w.]*):(?P<name>.+)", re.DOTALL)
_QUALIFIED = re.compile(r"[^\W\d][\w.<>]*")
_NAMED = re.compile(r"(?P<name>[^\W\d]\w*)=(?P<value>.*)", re.DOTALL)
FORMS = (
    "name `package.module:function` or `package.module:make(1)`, which are imported, or `file.py` or `file.py:LINE`, "
    "which are only read"
)


class Unusable(Exception):
    """The target cannot be had; the message says why, and what could be."""


@dataclass(frozen=True, slots=True)
class File:
    """A place in a file."""

    path: str
    row: int | None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """An object of a module."""

    module: str
    name: str
    """Its qualified name, or an expression to be evaluated in the module."""


def target(text: str) -> File | Object:
    """What the text means. Raises `Unusable` if it is neither.

    >>> target("counters.py:7"), target("json.decoder:JSONDecoder.decode")
    (File(path='counters.py', row=7, column=None), Object(module='json.decoder', name='JSONDecoder.decode'))
    """
    line = _LINE.fullmatch(text)
    path = line["path"] if line else text
    if path.endswith(_FILES) or os.path.exists(path):
        row, column = (line["row"], line["column"]) if line else (None, None)
        return File(path, int(row) if row else None, int(column) if column else None)
    found = _OBJECT.fullmatch(text)
    if found is None or found["module"].endswith(_FILES) or not _is_expression(found["name"]):
        raise Unusable(f"{text!r} cannot be looked at{_meant(text)}: {FORMS}")
    return Object(found["module"], found["name"])


def _meant(text: str) -> str:
    """A guess at what was meant by a text that is no target: ` (did you mean json:loads?)`; empty without one."""
    file, colon, name = text.rpartition(":")
    if colon and file.endswith(_FILES) and _QUALIFIED.fullmatch(name):
        module = os.path.splitext(file)[0].replace(os.sep, ".").strip(".")
        return f" (did you mean {module}:{name}, or a line of {file}?)"
    if not _QUALIFIED.fullmatch(text):
        return ""
    if _is_module(text):
        return f" as a whole: it is a module (name a function of it, {text}:NAME)"
    module, dot, name = text.rpartition(".")
    return f" (did you mean {module}:{name}?)" if dot else ""


def _is_module(name: str) -> bool:
    """Whether there is a module of this name, as far as that is known without importing a package around it."""
    try:
        return name in sys.modules or ("." not in name and importlib.util.find_spec(name) is not None)
    except (ImportError, ValueError):
        return False


def given(arguments: Iterable[str]) -> tuple[list[Any], dict[str, Any]]:
    """What a function is to be called with: literals by position, and `name=literal`. Raises `Unusable`.

    >>> given(["7", "'text'", "flags={'a'}"])
    ([7, 'text'], {'flags': {'a'}})
    """
    positional, named = [], {}
    for argument in arguments:
        if match := _NAMED.fullmatch(argument):
            if match["name"] in named:
                raise Unusable(f"the argument {match['name']} is given twice")
            named[match["name"]] = _literal(match["value"])
        else:
            positional.append(_literal(argument))
    return positional, named


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise Unusable(f"the argument {text!r} is no Python literal: a text is written as {_quoted(text)}") from None


def _quoted(text: str) -> str:
    """How a text is written as a literal, for a shell to hand over.

    >>> print(_quoted("abc"))
    '"abc"'
    """
    import json  # only for who was mistaken
    import shlex

    return shlex.quote(json.dumps(text, ensure_ascii=False))


def _is_expression(text: str) -> bool:
    if _QUALIFIED.fullmatch(text):
        return True
    try:
        return isinstance(ast.parse(text, mode="eval").body, ast.Call | ast.Attribute | ast.Subscript)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False


def load(wanted: Object) -> Any:
    """The object, its module imported; the current directory comes first, as with `python -m`.

    What importing prints goes to the standard error stream. Raises `Unusable`.
    """
    here = os.getcwd()
    if here not in sys.path:
        sys.path.insert(0, here)
    with printed_to_stderr():
        found = _imported(wanted.module)
        if not _QUALIFIED.fullmatch(wanted.name):
            return _evaluated(found, wanted.name)
        for done, part in enumerate(wanted.name.split("."), start=1):
            found = _attribute(found, part, ".".join([wanted.module, *wanted.name.split(".")[: done - 1]]))
    return found


def _imported(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except KeyboardInterrupt:
        raise
    except ModuleNotFoundError as error:
        if error.name is not None and (module == error.name or module.startswith(f"{error.name}.")):
            raise Unusable(
                f"there is no module {error.name!r} here{_near_file(module) or _elsewhere(error.name)}"
            ) from None
        raise Unusable(f"importing {module} failed: {error}{_elsewhere(error.name)}") from None
    except BaseException as error:  # whatever a module does, SystemExit among it
        raise Unusable(f"importing {module} failed: {_said(error)}") from None


def _evaluated(module: Any, expression: str) -> Any:
    """The value of an expression in a module, which is left as it is."""
    try:
        return eval(expression, dict(vars(module)))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever the user's own functions do
        raise Unusable(f"evaluating {expression} in {module.__name__} failed: {_said(error)}") from None


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _near_file(module: str) -> str:
    path = module.replace(".", os.sep) + ".py"
    return f": to read the file without importing it, write {path}" if os.path.exists(path) else ""


def _elsewhere(module: str | None) -> str:
    """Where a module was looked for that is missing, and how to look elsewhere; empty where its package is here."""
    if module is None or module.partition(".")[0] in sys.modules:
        return ""
    own = os.path.realpath(sys.prefix)
    others = (each for each in virtual_environments(Path()) if os.path.isdir(each) and os.path.realpath(each) != own)
    python = os.path.join(
        next(others, "ENVIRONMENT"), *(("Scripts", "python") if os.name == "nt" else ("bin", "python"))
    )
    return (
        f": it was looked for in the current directory and in {sys.prefix}, where cellophane runs; to look into "
        f"another environment, install cellophane in that and run `{python} -m cellophane`"
    )


def _attribute(owner: Any, name: str, where: str) -> Any:
    """An attribute as the class has it, so that a property is not asked for its value."""
    if name == "<locals>":
        raise Unusable(f"what {where} makes when it runs cannot be imported: show {where} itself, or its file")
    if isinstance(owner, type):
        for each in owner.__mro__:
            if name in vars(each):
                return vars(each)[name]
    try:
        return getattr(owner, name)
    except AttributeError:
        raise Unusable(f"{where} has no {name!r}{meant(name, dir(owner))}") from None
    except Exception as error:
        raise Unusable(f"{where} does not give its {name!r}: {type(error).__name__}: {error}") from None
