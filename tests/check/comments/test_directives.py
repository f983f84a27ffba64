"""What comments say."""

from __future__ import annotations

import pytest

from cellophane.check.comments.directives import Directive, read


def said(comment: str) -> list[tuple[str, list[str] | None]]:
    """The form of each directive and its codes."""
    for one in read(comment):
        assert comment[one.start] == "#"
        assert all(comment[code.start : code.end] == code.text for code in one.codes or ())
    return [
        (one.form.value, None if one.codes is None else [code.text for code in one.codes])
        for one in read(comment)
        if not one.wrong
    ]


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("# cellophane: ignore", None),
        ("#cellophane:ignore", None),
        ("# cellophane: ignore the loop ends first", None),
        ("# cellophane: ignore - the loop ends first", None),
        ("# cellophane: ignore  # type: ignore", None),
        ("# type: ignore  # cellophane: ignore", None),
        ("# cellophane: ignore[CEL101]", ["CEL101"]),
        ("# cellophane: ignore [CEL101]", ["CEL101"]),
        ("# cellophane: ignore[CEL101] the loop ends first", ["CEL101"]),
        ("# cellophane: ignore[CEL101, cel2,ALL]", ["CEL101", "cel2", "ALL"]),
        ("# cellophane: ignore[ CEL101 CEL2 ]", ["CEL101", "CEL2"]),
    ],
)
def test_ignore(comment: str, codes: list[str] | None) -> None:
    assert said(comment) == [("ignore", codes)]
    assert said(comment.replace("ignore", "file-ignore", 1)) in ([("file-ignore", codes)], [("ignore", codes)])


def test_where_it_ends() -> None:
    comment = "# cellophane: ignore[CEL101] it ends first  # noqa: E501 CEL2 why"
    assert [comment[one.start : one.end] for one in read(comment)] == [
        "# cellophane: ignore[CEL101]",
        "# noqa: E501 CEL2",
    ]


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# cellophane: ignore[]", "no rule is named in its brackets"),
        ("# cellophane: ignore[CEL101", "its bracket is not closed"),
        ("# cellophane: ignore[CEL101 # why]", "its bracket is not closed"),
        ("# cellophane: ignore: CEL101", "codes stand in brackets: `ignore[CEL101]`"),
        ("# cellophane: ignore CEL101", "codes stand in brackets: `ignore[CEL101]`"),
        ("# cellophane: ignore=CEL101", "codes stand in brackets: `ignore[CEL101]`"),
        ("# cellophane: ignore(CEL101)", "codes stand in brackets: `ignore[CEL101]`"),
        ("# cellophane: ingore[CEL101]", "`ingore` means nothing; did you mean `ignore`?"),
        ("# cellophane ignore[CEL101]", "a colon is missing: `# cellophane: ignore`"),
        ("# cellophane file-ignore", "a colon is missing: `# cellophane: file-ignore`"),
        ("# Cellophane: Ignore", "`Ignore` means nothing; did you mean `ignore`?"),
        ("# cellophane: Ignore", "`Ignore` means nothing; did you mean `ignore`?"),
        ("# cellophane: noqa", "`noqa` means nothing; did you mean `ignore`?"),
        ("# cellophane: noqa: CEL101", "`noqa` means nothing; did you mean `ignore`?"),
        ("# cellophane: disable=CEL101", "`disable` means nothing; did you mean `ignore`?"),
        ("# cellophane: ignore-file[CEL101]", "`ignore-file` means nothing; did you mean `file-ignore`?"),
        ("# cellophane: file_ignore  # x", "`file_ignore` means nothing; did you mean `file-ignore`?"),
        ("# cellophane: skip-file", "`skip-file` means nothing; did you mean `file-ignore`?"),
    ],
)
def test_what_is_written_so_silences_nothing(comment: str, reason: str) -> None:
    [one] = [one for one in read(comment) if one.form.value != "noqa"]
    assert one.wrong == reason
    assert not one.means("CEL101")


@pytest.mark.parametrize(
    "comment",
    [
        "# cellophane: the transparent film",
        "# cellophane: ignored by most",
        "# cellophane",
        "# see cellophane: ignore",
        "# cellophane: CEL101 factor",
        "# my-cellophane: ignore",
        "# cellophane: nothing to report",
        "# cellophane: film",
        "# cellophane ignore it when it is wet",
        "# cellophane files",
    ],
)
def test_prose(comment: str) -> None:
    assert read(comment) == ()


@pytest.mark.parametrize(
    ("text", "means"), [("CEL101", True), ("cel1", True), ("ALL", True), ("CEL102", False), ("CEL1011", False)]
)
def test_codes_as_select_takes_them(text: str, means: bool) -> None:
    [one] = read(f"# cellophane: ignore[{text}]")
    assert one.means("CEL101") is means


def test_a_blanket_one_means_all_and_names_none() -> None:
    [one] = read("# cellophane: ignore")
    assert (one.means("CEL101"), one.names("CEL101")) == (True, False)
    [everything] = read("# cellophane: ignore[ALL]")
    assert (everything.means("CEL101"), everything.names("CEL101")) == (True, False)


def test_codes_of_noqa_are_read_up_to_the_first_word_that_is_none() -> None:
    assert said("# noqa: CEL101 E501 in all CEL102") == [("noqa", ["CEL101", "E501"])]
    assert said("# noqa:") == [("noqa", [])]
    assert said("# noqa") == [("noqa", None)]
    assert not any(isinstance(one, Directive) and one.means("CEL101") for one in read("# noqa: because"))
