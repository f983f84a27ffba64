"""Decoding, line ends, columns and parsing of single files."""

from __future__ import annotations

import ast
import sys
import tokenize
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellophane.model.place import Span
from cellophane.source.text.source import Source, Unreadable, from_bytes, read


def refused(data: bytes) -> Unreadable:
    """The reason why these bytes cannot be read or parsed."""
    with pytest.raises(Unreadable) as caught:
        from_bytes(data, "a.py").parse()
    return caught.value


def complaint(data: bytes) -> str | None:
    """The reason why these bytes cannot be read or parsed, if they cannot."""
    try:
        from_bytes(data, "a.py").parse()
    except Unreadable as error:
        return error.message
    return None


def test_utf8_is_the_default() -> None:
    assert from_bytes("x = 'é'\n".encode(), "a.py").text == "x = 'é'\n"


def test_an_empty_file_is_an_empty_module() -> None:
    source = from_bytes(b"", "a.py")
    assert source.parse().body == []
    assert source.line(1) == ""


def test_a_byte_order_mark_takes_no_column() -> None:
    source = from_bytes(b"\xef\xbb\xbfx = y\n", "a.py")
    statement = source.parse().body[0]
    assert isinstance(statement, ast.Assign)
    assert source.span(statement.value) == Span(1, 5, 1, 6)


def test_a_byte_order_mark_and_a_utf8_declaration_agree() -> None:
    assert from_bytes(b"\xef\xbb\xbf# coding: utf-8\nx = 1\n", "a.py").text == "# coding: utf-8\nx = 1\n"


def test_a_byte_order_mark_against_another_declaration() -> None:
    error = refused(b"\xef\xbb\xbf# coding: latin-1\nx = 1\n")
    assert error.message == "begins with a UTF-8 byte order mark, but declares 'latin-1'"
    assert error.row == 1


@pytest.mark.parametrize(
    "head",
    [
        b"# coding: latin-1\n",
        b"#!/usr/bin/python\n# -*- coding: iso-8859-1 -*-\n",
        b"\n# vim: set fileencoding=latin1 :\n",
    ],
)
def test_a_declared_encoding_is_used(head: bytes) -> None:
    assert "é" in from_bytes(head + b"x = '\xe9'\n", "a.py").text


def test_a_declaration_with_lone_carriage_returns() -> None:
    assert from_bytes(b"# coding: latin-1\rx = '\xe9'\r", "a.py").text == "# coding: latin-1\nx = 'é'\n"


@pytest.mark.parametrize(
    "head", [b"x = 1\n# coding: latin-1\n", b"\n\n# coding: latin-1\n", b"x = '# coding: latin-1'\n"]
)
def test_a_declaration_elsewhere_declares_nothing(head: bytes) -> None:
    assert "is not utf-8" in refused(head + b"x = '\xe9'\n").message


def test_a_missing_declaration_is_told_with_its_place() -> None:
    error = refused(b"x = 1\ny = 'caf\xe9'\n")
    assert error.message == (
        "is not utf-8: byte 0xe9 does not fit; "
        "another encoding has to be declared in the first line: `# coding: latin-1`"
    )
    assert (error.row, error.column) == (2, 9)


def test_an_unknown_encoding_is_named_with_its_place() -> None:
    error = refused(b"# coding: klingon\nx = 1\n")
    assert error.message == "declares the encoding 'klingon', which Python does not know"
    assert (error.row, error.column) == (1, 11)


@pytest.mark.parametrize("name", [b"rot13", b"hex", b"zlib"])
def test_an_encoding_that_is_not_for_text(name: bytes) -> None:
    assert "which is not one for text" in refused(b"# coding: " + name + b"\n").message


@pytest.mark.parametrize(
    "name", [b"utf-16", b"undefined", b"utf-7", b"idna", b"punycode", b"utf-32", b"raw_unicode_escape"]
)
def test_strange_encodings_never_crash(name: bytes) -> None:
    assert complaint(b"# coding: " + name + b"\nx = '\xe9\\ud800'\n") != ""


def test_utf16_is_recognised() -> None:
    assert "looks like UTF-16" in refused("x = 1\n".encode("utf-16")).message


def test_a_file_cut_within_a_character() -> None:
    error = refused("x = 'é".encode()[:-1])
    assert "is not utf-8" in error.message
    assert (error.row, error.column) == (1, 6)


def test_a_nul_byte_is_told_with_its_place() -> None:
    error = refused(b"x = 1\r\ny\0 = 2\n")
    assert error.message == "holds a NUL byte, which Python source may not"
    assert (error.row, error.column) == (2, 2)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_give_the_same_rows(end: str) -> None:
    source = from_bytes(f"a = 1{end}{end}b = a{end}".encode(), "a.py")
    assert source.span(source.parse().body[1]) == Span(3, 1, 3, 6)
    assert source.line(3) == "b = a"


