"""Messages as they come in."""

from __future__ import annotations

from io import BytesIO

import pytest

from cellophane.server.streams import messages
from tests.editing import framed


def received(data: bytes) -> list[bytes]:
    return list(messages(BytesIO(data).read))


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_messages_may_come_in_pieces(size: int) -> None:
    data = BytesIO(framed(b"{}") + framed(b"x" * 5_000) + framed(b"5"))
    assert list(messages(lambda most: data.read(min(most, size)))) == [b"{}", b"x" * 5_000, b"5"]


def test_messages_come_one_after_the_other() -> None:
    bodies = [b"{}", b"x" * 3_000_000, "{'ä'}".encode()]
    assert received(b"".join(map(framed, bodies))) == bodies


def test_what_was_announced_takes_no_memory() -> None:
    assert received(b"Content-Length: 999999999999999999\r\n\r\nabc") == [b"abc"]


@pytest.mark.parametrize("header", [b"content-length: 2\r\n", b"CONTENT-LENGTH:2\r\n", b"Content-Length : 2\n"])
def test_the_header_that_matters_may_be_written_otherwise(header: bytes) -> None:
    assert received(header + b"\r\n{}") == [b"{}"]


@pytest.mark.parametrize(
    "noise", [b"Content-Type: x\r\n", b"\r\n", b"Content-Length: -1\r\n\r\n", b"hello\r\n\r\n", b"x" * 300_000 + b"\n"]
)
def test_what_is_no_header_is_passed_over(noise: bytes) -> None:
    assert received(noise + framed(b"{}")) == [b"{}"]


def test_a_message_without_content_is_none() -> None:
    assert received(b"Content-Length: 0\r\n\r\n" + framed(b"{}")) == [b"{}"]
    assert received(b"") == []
