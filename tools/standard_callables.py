"""Which callables of the standard library take functions or iterators, and how it is known what they do with them.

`python tools/standard_callables.py` prints a line for each parameter: `entry` if a knowledge file describes it,
`source` if the Python source of the callable tells, `dropped` if no use of it is seen there, `nobody` if nothing tells.
What a callable takes is not guessed: it stands in the type stubs that come with mypy, of which that is read which holds
for the running Python and its platform. What this Python does not have after all is left out.

Does not say what a callable does with a function: that is written by hand, in `src/cellophane/source/knowledge/`.
Does not see what the stubs do not say: a parameter that takes just anything, as that of `list.append`.
"""

from __future__ import annotations

import argparse
import ast
import collections
import enum
import functools
import importlib
import os
import sys
import sysconfig
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import mypy
from mypy import nodes, types
from mypy.build import build
from mypy.erasetype import erase_typevars
from mypy.modulefinder import BuildSource
from mypy.options import Options
from mypy.subtypes import is_subtype

from cellophane.source.facts import Facts, summaries_of
from cellophane.source.knowledge import load
from cellophane.source.meaning.definitions import Callee, Known
from cellophane.source.project import Project
from cellophane.source.steps.inside import Argument
from cellophane.source.steps.outcomes import End, Form, Way, is_item
from cellophane.source.text.source import Source

STUBS = Path(mypy.__file__).parent / "typeshed" / "stdlib"
LIBRARY = Path(sysconfig.get_paths()["stdlib"])

LEFT_OUT = {
    "__main__": "the program that runs",
    "antigravity": "opens a browser when it is imported",
    "distutils": "gone since Python 3.12",
    "lib2to3": "gone since Python 3.13, and a program more than a library",
    "posix": "its functions are those of os",
}
"""Modules that are not looked at, and why. Those that begin with `_` are reached through public ones, or by nobody."""

REACHED_BY_CALLS = {"__init__": "", "__new__": "", "__call__": ".__call__"}
"""Methods with a name of the language that a call runs, and what stands for them in a dotted name. The others stand
for operators and statements, of which knowledge files do not speak."""

APPLIED = "applied"
"""What the knowledge calls the parameter of a result that is called at once: `lru_cache(maxsize=None)(f)`."""


class Takes(enum.Enum):
    """What fits a parameter."""

    FUNCTION = "function"
    FUNCTIONS = "functions"
    """As items of what fits it."""
    ITERATOR = "iterator"
    ASYNC_ITERATOR = "asynchronous iterator"
    AWAITABLE = "awaitable"


FORMS: dict[Takes, Form] = {
    Takes.FUNCTION: (Way.CALL,),
    Takes.FUNCTIONS: (Way.ITEM, Way.CALL),
    Takes.ITERATOR: (Way.ITERATE,),
    Takes.ASYNC_ITERATOR: (Way.ITERATE,),
    Takes.AWAITABLE: (Way.AWAIT,),
}


class Told(enum.Enum):
    """How it is known what a callable does with an argument."""

    ENTRY = "entry"
    SOURCE = "source"
    DROPPED = "dropped"
    """The source shows that nothing comes of it, or hides what does."""
    NOBODY = "nobody"


class Parameter(NamedTuple):
    """A parameter of a public callable that takes something worth following."""

    callable: str
    """The dotted name by which programs reach it; for a method, with the class of the receiver."""
    name: str
    takes: Takes
    position: int | None
    """In a call, without the receiver; none if only a keyword fills it."""
    receiver: str
    """The class of the receiver, empty for functions and classes."""
    origin: str
    """The dotted name of the definition, which several public names may share."""


# -- what the stubs say ----------------------------------------------------------------------------------------


def listed() -> list[Parameter]:
    """Every parameter of the running standard library that takes a function, an iterator or an awaitable."""
    return [parameter for parameter in _Stubs().parameters() if _is_there(parameter)]


