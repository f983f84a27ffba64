"""Programs recorded, and the record held to what an instrumented syntax tree sees."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from cellophane.live.watched import Watched
from cellophane.model.lateness import lateness
from cellophane.model.place import Span
from cellophane.model.timeline import Event, Timeline
from cellophane.report.moments import moments
from cellophane.witnessing.recording import record, recorded
from tests.timeline_oracle import counted, timeline
from tests.timeline_programs import program

ROOT = Path(__file__).parents[2]
NOT_FOR_THE_ORACLE = {
    "tickets_wrong.py": "its threads run when they like",
    "look_inside.py": "it looks at `__closure__`, where the oracle has more",
    "cells.py": "it looks at `__closure__`, where the oracle has more",
}
SOURCES = sorted([*(ROOT / "examples").glob("*.py"), *(ROOT / "docs" / "tour" / "programs").glob("*.py")])
PROGRAMS, ROUND = 300, 20


def seen(text: str, most: int = 10_000) -> Timeline:
    """The time line, with nothing printed."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return record(text, "program.py", most=most)


def expected(text: str) -> Timeline:
    with contextlib.redirect_stdout(io.StringIO()):
        return timeline(text, "program.py")


def told(found: Timeline) -> list[str]:
    """Each event in words: who does what to which variable, and the value."""
    names = [f"{one.name}{one.activation}" for one in found.variables]
    lines = []
    for one in found.events:
        by = (
            "elsewhere"
            if one.elsewhere
            else "owner"
            if one.closure is None
            else f"{found.closures[one.closure].name}#{one.closure}"
        )
        what = "" if one.variable is None else f" {names[one.variable]}"
        value = "nothing" if one.shown is None else found.values[one.shown]
        lines.append(f"{one.kind}{what} by {by}: {value} at {one.span}")
    return lines


def short(found: Timeline) -> list[str]:
    """The same without places and numbers."""
    names = [f"{one.name}{one.activation if one.activation > 1 else ''}" for one in found.variables]
    lines = []
    for one in found.events:
        by = "" if one.closure is None else f" #{one.closure}"
        by = " elsewhere" if one.elsewhere else by
        if one.kind == "made":
            lines.append(f"made{by}")
        elif one.variable is not None:
            value = "nothing" if one.shown is None else found.values[one.shown]
            lines.append(f"{one.kind} {names[one.variable]}{by} {value}")
    return lines


def assert_same(text: str) -> Timeline:
    found, wanted = counted(seen(text, most=10**6)), expected(text)
    assert told(found) == told(wanted)
    assert found.variables == wanted.variables
    assert found.closures == wanted.closures
    assert without_values(found) == without_values(wanted)
    assert_same_values(found, wanted)
    assert (found.error or "").partition(":")[0].rpartition(".")[2] == (wanted.error or "")
    return found


def without_values(found: Timeline) -> list[Event]:
    return [replace(one, value=None, look=None) for one in found.events]


def assert_same_values(found: Timeline, wanted: Timeline) -> None:
    """What is one object for the oracle is one; what is not is not either, but where nobody can tell whether another
    object has come to the address of the first. So nothing is late that is not."""
    pairs = {(right.value, left.value) for left, right in zip(found.events, wanted.events, strict=True)}
    assert len({right for right, _ in pairs}) == len(pairs)
    several = Counter(left for _, left in pairs)
    for right, left in pairs:
        assert several[left] == 1 or (right is not None and re.match(r"[(\[{]|<?\w+Error\b", wanted.values[right]))
    assert lateness(found).late <= lateness(wanted).late
    assert lateness(found).late == lateness(wanted).late or max(several.values()) > 1


def mixes_cells(code: CodeType) -> bool:
    """Whether a comprehension's variable takes the cell of a captured one: Python 3.12 and 3.13 lose that one then."""
    inside = [one for one in code.co_consts if isinstance(one, CodeType)]
    return bool(set(code.co_cellvars).intersection(code.co_freevars)) or any(map(mixes_cells, inside))


@pytest.mark.parametrize("path", SOURCES, ids=[path.name for path in SOURCES])
def test_every_example_as_the_oracle_sees_it(path: Path) -> None:
    text = path.read_text("utf-8")
    if reason := NOT_FOR_THE_ORACLE.get(path.name):
        pytest.skip(reason)
    if "from cellophane import" in text:
        pytest.skip("cellophane looks into the oracle's functions, and makes others of them")
    assert_same(text)


