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
from cellophane.source.definitions import Known, Written
from cellophane.source.knowledge import ResultKind
from cellophane.source.knowledge.reading import DESCRIPTION, PROOF
from cellophane.source.outcomes import End, Form, Outcome, Way
from tools.living_on import may_live_on

Function = ast.FunctionDef | ast.AsyncFunctionDef

_CALLABLE = re.compile(
    r"\b(Callable|CoroutineFunction)\b|(Callback|Callable|Function|Func|Fn|Hook|Predicate|Listener)\b"
)
_ITERABLE = re.compile(r"\b(Iterable|Iterator|Generator|AsyncIterable|AsyncIterator|Awaitable|Coroutine)\b")
_DATA = frozenset(
    {"str", "int", "float", "bool", "bytes", "complex", "None", "Path", "PathLike", "Optional", "Union", "Literal"}
    | {"dict", "Dict", "Mapping", "MutableMapping", "list", "List", "tuple", "Tuple", "set", "Set", "frozenset"}
    | {"Sequence", "MutableSequence", "AbstractSet", "datetime", "timedelta", "date", "ndarray", "Any", "object"}
)
"""Names in annotations of what is no function. `Any` alone may be one; a mapping to anything is none."""
_VAGUE = re.compile(r"(\w+\.)*(Any|object)( \| None)?")
_FUNCTIONS = re.compile(
    r"(?i)(^|_)(callback|callable|cb|func|function|fn|predicate|hook|handler|listener|observer|factory|errback|sort_?key|key_?func)$|^on_\w+$"
)
_PERHAPS = frozenset({"key", "target", "command", "test", "filter", "keyfunc"})
"""Names of functions, and of other things; what is consumed under such a name is a function."""
_BY_KEYWORD = re.compile(r"kept by .* as `")
_ITERABLES = re.compile(r"(^|_)(iterables?|iterator|iter|seqs?|sequences?|items|it|objs)$")
_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
_TRANSPARENT = frozenset(
    {"staticmethod", "classmethod", "abstractmethod", "override", "final", "contextmanager", "asynccontextmanager"}
    | {"lru_cache", "cache", "no_type_check", "deprecated", "wraps"}
)
"""Last names of decorators that leave the parameters as they are."""
_LONGEST_DEFAULT = 14
_LONGEST_SIGNATURE = 100
"""Characters; signatures of hundreds of parameters would be most of what is written."""

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
    if function is None or not isinstance(function.definition, Function) or not keeps_parameters(function):
        return None
    skipped = _receiver(function.definition, function.bound)
    told = dict(_told_parameters(callee, function.definition, skipped))
    if isinstance(callee.definition, ast.ClassDef) and may_live_on(callee):
        told = {name: one for name, one in told.items() if Fate.RESULT not in one.fates or Fate.KEPT in one.fates}
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


def keeps_parameters(callee: Written) -> bool:
    """Whether no decorator changes what a function is called with, as far as can be seen."""
    return all(_is_transparent(decorator, callee) for decorator in callee.definition.decorator_list)


def _is_transparent(decorator: ast.expr, callee: Written) -> bool:
    """Whether what comes out of a decorator is called as what goes in.

    So it is if it gives the function back, or makes a wrapper that passes on `*args` and `**kwargs`.
    """
    if last_name(decorator) in _TRANSPARENT:
        return True
    expression = decorator.func if isinstance(decorator, ast.Call) else decorator
    makers = callee.home.callees.callees(expression)
    if len(makers) != 1 or isinstance(makers[0], Known) or not isinstance(makers[0].definition, Function):
        return False
    told = _told_of_applied(makers[0]) if isinstance(decorator, ast.Call) else _told_of_first(makers[0])
    if told is not None and Fate.RETURNED in told.fates and Fate.RESULT not in told.fates:
        return True
    return _wraps(makers[0].definition)


def _wraps(maker: Function) -> bool:
    """Whether a decorator, or what it returns, makes a wrapper that hands on all that it gets: `f(*args, **kwargs)`.

    Without `functools.wraps` and its like, nobody promises that the wrapper is meant to look the same.
    """
    text = ast.unparse(maker)
    if "wraps(" not in text and "update_wrapper(" not in text:
        return False
    parameters = {node.arg for node in ast.walk(maker) if isinstance(node, ast.arg)}
    wrappers = (node for node in ast.walk(maker) if isinstance(node, Function) and node is not maker)
    return any(_passes_on(wrapper, parameters) for wrapper in wrappers)


