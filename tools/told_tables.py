"""What the source of one function or class tells of the functions and iterators handed to it, as a knowledge table.

Only what the summaries are sure of is written down, and only of parameters that take a function or an iterator to all
appearances: the source calls them, or their annotation or their name says so. A parameter with one outcome that
nobody can tell is left out, and so is one of which nothing becomes: an empty body is often an interface.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.facts import summaries_of
from cellophane.source.knowledge import ResultKind
from cellophane.source.knowledge.reading import DESCRIPTION, PROOF
from cellophane.source.meaning.definitions import Known, Written
from cellophane.source.steps.outcomes import (
    End,
    Form,
    Held,
    Kept,
    Outcome,
    Returned,
    Step,
    Verb,
    Way,
    anywhere,
    held_as,
)
from cellophane.source.tree.parents import own_nodes
from tools.living_on import may_live_on
from tools.signatures import Function, Parameter, last_name, parameters, receiver, signature

_CALLABLE = re.compile(
    r"\b(Callable|CoroutineFunction)\b|(Callback|Callable|Function|Func|Fn|Hook|Predicate|Listener)\b"
)
_LISTED = re.compile(
    r"(Sequence|Iterable|Collection|[Ll]ist|[Tt]uple|[Ss]et)\[((Union|Optional)\[)?([\w.]*\.)?"
    r"\w*(Callable|Callback|Function|Func|Fn|Hook|Handler|Predicate|Listener)\b"
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
_ITERABLES = re.compile(r"(^|_)(iterables?|iterator|iter|seqs?|sequences?|items|it|objs)$")
_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
_TRANSPARENT = frozenset(
    {"staticmethod", "classmethod", "abstractmethod", "override", "final", "contextmanager", "asynccontextmanager"}
    | {"lru_cache", "cache", "no_type_check", "deprecated", "wraps"}
)
"""Last names of decorators that leave the parameters as they are."""

_KEEPING = frozenset({Fate.KEPT, Fate.RECEIVER, Fate.RESULT})
_OFTEN = 0.2
_LONGEST_CHAIN = 5
"""Functions that return what the next one returns."""

CALLED: Form = (Way.CALL,)
ITERATED: Form = (Way.ITERATE,)
LISTED: Form = (Way.ITEM, Way.CALL)


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of what fills one parameter, or of that to which the result is applied."""

    fates: frozenset[Fate]
    kind: ResultKind | None = None
    """Of the result, if that holds it."""
    held: Step | None = None
    """How the receiver holds it, if that does."""


def table(callee: Written, called: Set[str]) -> dict[str, object] | None:
    """The keys of the callable's entry, all but its source; none if there is nothing to tell.

    `called` are the names of parameters that other callables of the release call.
    """
    function = constructor(callee) if isinstance(callee.definition, ast.ClassDef) else callee
    if function is None or not isinstance(function.definition, Function):
        return None
    skipped, called = receiver(function.definition, function.bound), called | _called_in(function.definition)
    makes_decorator = function is callee and bool(_decorator(function.definition) or _made_by(function.definition))
    if not (makes_decorator or _candidates(function.definition, skipped, called)) or not keeps_parameters(function):
        return None
    told = dict(_told_parameters(callee, function.definition, skipped, called))
    if isinstance(callee.definition, ast.ClassDef) and told and may_live_on(callee):
        told = {name: one for name, one in told.items() if Fate.RESULT not in one.fates or Fate.KEPT in one.fates}
    applied = _told_of_applied(function) if makes_decorator else None
    return _as_table(function, told, applied) if told or applied else None


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
    decorators = getattr(callee.definition, "decorator_list", ())
    return all(_is_transparent(decorator, callee) for decorator in decorators)


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


# -- parameters ----------------------------------------------------------------------------------------------------


def usually_called(definitions: Iterable[ast.AST]) -> frozenset[str]:
    """The names of parameters that definitions often call: elsewhere these may be functions too."""
    called: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for definition in definitions:
        for function in (node for node in ast.walk(definition) if isinstance(node, Function)):
            there.update(parameter.name for parameter in parameters(function, 0))
            called.update(_called_in(function))
    return frozenset(name for name, times in called.items() if times >= _OFTEN * there[name])


def _called_in(function: Function) -> set[str]:
    """The names of the parameters that a function, or one in it, calls."""
    own = {parameter.name for parameter in parameters(function, 0)}
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return own & {called.id for called in calls if isinstance(called, ast.Name)}