class _Stubs:
    """The stubs of all public modules, as mypy understands them for the running Python."""

    def __init__(self) -> None:
        options = Options()
        options.python_version = sys.version_info[:2]
        options.incremental = False
        options.cache_dir = os.devnull
        options.ignore_errors = True
        modules = sorted(_public_modules())
        imports = "\n".join(f"import {module}" for module in modules)
        self._files = build([BuildSource(None, "everything", imports)], options).files
        self._modules = [module for module in modules if module in self._files]
        self._samples = {
            Takes.FUNCTION: self._function(),
            Takes.ITERATOR: self._object("typing", "Generator"),
            Takes.ASYNC_ITERATOR: self._object("typing", "AsyncGenerator"),
            Takes.AWAITABLE: self._object("typing", "Coroutine"),
        }
        self._number = self._object("builtins", "int")

    def _object(self, module: str, name: str) -> types.Instance:
        """An object of a class, of which nothing else is known."""
        node = self._files[module].names[name].node
        assert isinstance(node, nodes.TypeInfo)
        return types.Instance(node, [_ANY for _ in node.defn.type_vars])

    def _function(self) -> types.CallableType:
        """A function of which nothing is known."""
        stars, unnamed = [nodes.ARG_STAR, nodes.ARG_STAR2], [None, None]
        return types.CallableType([_ANY, _ANY], stars, unnamed, _ANY, self._object("builtins", "function"))

    def parameters(self) -> Iterator[Parameter]:
        """What every public callable takes, under each of its public names."""
        for module in self._modules:
            for name, symbol in self._files[module].names.items():
                if not symbol.module_hidden and not name.startswith("_"):
                    yield from self._of_symbol(f"{module}.{name}", symbol.node)

    def _of_symbol(self, dotted: str, node: nodes.SymbolNode | None) -> Iterator[Parameter]:
        target = types.get_proper_type(node.target) if isinstance(node, nodes.TypeAlias) else None
        if isinstance(target, types.Instance) and _library(target.type.fullname) == _library(dotted):
            node = target.type
        if isinstance(node, nodes.TypeInfo):
            yield from self._of_class(dotted, node)
        else:
            yield from self._of_function(Parameter(dotted, "", Takes.FUNCTION, None, "", _origin(node, dotted)), node)

    def _of_class(self, dotted: str, info: nodes.TypeInfo) -> Iterator[Parameter]:
        """The constructor, the methods with those of all bases, and the classes inside."""
        inherited = [base for base in info.mro if base.fullname != "builtins.object"]
        members = {name: symbol.node for base in reversed(inherited) for name, symbol in base.names.items()}
        if info.is_metaclass():
            members.pop("__call__", None)  # it makes an object, and what takes its arguments is the constructor
        for name, node in members.items():
            if isinstance(node, nodes.TypeInfo):
                if not name.startswith("_"):
                    yield from self._of_class(f"{dotted}.{name}", node)
            elif not name.startswith("_") or name in REACHED_BY_CALLS:
                made = name in ("__init__", "__new__")
                called = dotted if made else f"{dotted}.{name}"
                start = Parameter(called, "", Takes.FUNCTION, None, "" if made else dotted, _origin(node, called))
                yield from self._of_function(start, node, receives=True)

    def _of_function(
        self, start: Parameter, node: nodes.SymbolNode | None, receives: bool = False
    ) -> Iterator[Parameter]:
        """The parameters of a function; `receives`: an object or a class fills the first one, if it is not static."""
        found: dict[tuple[str, Takes], Parameter] = {}
        for overload in _overloads(node):
            skipped = int(receives and not _is_static(node))
            for parameter in self._of_signature(start, overload, skipped):
                found.setdefault((parameter.name, parameter.takes), parameter)
        yield from found.values()

    def _of_signature(self, start: Parameter, function: types.CallableType, skipped: int) -> Iterator[Parameter]:
        names = _names(function)
        for index in range(skipped, len(names)):
            kind = function.arg_kinds[index]
            position = index - skipped if kind.is_positional() or kind is nodes.ARG_STAR else None
            for takes in self._fitting(function.arg_types[index]):
                yield start._replace(name=names[index], takes=takes, position=position)
        result = types.get_proper_type(function.ret_type)
        if isinstance(result, types.CallableType):
            for takes in {takes for kind in result.arg_types for takes in self._fitting(kind)}:
                yield start._replace(name=APPLIED, takes=takes, position=0)

    def _fitting(self, annotation: types.Type) -> set[Takes]:
        """What a parameter with this annotation takes; nothing if it takes just anything."""
        fitting: set[Takes] = set()
        for kind in _alternatives(annotation):
            fitting |= self._samples_for(kind)
            if any(Takes.FUNCTION in self._samples_for(item) for item in _items(kind)):
                fitting.add(Takes.FUNCTIONS)
        return fitting

    def _samples_for(self, kind: types.ProperType) -> set[Takes]:
        """What fits a type that is no alternative of others."""
        if isinstance(kind, types.CallableType | types.Overloaded):
            return {Takes.FUNCTION}
        if not isinstance(kind, types.Instance):
            return set()
        if kind.type.fullname == "types.FunctionType":  # to mypy, functions are objects of another class
            return {Takes.FUNCTION}
        erased = erase_typevars(kind)
        fitting = {takes for takes, sample in self._samples.items() if is_subtype(sample, erased)}
        return set() if Takes.FUNCTION in fitting and is_subtype(self._number, erased) else fitting