@pytest.mark.parametrize("separator", ["\f", "\v", "\x1c", "\x85", "\u2028"])
def test_what_python_does_not_take_for_a_line_end(separator: str) -> None:
    source = from_bytes(f"a = '{separator}'\nb = a\n".encode(), "a.py")
    assert source.span(source.parse().body[1]) == Span(2, 1, 2, 6)
    assert source.line(2) == "b = a"


def test_a_form_feed_between_functions() -> None:
    source = from_bytes(b"a = 1\n\f\ndef f():\n    pass\n\fb = 2\n", "a.py")
    assert [source.line(node.lineno).strip("\f") for node in source.parse().body] == [
        "a = 1",
        "def f():",
        "b = 2",
    ]


@given(st.text(alphabet="aé囲😀\u0301", min_size=1, max_size=12))
def test_columns_count_characters(text: str) -> None:
    source = Source("a.py", f"x = ('{text}', y)\n")
    statement = source.parse().body[0]
    assert isinstance(statement, ast.Assign)
    assert isinstance(statement.value, ast.Tuple)
    span = source.span(statement.value.elts[1])
    assert source.line(1)[span.column - 1 : span.end_column - 1] == "y"


def test_a_syntax_error_has_a_row_and_a_column() -> None:
    error = refused(b"x = 1\ndef f(:\n    pass\n")
    assert error.message.startswith("syntax error: ")
    assert (error.row, error.column) == (2, 7)


def test_the_column_of_a_syntax_error_counts_characters() -> None:
    assert refused("é = 'é' )\n".encode()).column == 9


def test_an_unclosed_bracket_stays_within_the_file() -> None:
    error = refused(b"x = (1,\n")
    assert error.row is not None
    assert error.row <= 2


def test_a_warning_about_the_text_is_not_shown() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        from_bytes(b"x = '\\d'\ny = 1 is 1\n", "a.py").parse()
    assert caught == []


DEEP = {
    "signs": "x = " + "-" * 1000 + "1",
    "parentheses": "x = " + "(" * 1000 + "1" + ")" * 1000,
    "lists": "x = " + "[" * 1000 + "]" * 1000,
    "functions": "".join(" " * n + "def f():\n" for n in range(1000)),
    "ifs": "".join(" " * n + "if x:\n" for n in range(1000)),
    "lambdas": "x = " + "lambda: " * 1000 + "1",
    "calls": "f" + "()" * 5000,
    "attributes": "x" + ".y" * 5000,
    "sums": "x = " + "+".join(["a"] * 5000),
    "conditions": "x = " + "a if b else " * 5000 + "c",
    "powers": "x = " + "**".join(["a"] * 5000),
    "nots": "x = " + "not " * 20000 + "a",
    "elifs": "if x:\n a\n" + "elif y:\n a\n" * 3000,
    "signs without end": "x = " + "-" * 200000 + "1",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_parsed_or_refused_in_words(text: str) -> None:
    message = complaint(text.encode())
    too_deep = "nested too deeply for Python {}.{} to parse".format(*sys.version_info)
    assert message is None or message == too_deep or message.startswith("syntax error: too many ")


def test_a_thousand_parentheses_are_too_many() -> None:
    assert refused(DEEP["parentheses"].encode()).message == "syntax error: too many nested parentheses"


def test_a_thousand_functions_are_too_deep() -> None:
    error = refused(DEEP["functions"].encode())
    assert error.message == "syntax error: too many levels of indentation"
    assert error.row == 101


def test_signs_without_end_are_too_deep() -> None:
    assert refused(DEEP["signs without end"].encode()).message.startswith("nested too deeply for Python")


def test_a_missing_file_is_told_in_the_words_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read: no such file or directory"):
        read(tmp_path / "gone.py")


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "x.py").mkdir()
    with pytest.raises(Unreadable, match="cannot be read: is a directory"):
        read(tmp_path / "x.py")


def test_a_name_with_a_nul_is_no_file() -> None:
    with pytest.raises(Unreadable, match="cannot be read: "):
        read("a\0.py")


def test_a_file_is_read_as_tokenize_would(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"# coding: cp1252\nx = '\x80'\n")
    with tokenize.open(path) as file:
        assert read(path).text == file.read()


@given(st.binary(max_size=60))
def test_no_bytes_crash(data: bytes) -> None:
    assert complaint(data) != ""


@given(st.binary(max_size=20))
def test_no_declaration_crashes(name: bytes) -> None:
    assert complaint(b"# coding: " + name + b"\n\xe9") != ""