def _told_parameters(callee: Written, function: Function, skipped: int, called: Set[str]) -> Iterator[tuple[str, Told]]:
    for parameter in _candidates(function, skipped, called):
        annotation, name = parameter.annotation, parameter.name
        listed = _LISTED.search(annotation)
        if listed and (items := _told(callee, parameter, LISTED)) is not None:
            yield f"{name}[]", items
        told = None
        if not listed and (_is_function(parameter) or _is_called(callee, parameter)):
            told = _told(callee, parameter, CALLED)
        if told is None and (_ITERABLE.search(annotation) or (not annotation and _ITERABLES.search(name))):
            told = _told(callee, parameter, ITERATED)
        if told is not None:
            yield name, told


def _candidates(function: Function, skipped: int, called: Set[str]) -> list[Parameter]:
    """The parameters that may take a function or an iterator, as far as their names and annotations tell."""
    return [p for p in parameters(function, skipped) if _is_candidate(p, called)]


def _is_candidate(parameter: Parameter, called: Set[str]) -> bool:
    annotation, name = parameter.annotation, parameter.name
    if name.startswith("_") or name == parameter.default:  # for nobody to fill: `def f(x, len=len)`
        return False
    is_named = name in called or name in _PERHAPS
    if annotation:
        said = is_named or _CALLABLE.search(annotation) or _ITERABLE.search(annotation)
        return bool(said) and _may_be_either(annotation)
    return is_named or bool(_FUNCTIONS.search(name) or _ITERABLES.search(name))


def _is_function(parameter: Parameter) -> bool:
    """Whether it is meant to be a function, by its annotation or its name."""
    annotation = parameter.annotation
    return bool(_CALLABLE.search(annotation) or (not annotation and _FUNCTIONS.search(parameter.name)))


def _may_be_either(annotation: str) -> bool:
    """Whether an annotation leaves it open that there is a function, an iterator or an awaitable."""
    text = re.sub(r"Literal\[[^]]*\]|'[^']*'", "", annotation)
    return bool(_VAGUE.fullmatch(text)) or not set(re.findall(r"\w+(?![\w.])", text)) <= _DATA


def _outcomes(callee: Written, parameter: Parameter, form: Form) -> list[Outcome]:
    return list(summaries_of(callee.home).outcomes(callee, parameter.argument, form) or ())


def _is_called(callee: Written, parameter: Parameter) -> bool:
    """Whether the parameter is seen to be called: here, or in a callable that it is handed to.

    What only runs because a closure has captured it need not run: the closure may do with it what it likes. And what
    a library callable consumes may as well be an iterator.
    """
    if isinstance(callee.definition, Function) and parameter.name in _called_in(callee.definition):
        return True
    sure = [o for o in _outcomes(callee, parameter, CALLED) if o.certainty is Certainty.CERTAIN]
    run = [o for o in sure if o.end is End.RUN or len(o.form) == 1]
    last = [_innermost(outcome).cause for outcome in run]
    calls = [cause for cause in last if cause.verb is Verb.CALL]
    return any(cause.by is None or parameter.name in _PERHAPS for cause in calls)


def _innermost(outcome: Outcome) -> Outcome:
    """What happens at the end of the chain of callables that the value is handed through."""
    *_, last = outcome.chain()
    return last


def _told(callee: Written, parameter: Parameter, form: Form) -> Told | None:
    outcomes = _outcomes(callee, parameter, form)
    if isinstance(callee.definition, ast.ClassDef):  # what its constructor leaves with the receiver, the result holds
        outcomes = [_in_result(outcome) for outcome in outcomes]
    first = _first_parameter(callee)
    return combined([_word(outcome, parameter.name, first) for outcome in outcomes])


def _in_result(outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Held):
        return outcome
    return outcome.become(Returned, form=held_as(Way.OBJECT, outcome.form))


def combined(parts: Sequence[Told | None]) -> Told | None:
    """What several outcomes say together; nothing if there are none, or one of them cannot be told.

    >>> combined([Told(frozenset({Fate.CONSUMED})), None]) is None
    True
    """
    known = [part for part in parts if part is not None]
    kinds = {part.kind for part in known if part.kind is not None}
    if len(kinds) > 1:
        kinds.discard(ResultKind.OBJECT)  # a wrapper that has the function as an attribute too
    if not known or len(known) < len(parts) or len(kinds) > 1:
        return None
    fates = frozenset(fate for part in known for fate in part.fates)
    if fates & _KEEPING:
        fates -= {Fate.RELEASED}  # it begins by forgetting an earlier one, or lets go if something goes wrong
    held = {part.held for part in known if part.held is not None}
    return Told(fates, next(iter(kinds), None), held.pop() if len(held) == 1 else None)


