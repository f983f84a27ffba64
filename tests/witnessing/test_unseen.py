"""What is said not to be recorded."""

from __future__ import annotations

from cellophane.witnessing.unseen import notes


def test_each_builtin_is_told_once_with_all_its_lines() -> None:
    text = "def f():\n    locals()\n    return lambda: vars()\n\nvars(f)\nvars(f)\nx.eval()\neval = 1\n"
    assert notes(compile(text, "a.py", "exec")) == (
        "`locals` in line 2: what is read through it is not recorded.",
        "`vars` in lines 3, 5 and 6: what is read through it is not recorded.",
    )


def test_nothing_is_said_of_a_plain_program() -> None:
    assert notes(compile("def f(): return [n for n in ()]", "a.py", "exec")) == ()


def test_names_of_the_programs_own_are_not_the_builtins() -> None:
    assert notes(compile("def eval(x): return x\nprint(eval(1))", "a.py", "exec")) == ()
    assert notes(compile("def f():\n    global vars\n    vars = 1\n    return vars", "a.py", "exec")) == ()
    assert len(notes(compile("def f(eval): return eval, exec", "a.py", "exec"))) == 1


def test_what_would_see_the_recorder_is_said() -> None:
    said = notes(compile("import sys\ndef f(): sys.settrace(None), f.__code__", "a.py", "exec"))
    assert [one.partition(":")[0] for one in said] == ["`__code__`", "`settrace`"]
