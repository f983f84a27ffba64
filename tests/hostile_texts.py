"""Texts that nobody writes, as long as one likes: what makes patterns, tables of symbols and parsers run away."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def _filled(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """A piece over and over, up to about so many characters."""
    return lambda size: before + piece * max(1, (size - len(before) - len(after)) // len(piece)) + after


def _numbered(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """The same with other names each time: where the piece has `{n}`."""
    width = len(piece.replace("{n}", "123456"))
    return lambda size: before + "".join(piece.replace("{n}", str(n)) for n in range(max(1, size // width))) + after


def _deep(line: str, innermost: str = "pass\n", step: str = " ") -> Callable[[int], str]:
    """Lines that are each indented deeper than the one before."""

    def text(size: int) -> str:
        depth = max(1, int((2 * size / len(step)) ** 0.5))  # a triangle
        return "".join(step * row + line for row in range(depth)) + step * depth + innermost

    return text


_LOOP = "for i in x:\n    late.append(lambda: i)\n"

TEXTS: Mapping[str, Callable[[int], str]] = {
    # brackets
    "open brackets": _filled("("),
    "open brackets of all kinds": _filled("([{"),
    "open brackets behind a loop": _filled("(", _LOOP + "z = "),
    "open brackets in a loop": _filled("([{", "for i in x:\n    late.append(lambda: i); z = "),
    "closing brackets": _filled(")]}"),
    "nested brackets": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "nested brackets 90 deep": _filled("(" * 90 + ")" * 90 + "\n"),
    "brackets that close wrongly": _filled("(]{)[}"),
    "open calls with lambdas": _filled("f(lambda: i, "),
    "nested lambdas in brackets": _filled("(lambda i: ", "for i in x: "),
    "nested comprehensions": _filled("[i for i in ", "z = "),
    "rows of an open bracket": _filled("(\n"),
    "a bracket over all rows": _filled("lambda: i,\n", "for i in x: z = [\n", "]\n"),
    # strings
    "double quotes": _filled('"'),
    "single quotes": _filled("'"),
    "quotes in turn": _filled("\"'"),
    "quotes in turn, in threes": _filled("\"\"\"'''"),
    "quotes apart": _filled("\" ' "),
    "unclosed strings": _filled('"a\n'),
    "unclosed strings behind words": _filled('for lambda "a\n'),
    "an unclosed text": _filled("for i in x: lambda: i\n", '"""'),
    "an unclosed text behind a loop": _filled("for i in x: lambda: i\n", _LOOP + "'''"),
    "texts without end, in turn": _filled("'''\n\"\"\"\nfor i in x: lambda: i\n"),
    "backslashes": _filled("\\"),
    "backslashes in a string": _filled("\\", '"'),
    "backslashes and quotes": _filled('\\"', '"'),
    "rows of backslashes": _filled("\\\n"),
    "rows of backslashes in a loop": _filled("\\\n", "for i in x:\n    late.append(lambda: i) "),
    "rows continued": _filled("lambda: i, \\\n", "for i in x: z = "),
    "strings put together": _filled("'a' \"b\" ", "for i in x: z = lambda: i, "),
    "prefixes of strings": _filled("rb'a' f'{i}' u'' "),
    "nested f-strings": _filled('f"{', "for i in x: lambda: "),
    "braces in an f-string": _filled("{{", 'for i in x: lambda: f"', '"'),
    "open f-strings of two kinds": _filled("f\"{f'{"),
    "fields of an f-string": _filled("{i}", 'for i in x: late.append(lambda: f"', '")\n'),
    # comments
    "comments": _filled("#"),
    "rows of comments": _filled("# for i in x: lambda: i\n"),
    "comments in a bracket": _filled("# )\n", "for i in x: late.append(lambda: i, (\n"),
    "comments without an ignore": _filled("# cellophane: "),
    "comments that silence": _filled("x = 1  # cellophane: ignore[CEL101]\n"),
    "a comment that silences all": _filled("CEL101,", "x = 1  # noqa: "),
    # words
    "lambdas": _filled("lambda: i, ", "for i in x: z = "),
    "lambdas in a row each": _filled("    late.append(lambda: i)\n", "for i in x:\n"),
    "nested lambdas": _filled("lambda: ", "for i in x: z = "),
    "nested lambdas with parameters": _filled("lambda x=i: ", "for i in y: z = "),
    "parameters of a lambda": _numbered("p{n}=i, ", "for i in x: z = lambda ", ": 1\n"),
    "the word lambda": _filled("lambda "),
    "the word for": _filled("for "),
    "the word for in rows": _filled("for\n"),
    "the word in": _filled("for i in in "),
    "loops without a body": _filled("for i in x:\n"),
    "targets without end": _filled("i, ", "for "),
    "targets in brackets": _filled("(i, [", "for "),
    "loops in one row": _filled("for i in x: lambda: i; "),
    "loops and closures": _filled(_LOOP),
    "loops and closures of other names": _numbered("for i{n} in x:\n    late.append(lambda: i{n})\n"),
    "loops that rebind behind": _filled("i = 1\n", _LOOP),
    "while loops": _numbered("while x:\n    i{n} = 1\n    late.append(lambda: i{n})\n"),
    "closures of one function": _filled("        late.append(lambda: i)\n", "def f(x):\n    for i in x:\n"),
    "rebindings of one function": _filled("    i = 1\n", "def f(x):\n    late.append(lambda: i)\n"),
    "names of one function": _numbered("    v{n} = lambda: v{n}\n", "def f(x):\n"),
    "names out of inner functions": _numbered("    def g{n}():\n        v{n} += 1\n    v{n} = 2\n", "def f():\n"),
    "handlers": _filled("try:\n    pass\nexcept E as e:\n    late.append(lambda: e)\n"),
    "handlers without end": _filled("except E as e: "),
    "deletions": _numbered("del v{n}; z = lambda: v{n}\n", "def f():\n    pass\n"),
    "the word del": _filled("del i, "),
    "with blocks": _filled("with open(x) as f:\n    late.append(lambda: f.read())\n"),
    "items of with": _filled("open(x) as f, ", "with "),
    "nonlocals": _numbered("    def g{n}():\n        nonlocal v\n        v = {n}\n", "def f():\n    v = 0\n"),
    "supers": _numbered("    def m{n}(self):\n        return [super().m for i in x]\n", "class A:\n"),
    "private names": _numbered("    def m{n}(self):\n        return __v{n}\n", "class A:\n"),
    "class names": _numbered("    n{n} = [n{n} for i in x]\n", "class A:\n"),
    "calls of eval": _filled("    eval('i')\n", "def f(i):\n    def g():\n        return eval('i')\n"),
    "defaults": _numbered("for i in x:\n    late{n}.append(lambda a=i: a)\n"),
    "withdrawals": _filled("b.off(lambda: 1)\nb.remove(partial(f, 1))\n"),
    "calls before": _numbered("    f{n}()\n    def f{n}():\n        return v{n}\n    v{n} = 1\n", "def f():\n"),
    "groups": _filled("for k, g in groupby(x):\n    late.append(g)\n", "from itertools import groupby\n"),
    "iterators": _filled(
        "    for y in z:\n        use(y)\n", "def f(x):\n    z = iter(x)\n    for q in x:\n        pass\n"
    ),
    "submitted lambdas": _filled("    p.submit(lambda: i)\n", "from concurrent.futures import *\ndef f(p, i):\n"),
    "decorators": _filled("@d(lambda: i)\n", "for i in x:\n    pass\n", "def f(): pass\n"),
    "decorators without a function": _filled("@d\n"),
    "headers of functions": _filled("def f():\n"),
    "functions in one row": _filled("def f(): return lambda: i\n"),
    "parameters without end": _filled("a=lambda: i, ", "def f("),
    "the word def": _filled("def "),
    "async apart": _filled("async \\\n"),
    "names of 1000 letters": _filled("a" * 1000 + " = 1\n"),
    "a single name": _filled("a"),
    "a single number": _filled("1"),
    "numbers and words": _filled("0for i in 0or[lambda:0]\n"),
    "dots": _filled(".a", "for i in x: late.append(lambda: i"),
    "semicolons": _filled(";", "for i in x: late.append(lambda: i)"),
    "colons": _filled(":", "for i in x: late.append(lambda"),
    "operators": _filled("+ i ", "for i in x: late.append(lambda: i ", ")\n"),
    "nots": _filled("not ", "for i in x: late.append(lambda: ", "i)\n"),
    # layout
    "deep loops": _deep("for i in x:\n", "late.append(lambda: i)\n"),
    "deep functions": _deep("def f():\n", "return lambda: i\n"),
    "deep classes": _deep("class A:\n", "i = lambda: i\n"),
    "deep ifs": _deep("if x:\n", "for i in x: late.append(lambda: i)\n", "\t"),
    "indentation without end": _filled(" ", "for i in x:\n", "late.append(lambda: i)\n"),
    "tabs without end": _filled("\t", "for i in x:\n", "late.append(lambda: i)\n"),
    "tabs and spaces in turn": _filled("\t ", "for i in x:\n", "late.append(lambda: i)\n"),
    "rows of spaces": _filled(" " * 50 + "\n", _LOOP),
    "empty rows": _filled("\n", "for i in x:\n", "    late.append(lambda: i)\n"),
    "form feeds": _filled("\f"),
    "form feeds in a row": _filled("\f ", "for i in x:\n", "    late.append(lambda: i)\n"),
    "carriage returns": _filled("\r", "for i in x:\n", "    late.append(lambda: i)\n"),
    "loops that end with carriage returns": _filled(_LOOP.replace("\n", "\r")),
    "stairs": _filled("if x:\n    if y:\n        for i in x:\n            lambda: i\n  # \n"),
    # characters
    "NULs": _filled("\0"),
    "a NUL behind loops": _filled(_LOOP, after="\0"),
    "letters of many bytes": _filled("\U0001d4d0 = 1\n"),
    "loops over letters of many bytes": _numbered("for ｉ{n} in x:\n    late.append(lambda: i{n})\n"),
    "lone marks": _filled("\u200d"),
    "separators of lines": _filled("for i in x:\x85\u2028lambda: i\x0c\n"),
}
"""By what is odd about them: for so many characters, a text of about that length. Some are Python, most are not."""