def _alternatives(annotation: types.Type) -> Iterator[types.ProperType]:
    """The types of which a parameter may be."""
    kind = types.get_proper_type(annotation)
    if isinstance(kind, types.UnionType):
        yield from (alternative for item in kind.items for alternative in _alternatives(item))
    elif isinstance(kind, types.TypeVarType):
        yield from (alternative for bound in kind.values or [kind.upper_bound] for alternative in _alternatives(bound))
    else:
        yield kind


def _items(kind: types.ProperType) -> Iterator[types.ProperType]:
    """The types of which the items of something may be; of a mapping, its values."""
    if isinstance(kind, types.TupleType):
        yield from (alternative for item in kind.items for alternative in _alternatives(item))
    elif isinstance(kind, types.Instance) and kind.type.has_base("typing.Iterable"):
        yield from _alternatives(kind.args[-1]) if kind.args else ()


_TYPED = nodes.Var | nodes.FuncDef | nodes.OverloadedFuncDef
_ANY = types.AnyType(types.TypeOfAny.special_form)


def _public_modules() -> Iterator[str]:
    for path in STUBS.rglob("*.pyi"):
        parts = path.relative_to(STUBS).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if not any(part.startswith("_") or part in LEFT_OUT for part in parts) and parts[0] in sys.stdlib_module_names:
            yield ".".join(parts)


def _library(dotted: str) -> str:
    return dotted.partition(".")[0]


def _origin(node: nodes.SymbolNode | None, otherwise: str) -> str:
    return (node.fullname if node is not None else "") or otherwise


def _overloads(node: nodes.SymbolNode | None) -> Iterable[types.CallableType]:
    """The signatures of a function, or of a name that is bound to one."""
    if isinstance(node, nodes.Decorator):
        node = node.var
    kind = types.get_proper_type(node.type) if isinstance(node, _TYPED) else None
    signatures = kind.items if isinstance(kind, types.Overloaded) else [kind]
    return [signature for signature in signatures if isinstance(signature, types.CallableType)]


def _is_static(node: nodes.SymbolNode | None) -> bool:
    if isinstance(node, nodes.Decorator):
        node = node.func
    return isinstance(node, nodes.FuncDef | nodes.OverloadedFuncDef) and node.is_static and node.name != "__new__"


def _names(function: types.CallableType) -> list[str]:
    """The names of all parameters, also of those that no keyword fills."""
    written = function.definition.func if isinstance(function.definition, nodes.Decorator) else function.definition
    if not isinstance(written, nodes.FuncDef):
        return [name or f"_{index}" for index, name in enumerate(function.arg_names)]
    names = [argument.variable.name for argument in written.arguments]
    return names[len(names) - len(function.arg_types) :]  # a bound method lacks the first