def _word(outcome: Outcome, parameter: str, first: str | None) -> Told | None:
    """The words of the knowledge format for one outcome."""
    cause = _innermost(outcome).cause
    if outcome.certainty < Certainty.LIKELY or (cause.verb is Verb.KEEP and cause.name):
        return None  # the latter: nobody knows the callee, and what a keyword is called is no reading of a source
    also = {Fate.KEPT} if outcome.running else set()
    if outcome.end is End.RETURNED:
        return _returned(outcome, parameter, also)
    if isinstance(outcome, Kept) and outcome.owner is not None:  # by the object that is another argument
        held = Told(frozenset({Fate.RECEIVER, *also}), held=anywhere(outcome.form)[0])
        return held if outcome.owner.name == first else None
    plain = {End.RUN: Fate.CONSUMED, End.KEPT: Fate.KEPT, End.HELD: Fate.RECEIVER, End.WITHDRAWN: Fate.RELEASED}
    if outcome.end not in plain:
        return None
    held_as_what = anywhere(outcome.form)[0] if outcome.end is End.HELD else None
    return Told(frozenset({plain[outcome.end], *also}), held=held_as_what)


def _returned(outcome: Outcome, parameter: str, also: set[Fate]) -> Told | None:
    way, *rest = anywhere(outcome.form)
    statement = outcome.node
    if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Name) and statement.value.id == parameter:
        return Told(frozenset({Fate.RETURNED, *also}))
    kinds: dict[Step, ResultKind] = {
        Way.CALL: ResultKind.CALLABLE,
        Way.OBJECT: ResultKind.OBJECT,
        Way.ITEM: ResultKind.OBJECT,
    }
    last: dict[Step, ResultKind] = {
        Way.ITERATE: ResultKind.LAZY,
        Way.THROUGH: ResultKind.LAZY,
        Way.AWAIT: ResultKind.AWAITABLE,
    }
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
    """What the function that a call returns does with its first argument; another call may have made that one."""
    for _ in range(_LONGEST_CHAIN):
        if not isinstance(callee.definition, Function):
            return None
        decorator = _decorator(callee.definition)
        if decorator is not None:
            return _told_of_first(Written(decorator, callee.home))
        made = _made_by(callee.definition)
        makers = callee.home.callees.callees(made.func) if made else ()
        if len(makers) != 1 or isinstance(makers[0], Known):
            return None
        callee = makers[0]
    return None


def _made_by(function: Function) -> ast.Call | None:
    """The call whose result is all that a function returns, if that is said to be callable."""
    if function.returns is None or not _CALLABLE.search(ast.unparse(function.returns)):
        return None
    returned = [node.value for node in own_nodes(function) if isinstance(node, ast.Return)]
    return returned[0] if len(returned) == 1 and isinstance(returned[0], ast.Call) else None


def _decorator(function: Function) -> ast.FunctionDef | None:
    """The function that is defined inside, and returned whatever happens."""
    inner = {s.name: s for s in function.body if isinstance(s, ast.FunctionDef)}
    if not inner:
        return None
    returned = [s.value for s in ast.walk(function) if isinstance(s, ast.Return) and s.value is not None]
    own = [v for v in returned if isinstance(v, ast.Name) and v.id in inner]
    outermost = [s for s in function.body if isinstance(s, ast.Return)]
    if len(own) != 1 or len(outermost) != 1 or outermost[0].value is not own[0]:
        return None
    return inner[own[0].id]


def _told_of_first(decorator: Written) -> Told | None:
    """What a decorator does with what it decorates."""
    definition = decorator.definition
    assert isinstance(definition, Function)
    first = next(parameters(definition, 0), None)
    if first is None or first.node is definition.args.vararg or definition.decorator_list:
        return None
    return _told(decorator, first, CALLED)


# -- writing it down -----------------------------------------------------------------------------------------------


def _as_table(callee: Written, told: dict[str, Told], applied: Told | None) -> dict[str, object]:
    function = callee.definition
    assert isinstance(function, Function)
    kinds = Counter(t.kind for t in (*told.values(), *([applied] if applied else [])) if t.kind is not None)
    kind = kinds.most_common(1)[0][0] if kinds else ResultKind.OBJECT
    told = {name: one for name, one in told.items() if one.kind in (None, kind)}
    found: dict[str, object] = {
        "signature": signature(function, callee.bound, {name.removesuffix("[]") for name in told})
    }
    for name, one in told.items():
        found[f"{name}=" if name in DESCRIPTION | PROOF else name] = _written(one.fates)
    if applied is not None and applied.kind in (None, kind):
        found["applied"] = _written(applied.fates)
    holding = {one.held for one in told.values() if Fate.RECEIVER in one.fates}
    if holding == {Way.ITEM}:
        found["holds"] = "items"
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
