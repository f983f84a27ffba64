"""Which Python a line was written for."""

from __future__ import annotations

import sys

import pytest

from cellophane.source.text.source import Source, Unreadable

NEWER = [
    ((3, 12), "a `type` statement", "type Pair = tuple[int, int]"),
    ((3, 12), "a type parameter", "def first[T](of: list[T]) -> T: ..."),
    ((3, 12), "a type parameter", "class Box[T]: ..."),
    ((3, 12), "an f-string that nests", 'x = f"{d["a"]}"'),
    ((3, 12), "an f-string that nests", "x = f\"{', '.join(a) + '\\n'}\""),
    ((3, 12), "an f-string that nests", "x = f'{\n    a\n}'"),
    ((3, 12), "an f-string that nests", "x = f'''{\n    a  # why\n}'''"),
    ((3, 13), "a default of a type parameter", "class Box[T = int]: ..."),
    ((3, 14), "`except` without parentheses", "try:\n    pass\nexcept OSError, ValueError:\n    pass"),
    ((3, 14), "a template string", 'x = t"{name}"'),
    ((3, 15), "a lazy import", "lazy import json"),
    ((3, 15), "unpacking in a comprehension", "x = [*row for row in rows]"),
]


def refusal(text: str) -> str | None:
    """What is said about a text; nothing if it is sound."""
    try:
        Source("a.py", text).parse()
    except Unreadable as error:
        return error.message
    return None


@pytest.mark.parametrize(("version", "feature", "text"), NEWER)
def test_newer_syntax_is_named_with_the_version_to_run(version: tuple[int, int], feature: str, text: str) -> None:
    message = refusal(text)
    if sys.version_info >= version:
        assert message is None
        return
    newer, running = "{}.{}".format(*version), "{}.{}".format(*sys.version_info)
    assert message is not None
    assert message.startswith(f"syntax error for Python {running}: {feature}")
    assert f"needs Python {newer}; run cellophane with Python {newer} or newer" in message


@pytest.mark.parametrize(
    ("feature", "text"),
    [
        ("`except` with a comma", "try:\n    pass\nexcept ValueError, e:\n    pass"),
        ("`print` without parentheses", "print 'hello'"),
        ("`exec` without parentheses", "exec 'x = 1'"),
        ("`raise` with a comma", "raise ValueError, 'no'"),
    ],
)
def test_python_2_is_recognised(feature: str, text: str) -> None:
    assert refusal(text) == f"syntax error: {feature} is Python 2"


@pytest.mark.parametrize(
    "text",
    [
        "def f(:",
        "x = = 1",
        "type X",
        "class C[: pass",
        "x = f'{a b}'",
        "x = f'{a'",
        "x = 'a",
        "import",
        "lazy = ",
        "t = ]",
    ],
)
def test_plain_errors_stay_plain(text: str) -> None:
    message = refusal(text)
    assert message is not None
    assert message.startswith("syntax error: ")
    assert "Python" not in message
