"""Holds what is read of operations to what `dis` reads."""

from __future__ import annotations

import dis

from cellophane.rework.operations import Same, digits, operations, write

LONG = compile("\n".join(f"name_{number}" for number in range(300)), "<long>", "exec")


def test_operations_and_their_arguments() -> None:
    slot, extended = dis.opmap["CACHE"], dis.opmap["EXTENDED_ARG"]
    ours = [(place, one, argument) for place, one, argument in operations(LONG.co_code) if one not in (slot, extended)]
    theirs = [(one.offset, one.opcode, one.arg or 0) for one in dis.get_instructions(LONG) if one.opcode != extended]
    assert ours == theirs
    assert max(argument for _, _, argument in ours) > 255


def test_arguments_are_written_over_all_their_bytes() -> None:
    raw = bytearray(LONG.co_code)
    place = next(place for place, _, argument in operations(raw) if argument == 299)
    write(raw, place, 258)
    assert [raw[each] for each in digits(raw, place)] == [2, 1]
    assert (place, 258) in [(where, argument) for where, _, argument in operations(raw)]


def test_equal_code_is_not_the_same() -> None:
    one, other = (compile("lambda: 0", "<one>", "eval") for _ in range(2))
    assert one == other
    assert Same(one) == Same(one)
    assert Same(one) != Same(other)
