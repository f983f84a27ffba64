"""What the source of one function or class tells of the functions and iterators handed to it, as a knowledge table.

Only what the summaries are sure of is written down, and only of parameters that take a function or an iterator to all
appearances: the source calls them, or their annotation or their name says so. A parameter with one outcome that
nobody can tell is left out, and so is one of which nothing becomes: an empty body is often an interface.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.arguments import Argument
from cellophane.source.callees import Known
from cellophane.source.definitions import Written
from cellophane.source.knowledge import ResultKind
from cellophane.source.outcomes import End, Form, Outcome, Way

Function = ast.FunctionDef | ast.AsyncFunctionDef

_CALLABLE = re.compile(r"\b(Callable|CoroutineFunction)\b|(Callback|Callable|Function|Func|Fn|Hook|Predicate|Listener)\b")
_ITERABLE = re.compile(r"\b(Iterable|Iterator|Generator|Sequence|Collection|List|Set|list|set|ArrayLike)\b")
_DATA = re.compile(r"\s*(str|int|float|bool|bytes|complex|None|Path|Literal\[.*\]|[ |])+\s*")
_FUNCTIONS = re.compile(
    r"(?i)(^|_)(callback|callable|cb|func|function|fn|predicate|hook|handler|listener|observer|factory|errback)$|^on_\w+$"
)
_ITERABLES = re.compile(r"(^|_)(iterables?|iterator|iter|seqs?|sequences?|items|it|objs)$")
_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
_SAME_SIGNATURE = frozenset(
    {"staticmethod", "classmethod", "abstractmethod", "override", "final", "contextmanager", "asynccontextmanager"}
    | {"deprecated", "wraps", "typing_only", "no_type_check", "set_module", "array_function_dispatch", "lru_cache"}
    | {"cache", "doc", "xp_capabilities", "set_array_function_like_doc", "inlineCallbacks", "coroutine", "export"}
    | {"public", "_api", "deprecate_nonkeyword_arguments", "deprecate_kwarg", "Substitution", "Appender", "runtime_checkable"}
    | {"validate_params", "_docspec", "interpd", "copy", "rename_parameter", "make_keyword_only", "dataclass_transform"}
)
"""Last names of decorators that leave the parameters as they are."""
_LONGEST_DEFAULT = 14

CALLED: Form = (Way.CALL,)
ITERATED: Form = (Way.ITERATE,)


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of what fills one parameter, or of that to which the result is applied."""

    fates: frozenset[Fate]
    kind: ResultKind | None = None
    """Of the result, if that holds it."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    node: ast.arg
    argument: Argument


def table(callee: Written) -> dict[str, object] | None:
    """The keys of the callable's entry, all but its source; none if its parameters cannot be told.

    A callable of which nothing is known but its parameters has the key `signature` alone.
    """
    function = constructor(callee) if isinstance(callee.definition, ast.ClassDef) else callee
    if function is None or not isinstance(function.definition, Function) or not keeps_parameters(function.definition):
        return None
    skipped = _receiver(function.definition, function.bound)
    told = dict(_told_parameters(callee, function.definition, skipped))
    applied = _told_of_applied(function) if not isinstance(callee.definition, ast.ClassDef) else None
    return _as_table(function, told, applied)


def constructor(callee: Written) -> Written | None:
    """The `__init__` of a class, its own or inherited, if that says how the class is called."""
    definition = callee.definition
    assert isinstance(definition, ast.ClassDef)
    own = {statement.name for statement in definition.body if isinstance(statement, Function)}
    made = callee.home.callees.classes.members(callee, "__init__")
    if "__new__" in own or definition.keywords or len(made) != 1 or isinstance(made[0], Known):
        return None
    return made[0]


def keeps_parameters(function: Function) -> bool:
    """Whether no decorator may have changed what a function is called with."""
    return all(last_name(decorator) in _SAME_SIGNATURE for decorator in function.decorator_list)


def last_name(decorator: ast.expr) -> str:
    """`wraps` of `@functools.wraps(f)`."""
    expression = decorator.func if isinstance(decorator, ast.Call) else decorator
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")


# -- parameters ----------------------------------------------------------------------------------------------------


def _told_parameters(callee: Written, function: Function, skipped: int) -> Iterator[tuple[str, Told]]:
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    for parameter in _parameters(function, skipped):
        name, annotation = parameter.node.arg, _annotation(parameter.node)
        if name not in used and not isinstance(callee.definition, ast.ClassDef):
            continue
        if _DATA.fullmatch(annotation):
            continue
        told = _told(callee, parameter, CALLED)
        named = bool(_CALLABLE.search(annotation) or (not annotation and _FUNCTIONS.search(name)))
        if told is None or not (named or _is_called(callee, parameter)):
            told = None
            if _ITERABLE.search(annotation) or (not annotation and _ITERABLES.search(name)):
                told = _told(callee, parameter, ITERATED)
        if told is not None:
            yield name, told


def _annotation(parameter: ast.arg) -> str:
    if parameter.annotation is None:
        return ""
    if isinstance(parameter.annotation, ast.Constant) and isinstance(parameter.annotation.value, str):
        return parameter.annotation.value
    return ast.unparse(parameter.annotation)


def _parameters(function: Function, skipped: int) -> Iterator[_Parameter]:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args][skipped:]
    for position, node in enumerate(positional):
        yield _Parameter(node, Argument(position=position))
    if arguments.vararg is not None:
        yield _Parameter(arguments.vararg, Argument(position=len(positional)))
    for node in arguments.kwonlyargs:
        yield _Parameter(node, Argument(keyword=node.arg))


def _outcomes(callee: Written, parameter: _Parameter, form: Form) -> list[Outcome]:
    return list(callee.home.summaries.outcomes(callee, parameter.argument, form) or ())


def _is_called(callee: Written, parameter: _Parameter) -> bool:
    """Whether its body runs before the callable returns, or when its result is awaited, iterated or entered."""
    run = [o for o in _outcomes(callee, parameter, CALLED) if o.end is End.RUN or len(o.form) == 1]
    return any(o.end is End.RUN or (o.end is End.RETURNED and o.form[0] is not Way.CALL) for o in run)


def _told(callee: Written, parameter: _Parameter, form: Form) -> Told | None:
    outcomes = _outcomes(callee, parameter, form)
    first = _first_parameter(callee)
    return combined([_word(outcome, parameter.node.arg, first) for outcome in outcomes])


def combined(parts: Sequence[Told | None]) -> Told | None:
    """What several outcomes say together; nothing if there are none, or one of them cannot be told.

    >>> combined([Told(frozenset({Fate.CONSUMED})), None]) is None
    True
    """
    known = [part for part in parts if part is not None]
    kinds = {part.kind for part in known if part.kind is not None}
    if not known or len(known) < len(parts) or len(kinds) > 1:
        return None
    return Told(frozenset(fate for part in known for fate in part.fates), next(iter(kinds), None))


def _word(outcome: Outcome, parameter: str, first: str | None) -> Told | None:
    """The words of the knowledge format for one outcome."""
    if outcome.certainty < Certainty.LIKELY:
        return None
    also = {Fate.KEPT} if outcome.running else set()
    if outcome.end is End.RETURNED:
        return _returned(outcome, parameter, also)
    if outcome.end is End.KEPT and outcome.variable is not None:  # by the object that is another argument
        return Told(frozenset({Fate.RECEIVER, *also})) if outcome.variable.name == first else None
    plain = {End.RUN: Fate.CONSUMED, End.KEPT: Fate.KEPT, End.HELD: Fate.RECEIVER, End.WITHDRAWN: Fate.RELEASED}
    return Told(frozenset({plain[outcome.end], *also})) if outcome.end in plain else None


def _returned(outcome: Outcome, parameter: str, also: set[Fate]) -> Told | None:
    way, rest = outcome.form[0], outcome.form[1:]
    statement = outcome.node
    if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Name) and statement.value.id == parameter:
        return Told(frozenset({Fate.RETURNED, *also}))
    kinds = {Way.CALL: ResultKind.CALLABLE, Way.OBJECT: ResultKind.OBJECT, Way.ITEM: ResultKind.OBJECT}
    last = {Way.ITERATE: ResultKind.LAZY, Way.THROUGH: ResultKind.LAZY, Way.AWAIT: ResultKind.AWAITABLE}
    kind = kinds.get(way) or (None if rest else last.get(way))
    return Told(frozenset({Fate.RESULT, *also}), kind) if kind else None


def _first_parameter(callee: Written) -> str | None:
    """Of a plain function, for which `receiver` means its first argument."""
    if callee.bound or not isinstance(callee.definition, Function):
        return None
    arguments = callee.definition.args
    return next((p.arg for p in [*arguments.posonlyargs, *arguments.args]), None)


# -- decorators that are called first ------------------------------------------------------------------------------


def _told_of_applied(callee: Written) -> Told | None:
    """What a function that is defined inside and returned does with its first argument."""
    function = callee.definition
    assert isinstance(function, Function)
    inner = {s.name: s for s in function.body if isinstance(s, ast.FunctionDef)}
    returned = [s.value for s in ast.walk(function) if isinstance(s, ast.Return) and s.value is not None]
    own = [v for v in returned if isinstance(v, ast.Name) and v.id in inner]
    outermost = [s for s in function.body if isinstance(s, ast.Return)]
    if len(own) != 1 or len(outermost) != 1 or outermost[0].value is not own[0]:
        return None
    decorator = Written(inner[own[0].id], callee.home)
    assert isinstance(decorator.definition, ast.FunctionDef)
    parameters = list(_parameters(decorator.definition, 0))
    if len(parameters) != 1 or decorator.definition.args.vararg is not None or decorator.definition.decorator_list:
        return None
    return _told(decorator, parameters[0], CALLED)


# -- writing it down -----------------------------------------------------------------------------------------------


def _as_table(callee: Written, told: dict[str, Told], applied: Told | None) -> dict[str, object]:
    function = callee.definition
    assert isinstance(function, Function)
    kinds = Counter(t.kind for t in (*told.values(), *([applied] if applied else [])) if t.kind is not None)
    kind = kinds.most_common(1)[0][0] if kinds else ResultKind.OBJECT
    found: dict[str, object] = {"signature": signature(function, _receiver(function, callee.bound), callee.bound)}
    for name, one in told.items():
        if one.kind in (None, kind):
            found[name] = _written(one.fates)
    if applied is not None and applied.kind in (None, kind):
        found["applied"] = _written(applied.fates)
    if kind is not ResultKind.OBJECT and any("result" in _words(value) for value in found.values()):
        found["result"] = kind.value
    if len(found) > 1 and any(last_name(decorator) in _MANAGERS for decorator in function.decorator_list):
        found["with"] = Fate.RELEASED.value
    return found


def _words(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _written(fates: Iterable[Fate]) -> str | list[str]:
    """One word, or a list of them in the order in which the format explains them."""
    found = [fate.value for fate in Fate if fate in set(fates)]
    return found[0] if len(found) == 1 else found


def _receiver(function: Function, bound: bool) -> int:
    """How many parameters are filled by the object that a method is looked up on."""
    return int(bound and not any(last_name(d) == "staticmethod" for d in function.decorator_list))


def signature(function: Function, skipped: int, bound: bool) -> str:
    """The parameters as the format wants them: without annotations, the receiver called `self`, long defaults cut.

    Of a class method and of a constructor the receiver is left out.
    """
    arguments = function.args
    named = skipped and function.name != "__init__" and all(
        last_name(d) != "classmethod" for d in function.decorator_list
    )
    positional = [p.arg for p in [*arguments.posonlyargs, *arguments.args]]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    texts = [_with_default(name, default) for name, default in zip(positional, defaults, strict=True)]
    if arguments.posonlyargs:
        texts.insert(len(arguments.posonlyargs), "/")
    kept = (["self"] if named else []) + texts[skipped:]
    if kept[:1] == ["/"]:
        kept = kept[1:]
    if arguments.vararg:
        kept.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        kept.append("*")
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    kept += [_with_default(p.arg, default) for p, default in keywords]
    if arguments.kwarg:
        kept.append(f"**{arguments.kwarg.arg}")
    return f"({', '.join(kept)})"


def _with_default(name: str, default: ast.expr | None) -> str:
    if default is None:
        return name
    value = ast.unparse(default)
    return f"{name}={value}" if len(value) <= _LONGEST_DEFAULT else f"{name}=..."
