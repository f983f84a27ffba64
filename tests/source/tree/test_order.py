"""Which of two nodes comes first."""

from __future__ import annotations

import ast

from cellophane.source.tree.order import begin, end, placed


class TestBeginAndEnd:
    def test_they_count_rows_from_1_and_columns_from_0(self) -> None:
        statement = ast.parse("\nx = 1").body[0]
        assert (begin(statement), end(statement)) == ((2, 0), (2, 5))

    def test_what_is_entered_stands_where_its_context_does(self) -> None:
        statement = ast.parse("with opened() as file: pass").body[0]
        assert isinstance(statement, ast.With)
        item = statement.items[0]
        assert (begin(item), end(item)) == ((1, 5), (1, 13))

    def test_a_for_within_a_comprehension_stands_where_its_target_does(self) -> None:
        expression = ast.parse("[x for x in y]", mode="eval").body
        assert isinstance(expression, ast.ListComp)
        assert begin(expression.generators[0]) == (1, 7)


class TestPlaced:
    def test_what_has_a_place_stands_for_itself(self) -> None:
        statement = ast.parse("pass").body[0]
        assert placed(statement) is statement


def test_nodes_are_compared_by_row_and_column() -> None:
    first, second, third = ast.parse("aa; b\nc").body
    assert begin(first) < end(first) < begin(second) < begin(third)


def test_what_is_inside_begins_no_earlier_and_ends_no_later() -> None:
    [statement] = ast.parse("f(\n  a)").body
    [inner] = (node for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id == "a")
    assert begin(statement) < begin(inner) < end(inner) < end(statement)


def test_what_is_entered_stands_where_its_context_does() -> None:
    statement = ast.parse("with opened() as file: pass").body[0]
    assert isinstance(statement, ast.With)
    item = statement.items[0]
    assert (begin(item), end(item)) == ((1, 5), (1, 13))


def test_a_for_within_a_comprehension_stands_where_its_target_does() -> None:
    expression = ast.parse("[x for x in y]", mode="eval").body
    assert isinstance(expression, ast.ListComp)
    assert begin(expression.generators[0]) == (1, 7)


def test_what_has_a_place_stands_for_itself() -> None:
    statement = ast.parse("pass").body[0]
    assert placed(statement) is statement