def _passes_on(wrapper: Function, functions: set[str]) -> bool:
    arguments = wrapper.args
    if arguments.vararg is None or arguments.kwarg is None or arguments.kwonlyargs:
        return False
    names = [p.arg for p in [*arguments.posonlyargs, *arguments.args]]
    passed = ", ".join([*names, f"*{arguments.vararg.arg}", f"**{arguments.kwarg.arg}"])
    calls = (ast.unparse(node) for node in ast.walk(wrapper) if isinstance(node, ast.Call))
    return any(call == f"{function}({passed})" for call in calls for function in functions)


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
        if annotation and not _may_be_either(annotation):
            continue
        told = None
        if (
            _CALLABLE.search(annotation)
            or (not annotation and _FUNCTIONS.search(name))
            or _is_called(callee, parameter)
        ):
            told = _told(callee, parameter, CALLED)
        if told is None and (_ITERABLE.search(annotation) or (not annotation and _ITERABLES.search(name))):
            told = _told(callee, parameter, ITERATED)
        if told is not None:
            yield name, told


def _may_be_either(annotation: str) -> bool:
    """Whether an annotation leaves it open that there is a function, an iterator or an awaitable."""
    text = re.sub(r"Literal\[[^]]*\]|'[^']*'", "", annotation)
    return bool(_VAGUE.fullmatch(text)) or not set(re.findall(r"\w+(?![\w.])", text)) <= _DATA


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
    """Whether the parameter is seen to be called: here, or in a callable that it is handed to.

    What only runs because a closure has captured it need not run: the closure may do with it what it likes. And what
    a library callable consumes may as well be an iterator.
    """
    if parameter.node.arg in _called_names(callee):
        return True
    sure = [o for o in _outcomes(callee, parameter, CALLED) if o.certainty is Certainty.CERTAIN]
    run = [o for o in sure if o.end is End.RUN or len(o.form) == 1]
    return any(parameter.node.arg in _PERHAPS or _innermost(o).text == "called" for o in run)


def _innermost(outcome: Outcome) -> Outcome:
    """What happens at the end of the chain of callables that the value is handed through."""
    while outcome.via is not None:
        outcome = outcome.via.outcome
    return outcome


def _called_names(callee: Written) -> set[str]:
    calls = (node for node in ast.walk(callee.definition) if isinstance(node, ast.Call))
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


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
    if outcome.certainty < Certainty.LIKELY or _BY_KEYWORD.match(_innermost(outcome).text):
        return None  # the latter: nobody knows the callee, and what a keyword is called is no reading of a source
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
    return _told_of_first(Written(inner[own[0].id], callee.home))


def _told_of_first(decorator: Written) -> Told | None:
    """What a decorator does with what it decorates."""
    definition = decorator.definition
    assert isinstance(definition, Function)
    parameters = list(_parameters(definition, 0))
    if not parameters or parameters[0].node is definition.args.vararg or definition.decorator_list:
        return None
    return _told(decorator, parameters[0], CALLED)


# -- writing it down -----------------------------------------------------------------------------------------------


def _as_table(callee: Written, told: dict[str, Told], applied: Told | None) -> dict[str, object]:
    function = callee.definition
    assert isinstance(function, Function)
    kinds = Counter(t.kind for t in (*told.values(), *([applied] if applied else [])) if t.kind is not None)
    kind = kinds.most_common(1)[0][0] if kinds else ResultKind.OBJECT
    told = {name: one for name, one in told.items() if one.kind in (None, kind)}
    found: dict[str, object] = {"signature": signature(function, callee.bound, set(told))}
    for name, one in told.items():
        found[f"{name}=" if name in DESCRIPTION | PROOF else name] = _written(one.fates)
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


def signature(function: Function, bound: bool, described: set[str]) -> str:
    """The parameters as the format wants them: without annotations, the receiver called `self`, long defaults cut.

    Of a class method and of a constructor the receiver is left out; of a long list all that stands behind what is
    described.
    """
    whole = _parameter_list(function, bound, {p.node.arg for p in _parameters(function, 0)})
    return whole if len(whole) <= _LONGEST_SIGNATURE else _parameter_list(function, bound, described)


def _parameter_list(function: Function, bound: bool, wanted: set[str]) -> str:
    arguments, skipped = function.args, _receiver(function, bound)
    positional = [p.arg for p in [*arguments.posonlyargs, *arguments.args]]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    last = max((position for position, name in enumerate(positional) if name in wanted), default=-1)
    kept = list(map(_with_default, positional, defaults))[skipped : last + 1]
    if skipped and function.name != "__init__" and "classmethod" not in map(last_name, function.decorator_list):
        kept.insert(0, "self")
    only_positional = len(arguments.posonlyargs) - len(positional[: last + 1]) + len(kept)
    if skipped < len(arguments.posonlyargs) <= last + 1:
        kept.insert(only_positional, "/")
    keywords = [p for p in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if p[0].arg in wanted]
    if arguments.vararg and arguments.vararg.arg in wanted:
        kept.append(f"*{arguments.vararg.arg}")
    elif keywords:
        kept.append("*")
    kept += [_with_default(p.arg, default) for p, default in keywords]
    return f"({', '.join(kept)})"


def _with_default(name: str, default: ast.expr | None) -> str:
    if default is None:
        return name
    value = ast.unparse(default)
    return f"{name}={value}" if len(value) <= _LONGEST_DEFAULT else f"{name}=..."
