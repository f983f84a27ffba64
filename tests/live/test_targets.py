"""Which numbers each number leads to."""

from __future__ import annotations

from cellophane.live.targets import Targets


def test_what_is_known_and_what_is_not() -> None:
    targets = Targets()
    for known in (True, False, False):
        targets.append(known=known)
    assert [targets.known(number) for number in range(len(targets))] == [True, False, False]
    targets.begin(2)
    targets.extend(2, [0, 0])
    targets.extend(2, iter([1]))
    targets.begin(1)
    assert [list(targets[number]) for number in range(3)] == [[], [], [0, 0, 1]]
    assert targets.known(1)
    assert targets.many == 3
    targets.forget(2)
    assert not targets.known(2)
    assert list(targets[2]) == []