def _is_there(parameter: Parameter) -> bool:
    """Whether the running Python has the callable."""
    module = _module(parameter.callable)
    found: object = _imported(module)
    for part in parameter.callable.removeprefix(f"{module}.").split("."):
        found = getattr(found, part, None)
    return found is not None


def _module(dotted: str) -> str:
    """The module in which a dotted name begins; what is left when no more can be taken away."""
    while "." in dotted and _imported(dotted) is None:
        dotted = dotted.rpartition(".")[0]
    return dotted


@functools.cache
def _imported(name: str) -> ModuleType | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is deprecated is listed all the same
        try:
            return importlib.import_module(name)
        except ImportError:
            return None


# -- how it is known -------------------------------------------------------------------------------------------


def told(parameters: Iterable[Parameter]) -> dict[Parameter, Told]:
    """How it is known what becomes of an argument for each parameter, asked as a program that hands one over asks."""
    asked = list(parameters)
    text = "".join(_program(parameter) for parameter in asked)
    source = Source("program.py", text)
    facts = Project([LIBRARY], load()).facts_of(source)
    functions = (node for node in facts.tree.body if isinstance(node, ast.FunctionDef))
    return {parameter: _told(facts, parameter, uses) for parameter, uses in zip(asked, functions, strict=True)}


def _program(parameter: Parameter) -> str:
    """A function in which the callable is called."""
    receiver, called = "", parameter.callable
    if parameter.receiver:
        receiver = f"receiver: {parameter.receiver}"
        called = "receiver" + called.removeprefix(parameter.receiver).removesuffix(".__call__")
    if parameter.name == APPLIED:
        called += "()"
    return f"import {_module(parameter.callable)}\ndef uses({receiver}): {called}()\n"


def _told(facts: Facts, parameter: Parameter, uses: ast.FunctionDef) -> Told:
    [statement] = uses.body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    function = statement.value.func
    by_entry = _applied(facts, function.func) if isinstance(function, ast.Call) else set()
    ways = by_entry or {_by(callee, parameter) for callee in facts.callees.callees(function)}
    return max(ways, key=list(Told).index, default=Told.NOBODY)


def _applied(facts: Facts, maker: ast.expr) -> set[Told]:
    entries = (callee.entry for callee in facts.callees.callees(maker) if isinstance(callee, Known))
    return {Told.ENTRY for entry in entries if entry.applied}


def _by(callee: Callee, parameter: Parameter) -> Told:
    form = FORMS[parameter.takes]
    keyword = parameter.name if parameter.position is None else None
    if not isinstance(callee, Known):
        inside = summaries_of(callee.home).outcomes(callee, Argument(parameter.position, keyword), form)
        return _by_source(None if inside is None else {outcome.end for outcome in inside})
    name = callee.entry.parameter(parameter.position, keyword, callee.bound)
    if name is None or callee.entry.convention:
        return Told.NOBODY
    items = callee.entry.fate(f"{name}[]") if is_item(form[0]) else frozenset()
    return Told.ENTRY if items or callee.entry.fate(name) else Told.NOBODY


def _by_source(ends: set[End] | None) -> Told:
    if ends is None or End.UNKNOWN in ends:
        return Told.NOBODY
    return Told.SOURCE if ends else Told.DROPPED


def main() -> None:
    """Print the list."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=[way.value for way in Told], help="the parameters that are told so")
    parser.add_argument("--takes", choices=[kind.value for kind in Takes], help="the parameters that take such a thing")
    arguments = parser.parse_args()
    found = told(parameter for parameter in listed() if arguments.takes in (None, parameter.takes.value))
    for parameter in sorted(found, key=lambda parameter: (parameter.callable, parameter.name, parameter.takes.value)):
        way = found[parameter]
        if arguments.only in (None, way.value):
            print(way.value, parameter.callable, parameter.name, parameter.takes.value, sep="\t")
    print(*(f"{way.value}: {number}" for way, number in collections.Counter(found.values()).items()), file=sys.stderr)


if __name__ == "__main__":
    main()
