"""The end of a program in an interpreter that goes on."""

from __future__ import annotations

import atexit
from concurrent.futures import ThreadPoolExecutor

import pytest

from cellophane.witnessing.recording import recorded


def test_exit_functions_of_others_are_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    called: list[str] = []
    own = atexit.register(called.append, "too early")
    register = atexit.register
    try:
        recorded("import atexit\natexit.register(print, 'bye')\nprint('on')\n", "a.py")
        assert capsys.readouterr().out == "on\nbye\n"
        assert atexit.register is register
        assert called == []
    finally:
        atexit.unregister(own)


def test_pools_can_be_made_afterwards() -> None:
    text = (
        "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(1)\npool.submit(print).result()\n"
    )
    assert recorded(text, "a.py").status == 0
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(len, "abc").result() == 3
