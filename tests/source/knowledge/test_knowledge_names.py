"""The names and signatures of the knowledge, held to the libraries that are installed."""

from __future__ import annotations

import inspect
import sys

import pytest

from tests.knowledge_experiments import KNOWLEDGE, entry, real, runs_here

ATTRIBUTES_OF_RESULTS = {
    "functools.singledispatch.register",
    "twisted.internet.reactor",
    "kivy.clock.Clock",
    "reactivex.of",
    "reactivex.of.pipe",
}
"""What cannot be reached from its module: attributes that only results have, and modules that act on import."""

NAMES = [
    name
    for name in KNOWLEDGE.names()
    if "*" not in name
    and runs_here(name)
    and name not in ATTRIBUTES_OF_RESULTS
    and name.rpartition(".")[0] not in ATTRIBUTES_OF_RESULTS
]

Kinds = inspect.Parameter
BY_POSITION = (Kinds.POSITIONAL_ONLY, Kinds.POSITIONAL_OR_KEYWORD)
BY_KEYWORD = (Kinds.POSITIONAL_OR_KEYWORD, Kinds.KEYWORD_ONLY)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_exists(name: str) -> None:
    assert real(name) is not None


@pytest.mark.parametrize("name", [name for name in NAMES if KNOWLEDGE.table(name).get("alike")])
def test_what_is_alike_exists(name: str) -> None:
    here = (other for other in KNOWLEDGE.table(name)["alike"] if not other.endswith(".*") and runs_here(name, other))
    assert all(real(other) is not None for other in here)


@pytest.mark.parametrize("name", [name for name in NAMES if KNOWLEDGE.table(name).get("aliases")])
def test_an_alias_is_another_name_of_the_same(name: str) -> None:
    aliases = [alias for alias in KNOWLEDGE.table(name)["aliases"] if alias.startswith(f"{name.partition('.')[0]}.")]
    assert {alias: real(alias) for alias in aliases} == dict.fromkeys(aliases, real(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_signature_is_the_real_one_as_far_as_it_goes(name: str) -> None:
    """Each position names the parameter that it fills, and each keyword is one that is taken."""
    try:
        actual = inspect.signature(real(name)).parameters.values()  # type: ignore[arg-type]
    except (ValueError, TypeError):
        pytest.skip("the interpreter does not know the signature either")
    kinds = {parameter.kind for parameter in actual}
    claimed = entry(name).signature
    if Kinds.VAR_POSITIONAL not in kinds and claimed.rest is None:
        positional = [parameter for parameter in actual if parameter.kind in BY_POSITION]
        pairs = list(zip(claimed.positional, positional, strict=False))
        assert len(pairs) == len(claimed.positional)
        # The name of a parameter that no keyword can fill is nobody's business, and changes between versions.
        assert all(name == it.name or it.kind is Kinds.POSITIONAL_ONLY for name, it in pairs)
    if Kinds.VAR_KEYWORD not in kinds:
        assert claimed.keywords <= {parameter.name for parameter in actual if parameter.kind in BY_KEYWORD}


_OF_QUEUES = ("get", "get_nowait", "join", "shutdown")
"""The last one from 3.13 on; it drops what it holds only if it is asked to."""
UNTOLD = {
    "concurrent.futures.Future.cancel",  # these run what is registered, or resume what they hold
    "concurrent.futures.Future.set_exception",
    "collections.abc.AsyncGenerator.athrow",
    "collections.abc.Coroutine.throw",
    "collections.abc.Generator.throw",
    "asyncio.Handle.get_context",  # from 3.12 on; these take nothing that is held
    "multiprocessing.pool.Pool.Process",
    "multiprocessing.pool.Pool.terminate",
    "sched.scheduler.cancel",
    "timeit.Timer.print_exc",
    *(f"{module}.Queue.{method}" for module in ("asyncio", "queue") for method in _OF_QUEUES),
}
_READ = ("unittest.", "email.policy.")
"""Classes whose methods are many, and are read."""

RUNNERS = sorted(
    {
        name.rpartition(".")[0]
        for name in NAMES
        if "self" in KNOWLEDGE.table(name) and name.partition(".")[0] in sys.stdlib_module_names
    }
)


@pytest.mark.parametrize("owner", [name for name in RUNNERS if not name.startswith(_READ)])
def test_of_a_class_that_runs_what_it_holds_no_method_is_left_to_be_read(owner: str) -> None:
    """Its source mostly shows less than is known: who asks a thread whether it lives takes a lock of it."""
    methods = {name for name, value in inspect.getmembers(real(owner), inspect.isfunction) if not name.startswith("_")}
    missing = {f"{owner}.{name}" for name in methods if KNOWLEDGE.callable(f"{owner}.{name}") is None}
    assert missing <= UNTOLD