@pytest.mark.parametrize("path", SOURCES, ids=[path.name for path in SOURCES])
def test_every_example_ends_as_it_does_alone(path: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        run = recorded(path.read_text("utf-8"), str(path))
    assert run.timeline.error is None
    assert run.status == 0


@pytest.mark.parametrize("first", range(0, PROGRAMS, ROUND))
def test_random_programs_as_the_oracle_sees_them(first: int) -> None:
    events = 0
    for seed in range(first, first + ROUND):
        text = program(seed)
        if not mixes_cells(compile(text, "program.py", "exec")):
            events += len(assert_same(text).events)
    assert events > 10 * ROUND


def test_a_loop_at_the_top_of_a_module() -> None:
    found = seen("fs = []\nfor i in range(2):\n    fs.append(lambda: i)\n[f() for f in fs]\n")
    assert short(found) == ["bound i 0", "made #0", "bound i 1", "made #1", "read i #0 1", "read i #1 1"]
    assert lateness(found).late == {4}
    assert [(one.owner, one.in_cell) for one in found.variables] == [("<module>", False)]
    assert found.events[4].span == Span(3, 23, 3, 24)
    assert found.closures[0].span == Span(3, 15, 3, 24)


def test_a_closure_in_a_closure_is_told_by_which_one_made_it() -> None:
    late = """\
def f():
    fs = []
    for i in range(2):
        fs.append(lambda: (lambda: i)())
    return [g() for g in fs]

f()
"""
    found = assert_same(late)
    assert [one.maker for one in found.events if one.kind == "made"] == [None, None, 0, 1]
    assert [found.events[step].closure for step in lateness(found).late] == [2]


def test_activations_and_state() -> None:
    text = """\
def counter(step):
    total = 0
    def add():
        nonlocal total
        total += step
        return total
    return add
one, two = counter(1), counter(10)
one(), two(), two()
"""
    found = seen(text)
    variables = [(one.name, one.owner, one.activation) for one in found.variables]
    assert variables == [
        ("step", "counter", 1),
        ("total", "counter", 1),
        ("step", "counter", 2),
        ("total", "counter", 2),
    ]
    assert short(found)[:3] == ["bound step 1", "bound total 0", "made #0"]
    assert short(found)[-4:] == ["read total2 #1 10", "read step2 #1 10", "bound total2 #1 20", "read total2 #1 20"]
    assert not lateness(found).late


def test_two_closures_of_one_factory_share_their_code_all_the_same() -> None:
    text = "def make(n):\n    return lambda: n\na, b = make(1), make(2)\nassert a.__code__ is b.__code__\n"
    assert seen(text).error is None


def test_closures_look_as_they_are_from_inside() -> None:
    text = """\
def make(n):
    def inner(x=1, *, y=2):
        return n, sorted(locals())
    return inner
inner = make(1)
assert inner()[1] == ["n", "x", "y"], inner()
assert inner.__code__.co_freevars == ("n",) and len(inner.__closure__) == 1
assert inner.__closure__[0].cell_contents == 1
assert repr(inner.__code__.co_consts) == "(None,)", inner.__code__.co_consts
fs = [make(i) for i in range(2)]
"""
    assert seen(text).error is None


def test_generators_begun_before_a_binding() -> None:
    text = """\
def main():
    made = []
    for n in range(2):
        def numbers():
            yield n
            yield n
        each = numbers()
        next(each)
        made.append(each)
    return [next(each) for each in made]
main()
"""
    found = seen(text)
    assert short(found)[-2:] == ["read n #0 1", "read n #1 1"]
    assert sorted(lateness(found).late) == [len(found.events) - 2]


def test_threads() -> None:
    text = """\
import threading
def main():
    threads = []
    for n in range(40):
        one = threading.Thread(target=lambda: n)
        one.start()
        threads.append(one)
    for one in threads:
        one.join()
main()
"""
    found = seen(text)
    assert [event.kind for event in found.events].count("read") == 40
    assert {event.closure for event in found.events if event.kind == "read"} == set(range(40))


def test_threads_that_are_left_behind_are_waited_for() -> None:
    text = """\
import threading, time
def main():
    n = 1
    threading.Thread(target=lambda: (time.sleep(0.05), n)).start()
main()
"""
    assert short(seen(text))[-1] == "read n #0 1"


def test_the_end_of_a_handler() -> None:
    text = """\
def main():
    try:
        1 / 0
    except ZeroDivisionError as e:
        late = lambda: e
        late()
    late()
main()
"""
    found = seen(text)
    error = "<ZeroDivisionError>"
    assert short(found) == [
        f"bound e {error}",
        "made #0",
        f"read e #0 {error}",
        f"deleted e {error}",
        "read e #0 nothing",
    ]
    assert lateness(found).late == {4}
    assert found.events[3].span == Span(4, 5, 6, 15)
    assert found.error is not None
    assert found.error.startswith("NameError: cannot access free variable 'e'")


def test_what_is_over_is_counted() -> None:
    text = "def f():\n    n = 0\n    def g():\n        return n\n    for _ in range(50): g()\nf()\n"
    whole, part = seen(text), seen(text, most=10)
    assert part.events == whole.events[:10]
    assert part.left_out == len(whole.events) - 10
    assert seen(text, most=0).events == ()


def test_an_interruption_ends_it_like_an_error() -> None:
    text = """\
import signal, itertools
def main():
    for n in itertools.count():
        f = lambda: n
        f()
        if n == 3000:
            signal.raise_signal(signal.SIGINT)
main()
"""
    with contextlib.redirect_stderr(io.StringIO()) as stderr:
        run = recorded(text, "program.py", most=100)
    assert run.status == 130
    assert run.timeline.error == "KeyboardInterrupt"
    assert len(run.timeline.events) == 100
    assert run.timeline.left_out > 8000
    assert "witnessing" not in stderr.getvalue()


def test_the_exit_code_is_handed_on() -> None:
    text = "import sys\nn = 1\ndef f():\n    global n\n    n += 1\n    sys.exit(n)\nf()\n"
    run = recorded(text, "program.py")
    assert (run.status, run.timeline.error) == (2, None)
    assert short(run.timeline) == ["bound n 1", "made #0", "read n #0 1", "bound n #0 2", "read n #0 2"]


def test_functions_have_their_own_code_when_it_is_over() -> None:
    run = recorded("fs = []\nfor i in range(2):\n    fs.append(lambda: i)\n", "program.py")
    codes = [one.__code__ for one in vars(run.module)["fs"]]
    assert codes[0] is codes[1]
    assert type(codes[0].co_consts) is tuple
    assert vars(run.module)["fs"][0]() == 1
    assert len(run.timeline.events) == 4


def test_code_that_needs_nothing_stays_the_very_same() -> None:
    text = "def f(x):\n    return x\nimport sys\nsys.modules['__main__'].kept = type(f.__code__.co_consts)\n"
    run = recorded(text, "program.py")
    assert vars(run.module)["kept"] is not Watched


def test_bound_and_copied_functions_of_a_program() -> None:
    text = """\
from cellophane import bind, clone
def make(n):
    def f():
        return n
    return f
one = bind(make(1))
assert one.__closure__ is None and one() == 1
first = make(2)
two = clone(first)
two()
"""
    found = seen(text)
    assert found.error is None
    assert short(found)[-1] == "read n3 elsewhere 2"


def test_a_copy_with_other_globals_is_not_taken_for_the_program() -> None:
    text = """\
from types import FunctionType
n = 1
n = 2
def f():
    return n
f()
assert FunctionType(f.__code__, {"n": 3})() == 3
"""
    found = seen(text)
    assert found.error is None
    assert short(found) == ["bound n 1", "bound n 2", "made #0", "read n #0 2"]


def test_what_eval_does_is_not_seen_and_said_so() -> None:
    text = """\
n = 1
n = 2
def f():
    return eval("n") + n
f()
exec("n = 3")
f()
"""
    found = seen(text)
    assert found.error is None
    assert short(found)[2:] == ["made #0", "read n #0 2", "bound n elsewhere 3", "read n #0 3"]
    assert not lateness(found).outdated
    assert found.notes == (
        "`eval` in line 4: what it reads is not recorded.",
        "`exec` in line 6: what it reads, binds and defines is not recorded.",
    )


def test_text_that_does_not_compile() -> None:
    with pytest.raises(SyntaxError):
        record("def", "program.py")
    with pytest.raises((SyntaxError, ValueError)):
        record("\0", "program.py")


LIVES = """\
import gc, weakref
gone = []
class Thing:
    def __init__(self, name): self.name = name
    def __del__(self): gone.append(self.name)
def value():
    kept = Thing("value")
    def read(): return kept
    read()
def cell():
    kept = Thing("in a cell")
    def cycle(): return kept, cycle
    cycle()
def rebound():
    kept = Thing("first")
    def read(): return kept
    read()
    kept = Thing("second")
    assert gone[-1] == "first", gone
    read()
    del kept
    assert gone[-1] == "second", gone
def loop():
    fs = [lambda: one for one in map(Thing, "xyz")]
    fs[0]()
    dead = weakref.ref(fs[1])
    del fs[1]
    assert dead() is None
value()
assert gone == ["value"], gone
cell()
gc.collect()
assert gone[-1] == "in a cell", gone
rebound()
loop()
assert gone[-3:] == ["x", "y", "z"], gone
"""


def test_nothing_of_the_program_lives_longer() -> None:
    exec(LIVES, {"__name__": "plain"})
    found = seen(LIVES)
    assert found.error is None
    assert len(found.events) > 20


def test_lists_are_told_apart_when_one_takes_the_place_of_another() -> None:
    text = """\
def main():
    fs = []
    for n in range(4):
        row = [n]
        fs.append(lambda: row)
    return [f() for f in fs]
main()
"""
    found = seen(text)
    assert len([value for value in found.values if value.startswith("[")]) == 4
    assert len(lateness(found).late) == 3


def test_functions_made_after_the_run_are_of_no_account() -> None:
    run = recorded("def make(n):\n    return lambda: n\n", "program.py")
    make = vars(run.module)["make"]
    assert isinstance(make, FunctionType)
    assert make(3)() == 3


def test_a_list_that_changes_stays_the_same() -> None:
    text = """\
def main():
    keep = []
    for i in range(2):
        x = keep
        if not i:
            show = lambda: x
        keep.append(i)
    assert show() is keep
main()
"""
    found = assert_same(text)
    assert short(found) == ["bound x []", "made #0", "bound x [0]", "read x #0 [0, 1]"]
    assert not lateness(found).outdated


def test_what_is_read_is_told_as_it_looks_by_then() -> None:
    text = """\
def make():
    items = []
    def add(one):
        items.append(one)
    def show():
        return items
    add(1), add(2)
    return show()
make()
"""
    found = assert_same(text)
    assert short(found)[3:] == ["read items #0 []", "read items #0 [1]", "read items #1 [1, 2]"]
    assert {one.value for one in found.events if one.variable is not None} == {0}
    assert list(moments(found))[-1].told == "`show` reads `items` and gets `[1, 2]`."


def test_the_variables_of_one_call_have_one_number() -> None:
    text = """\
def f(n):
    if n:
        f(n - 1)
    b = n * 10
    return lambda: (n, b)
f(1)()
"""
    found = assert_same(text)
    calls = {(one.name, one.activation) for one in found.variables}
    assert calls == {("n", 1), ("n", 2), ("b", 1), ("b", 2)}
    for event in found.events:
        if event.kind == "bound" and event.variable is not None and event.value is not None:
            variable, value = found.variables[event.variable], int(found.values[event.value])
            assert value == {1: 1, 2: 0}[variable.activation] * (10 if variable.name == "b" else 1)


def test_a_variable_that_only_some_calls_capture() -> None:
    text = """\
def f(n):
    if n:
        kept = n
        return lambda: (n, kept)
    return lambda: n
f(0)(), f(1)()
"""
    found = assert_same(text)
    assert [(one.name, one.activation) for one in found.variables] == [("n", 1), ("n", 2), ("kept", 2)]


def test_a_comprehension_owns_its_variables() -> None:
    text = """\
def h(i):
    fs = [[lambda: (i, j) for j in [i]] for i in range(2)]
    return [f() for (f,) in fs], {k: lambda: k for k in [lambda: i]}
h(5), h(6)
"""
    found = seen(text)
    comprehension = "h.<locals>.<listcomp>"
    owners = [(one.name, one.owner, one.activation) for one in found.variables]
    inner = f"{comprehension}.<listcomp>"
    assert sorted(owners) == sorted(
        [("i", comprehension, 1), ("i", comprehension, 2)]
        + [("j", inner, number) for number in (1, 2, 3, 4)]
        + [("i", "h", 1), ("i", "h", 2), ("k", "h.<locals>.<dictcomp>", 1), ("k", "h.<locals>.<dictcomp>", 2)]
    ), owners


def test_what_nobody_captures_takes_no_room() -> None:
    text = """\
def main(flag):
    for n in range(20_000):
        if flag:
            keep = lambda: n
    total = 1
    for n in range(3):
        show = lambda: total
    return show()
main(False)
"""
    found = seen(text, most=100)
    assert short(found)[:2] == ["bound total 1", "made #0"]
    assert (short(found)[-1], found.left_out, found.notes) == ("read total #2 1", 0, ())


def test_of_a_variable_that_is_captured_late_the_last_events_are_told() -> None:
    text = """\
def main():
    for n in range(1000):
        if n == 999:
            show = lambda: n
    return show()
main()
"""
    found = seen(text, most=500)
    assert short(found)[0] == "bound n 950"
    assert short(found)[-2:] == ["made #0", "read n #0 999"]
    assert found.left_out == 0
    assert len(found.notes) == 1


def test_what_is_changed_from_outside_is_told_when_it_is_read() -> None:
    text = """\
import __main__
n = 1
n = 2
def main():
    x = 1
    def show():
        return x, n
    show()
    show.__closure__[0].cell_contents = 9
    __main__.n = 5
    show()
    del show.__closure__[0].cell_contents
    show()
main()
"""
    found = seen(text)
    assert short(found)[-8:] == [
        *("read x #0 1", "read n #0 2"),
        *("bound x elsewhere 9", "read x #0 9", "bound n elsewhere 5", "read n #0 5"),
        *("deleted x elsewhere 9", "read x #0 nothing"),
    ]
    assert not lateness(found).outdated
    assert [one.told for one in moments(found)][-6] == "Code that is not watched binds `x` to `9`, in place of `1`."


def test_threads_do_not_make_each_other_suspicious() -> None:
    text = """\
import sys, threading
sys.setswitchinterval(1e-6)
def main():
    n = 0
    def add():
        nonlocal n
        for _ in range(300):
            n += 1
    threads = [threading.Thread(target=add) for _ in range(4)]
    for one in threads: one.start()
    for one in threads: one.join()
    return n
main()
"""
    before = sys.getswitchinterval()
    try:
        found = seen(text)
    finally:
        sys.setswitchinterval(before)
    assert len(found.events) > 2000
    assert not any(one.elsewhere for one in found.events)


def test_what_a_class_finds_in_itself_is_no_read_of_the_variable() -> None:
    text = """\
import enum
class Meta(type):
    @classmethod
    def __prepare__(cls, *_): return {"x": "own", "n": "own"}
n = 1
n = 2
def f(x):
    class Own(metaclass=Meta):
        a, b = x, n
    class Plain(enum.Enum):
        a, b = x, n
    class Late:
        a = x
        locals()["x"] = 5
        b = x
    assert (Own.a, Own.b, Plain.a.value, Plain.b.value, Late.b) == ("own", "own", 7, 2, 5)
f(7)
"""
    found = seen(text)
    assert found.error is None
    assert [one.partition("#")[0] for one in short(found) if one.startswith("read")] == [
        "read x ",
        "read n ",
        "read x ",
    ]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="there is no `type`")
def test_what_a_type_of_a_class_means() -> None:
    found = seen("lim = 1\nlim = 2\nclass B:\n    type Q = lim\nB.Q.__value__\n")
    assert short(found)[-1].startswith("read lim")
    found = seen("lim = 1\nlim = 2\nclass B:\n    type Q = lim\n    locals()['lim'] = 3\nassert B.Q.__value__ == 3\n")
    assert found.error is None
    assert not [one for one in found.events if one.kind == "read"]
