"""A list in the place of a generator expression."""

from __future__ import annotations

import pytest

from tests.mended import after, left

LOOP = "for i in items:\n    {}\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("late.append((n * i for n in row))", "late.append([n * i for n in row])"),
        ("late.append(n * i for n in row)", "late.append([n * i for n in row])"),
        ("late.append( n * i for n in row )", "late.append([ n * i for n in row ])"),
        ("late.append( ( n * i for n in row ) , )", "late.append( [ n * i for n in row ] , )"),
        ("late['x'] = (n * i for n in row)", "late['x'] = [n * i for n in row]"),
        ("late.append(((n * i for n in row)))", "late.append(([n * i for n in row]))"),
        ("late.append(  # why\n        n * i for n in row)", "late.append([  # why\n        n * i for n in row])"),
        (
            "late.append((n, m, i) for n in row for m in n if m)",
            "late.append([(n, m, i) for n in row for m in n if m])",
        ),
        ("late.append('größe' + i for größe in row)", "late.append(['größe' + i for größe in row])"),
        ("late.append((lambda: n)() + i for n in row)", "late.append([(lambda: n)() + i for n in row])"),
    ],
)
def test_its_brackets_change(before: str, expected: str) -> None:
    assert after(LOOP.format(before)) == LOOP.format(expected)


@pytest.mark.parametrize("endless", ["count()", "itertools.count(1)", "cycle(row)", "repeat(0)", "iter(row.pop, None)"])
def test_what_may_never_end(endless: str) -> None:
    code = LOOP.format("late.append(n * i for {} in {})")
    reason = ["it may never end, so there is no list of its items"]
    assert left(code.format("n", endless)) == reason
    assert left(code.format("n in row for m", endless)) == reason


@pytest.mark.parametrize("finite", ["repeat(0, 3)", "iter(row)", "row.items()", "counted()"])
def test_what_ends(finite: str) -> None:
    assert after(LOOP.format(f"late.append(n * i for n in {finite})")).endswith(f"[n * i for n in {finite}])\n")


@pytest.mark.parametrize(
    "asynchronous", ["n * i async for n in row", "await n * i for n in row", "i for n in row if await n"]
)
def test_what_is_asynchronous(asynchronous: str) -> None:
    code = f"async def main():\n    for i in items:\n        late.append({asynchronous})\n"
    assert left(code) == ["what is asynchronous cannot be made at once"]


def test_an_iterator_where_next_asks() -> None:
    kept = "late = []\n" + LOOP.format("late.append({})") + "first = [next(one) for one in late]\n"
    assert after(kept.format("n * i for n in row")) == kept.format("iter([n * i for n in row])")
    assert after(kept.format("(n * i for n in row)")) == kept.format("iter([n * i for n in row])")


def test_shared_state_is_not_listed_early() -> None:
    code = """def main(items, row):
    n = 0
    def count():
        nonlocal n
        n += 1
    late = []
    for i in items:
        n = 0
        late.append(i * n for _ in row)
    return late, count
"""
    assert set(left(code)) == {"`n` is shared state: `count` changes it in line 5"}
