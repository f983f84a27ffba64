"""What `argparse` does not decide: options among arguments, words behind `--`, and what was meant."""

from __future__ import annotations

import pytest

from cellophane.cli.arguments import read


@pytest.mark.parametrize(
    "words",
    [
        ["m:f", "7", "-1.5", "--output-format", "json"],
        ["m:f", "--output-format", "json", "7", "-1.5"],
        ["m:f", "7", "--output-format", "json", "-1.5"],
        ["--output-format", "json", "m:f", "7", "-1.5"],
        ["m:f", "--output-format", "json", "--", "7", "-1.5"],
        ["m:f", "7", "--output-format=json", "--", "-1.5"],
        ["--output-format", "json", "--", "m:f", "7", "-1.5"],
    ],
)
def test_options_stand_anywhere(words: list[str]) -> None:
    options = read(["cost", *words])
    assert (options.target, options.arguments, options.output_format) == ("m:f", ["7", "-1.5"], "json")


def test_paths_stand_around_options() -> None:
    options = read(["check", "a", "--fix", "b", "--select", "CEL1", "c"])
    assert (options.paths, options.fix, options.select) == (["a", "b", "c"], True, ["CEL1"])


def test_what_is_behind_two_dashes_is_no_option() -> None:
    options = read(["check", "--", "--fix", "-V", "--"])
    assert (options.paths, options.fix) == (["--fix", "-V", "--"], False)
    assert read(["rule", "--", "CEL101"]).code == "CEL101"


def test_a_dash_is_standard_input() -> None:
    assert read(["check", "-"]).paths == ["-"]


def test_without_a_command_there_is_none() -> None:
    assert read([]).command is None


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["chek"], "cellophane: error: there is no command 'chek'; did you mean 'check'?"),
        (["zzz"], "cellophane: error: there is no command 'zzz'"),
        ([""], "cellophane: error: there is no command ''"),
        (["--verison"], "cellophane: error: unrecognized arguments: --verison; did you mean '--version'?"),
        (
            ["--quiet", "check"],
            "cellophane: error: unrecognized arguments: --quiet; "
            "options stand after the command: `cellophane COMMAND …`",
        ),
        (["check", "--slect"], "cellophane check: error: unrecognized arguments: --slect; did you mean '--select'?"),
        (
            ["check", "a.py", "--outptu-format=json"],
            "cellophane check: error: unrecognized arguments: --outptu-format=json; did you mean '--output-format'?",
        ),
        (["check", "--zzz"], "cellophane check: error: unrecognized arguments: --zzz"),
        (["rule", "CEL101", "CEL102"], "cellophane rule: error: unrecognized arguments: CEL102"),
        (["rule", "CEL101", "--", "-x"], "cellophane rule: error: unrecognized arguments: -x"),
        (
            ["timeline", "a.py", "--evnts"],
            "cellophane timeline: error: unrecognized arguments: --evnts; did you mean '--events'?; "
            "what stands behind `--` is handed over as it is",
        ),
        (["cost"], "cellophane cost: error: the following arguments are required: TARGET"),
    ],
)
def test_what_there_is_not_is_told_with_what_was_meant(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        read(words)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == complaint
