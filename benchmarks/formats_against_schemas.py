"""The formats of findings against what is published of them, and read by tools that others wrote.

    python benchmarks/formats_against_schemas.py --from FOLDER DIRECTORY ...

Each DIRECTORY is checked, one run for all formats, and so is a repository of odd files: names with line ends, commas,
percent signs, quotes and bytes that are not UTF-8, a notebook, texts that cannot be parsed, standard input. Prints what
was validated; ends with 1 where something is not as it should be. It needs, beside what the suite needs:

    python -m pip install jsonschema junitparser sarif-tools xmlschema
    python -m pip download --no-deps --no-binary pytest --dest FOLDER pytest
    npm install --prefix FOLDER @microsoft/sarif-multitool-linux @umbrelladocs/rdformat-validator @actions/core

Of these, the schema of SARIF and the validator of its makers come with the Multitool, which also knows what GitHub's
code scanning asks for; the schema of JUnit's reports that Jenkins' plugin publishes is in pytest's source distribution;
and how commands for GitHub are escaped is what GitHub's own library does. What GitLab asks of a report is written down
here, from its documentation: there is no package of it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlparse

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from cellophane.report.formats import FORMATS  # noqa: E402
from tests.reported import HOSTILE_NAMES  # noqa: E402

_ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(_HERE / "src"),
    "PYTHONUTF8": "1",
    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",  # the Multitool wants a library for languages otherwise
}
_LATE = "late = []\nfor i in range(3):\n    late.append(lambda: '𝒳\t囲' + str(i))\n"
_NOTEBOOK = {"cells": [{"cell_type": "code", "source": _LATE}, {"cell_type": "code", "source": "x = = 1"}]}
_GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
_COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>.*?)::(?P<message>.*)")


class Fault(Exception):
    """Something is not as it should be."""


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of one run, in all formats, and what they are to be measured with."""

    folder: Path
    """Each is in a file of the name of its format."""
    tools: Path
    """Where the packages are that this script needs."""
    entries: list[dict[str, Any]]
    """What `json` tells, which the others are to tell as well."""

    def text(self, form: str) -> str:
        return self.path(form).read_bytes().decode("utf-8")

    def path(self, form: str) -> Path:
        return self.folder / form

    @property
    def problems(self) -> int:
        return sum(entry["certainty"] is None for entry in self.entries)

    @property
    def findings(self) -> int:
        return len(self.entries) - self.problems


def main() -> int:
    words = argparse.ArgumentParser(usage="%(prog)s --from FOLDER DIRECTORY ...")
    words.add_argument("--from", dest="tools", type=Path, required=True, help="where the packages are")
    words.add_argument("directories", nargs="+", type=Path)
    asked = words.parse_args()
    faults = 0
    for name, where, arguments, given in _runs(asked.directories):
        with tempfile.TemporaryDirectory() as folder:
            reports = _reported(where, arguments, given, Path(folder), asked.tools.resolve())
            print(f"{name}: {reports.findings} findings, {reports.problems} problems")
            for check in (sarif, fixes, gitlab, junit, rdjson, github, pylint, json_lines):
                try:
                    print(f"  {check.__name__}: {check(reports)}")
                except Fault as fault:
                    faults += 1
                    print(f"  {check.__name__}: WRONG: {fault}")
    return 1 if faults else 0


def _runs(directories: list[Path]) -> Iterator[tuple[str, Path, list[str], str]]:
    """What is checked: how it is called, from where, with which arguments, and what standard input has."""
    for directory in directories:
        yield directory.name, directory, [], ""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder) / "a b%"
        _fill(top)
        yield "odd files", top / "src", ["..", "gone.py"], ""
        yield "standard input", top, ["-"], _LATE


def _fill(top: Path) -> None:
    """A repository of odd files."""
    (top / "src").mkdir(parents=True)
    (top / ".git").mkdir()
    for name in HOSTILE_NAMES:
        if name != "-":
            (top / "src" / name).write_text(_LATE, encoding="utf-8")
            (top / "src" / f"wrong {name}").write_text("x = = 1\n", encoding="utf-8")
    (top / "src" / "book.ipynb").write_text(json.dumps(_NOTEBOOK), encoding="utf-8")
    (top / "src" / "latin.py").write_bytes(b"x = '\xe9'\n")
    (top / "windows.py").write_bytes(_LATE.replace("\n", "\r\n").encode())


def _reported(where: Path, arguments: list[str], given: str, folder: Path, tools: Path) -> Reports:
    files = [word for form in FORMATS for word in ("--output-file", f"{form}:{folder / form}")]
    options = ["check", "--isolated", "--no-cache", "--quiet", "--certainty", "possible", *files]
    command = [sys.executable, "-m", "cellophane", *options, *arguments]
    run = subprocess.run(command, cwd=where, env=_ENVIRONMENT, input=given.encode(), capture_output=True, check=False)
    if b"Traceback" in run.stderr or not (folder / "json").exists():
        raise SystemExit(run.stderr.decode(errors="replace"))
    os.chdir(where)
    return Reports(folder, tools, json.loads((folder / "json").read_text("ascii")))


def sarif(reports: Reports) -> str:
    """The schema, the validator of the format's makers, and a tool that reads it."""
    import jsonschema

    multitool = reports.tools / "node_modules" / "@microsoft" / "sarif-multitool-linux"
    log = json.loads(reports.text("sarif"))
    schema = json.loads((multitool / "sarif-2.1.0.json").read_text("utf-8-sig"))
    _validate(jsonschema, log, schema)
    (run,) = log["runs"]
    told = len(run["results"]), len(run["invocations"][0]["toolExecutionNotifications"])
    _expect(told, (reports.findings, reports.problems))
    copy = reports.path("log.sarif")
    copy.write_text(reports.text("sarif"), encoding="utf-8")
    program = multitool / "Sarif.Multitool"
    program.chmod(0o755)
    validated = _output(program, "validate", copy, "--rule-kind", "Sarif;Ghas")
    if wrong := re.findall(r"error \w+: .*", validated):
        raise Fault(wrong[0])
    table = reports.path("log.csv")
    _output(sys.executable, "-m", "sarif", "csv", "--output", table, copy)
    with table.open(encoding="utf-8-sig", newline="") as stream:
        lines = sorted(int(row["Line"]) for row in csv.DictReader(stream))
    rows = [1 if each["cell"] else each["location"]["row"] for each in reports.entries if each["certainty"]]
    _expect(lines, sorted(rows))
    warned = sorted(set(re.findall(r"warning (\w+)", validated)))
    return f"schema, Multitool (no error; warnings {', '.join(warned) or 'none'}), read by sarif-tools"


def fixes(reports: Reports) -> str:
    """What SARIF and reviewdog would write, each by the columns that it counts."""
    (run,) = json.loads(reports.text("sarif"))["runs"]
    top = Path(unquote_to_bytes(urlparse(run["originalUriBaseIds"]["%SRCROOT%"]["uri"]).path).decode())
    made = [_by_characters(fix, top) for result in run["results"] for fix in result.get("fixes", [])]
    mended = [text for text in made if text is not None]
    for each in mended:
        compile(each, "mended", "exec", dont_inherit=True)
    suggested = [
        text
        for found in json.loads(reports.text("rdjson"))["diagnostics"]
        for suggestion in found.get("suggestions", [])
        if (text := _by_bytes(found["location"]["path"], suggestion)) is not None
    ]
    if left := [each for each in suggested if each not in mended]:
        raise Fault(f"a suggestion and a fix differ: {left[0]!r}")
    return f"{len(mended)} of SARIF made and compiled; {len(suggested)} suggestions give the same"


def _by_characters(fix: dict[str, Any], top: Path) -> str | None:
    """The text with a fix of SARIF; none for standard input."""
    (change,) = fix["artifactChanges"]
    if "uriBaseId" not in change["artifactLocation"]:
        return None
    name = os.fsdecode(unquote_to_bytes(change["artifactLocation"]["uri"]))
    lines = (top / name).read_text("utf-8").split("\n")
    places = [(each["deletedRegion"], each["insertedContent"]["text"]) for each in change["replacements"]]
    for region, text in sorted(places, key=lambda each: (each[0]["startLine"], each[0]["startColumn"]), reverse=True):
        first, last = region["startLine"] - 1, region["endLine"] - 1
        whole = lines[first][: region["startColumn"] - 1] + text + lines[last][region["endColumn"] - 1 :]
        lines[first : last + 1] = whole.split("\n")
    return "\n".join(lines)


def _by_bytes(path: str, suggestion: dict[str, Any]) -> str | None:
    if path == "-" or "\\" in path:  # an escape of what is no UTF-8 cannot be found by its name
        return None
    lines = Path(path).read_text("utf-8").split("\n")
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    before = lines[start["line"] - 1].encode()[: start["column"] - 1].decode()
    after = lines[end["line"] - 1].encode()[end["column"] - 1 :].decode()
    lines[start["line"] - 1 : end["line"]] = (before + suggestion["text"] + after).split("\n")
    return "\n".join(lines)


def gitlab(reports: Reports) -> str:
    """What GitLab's documentation asks of a report."""
    import jsonschema

    entries = json.loads(reports.text("gitlab"))
    _validate(jsonschema, entries, _GITLAB)
    _expect(len(entries), len(reports.entries))
    _expect(len({entry["fingerprint"] for entry in entries}), len(entries))
    _expect([entry for entry in entries if "\n" in entry["description"]], [])
    return f"shape; {len(entries)} fingerprints, all of them different"


def junit(reports: Reports) -> str:
    """The schema of Jenkins' plugin, and a tool that reads reports."""
    import junitparser
    import xmlschema

    (source,) = reports.tools.glob("pytest-*.tar.gz")
    with tarfile.open(source) as archive:
        (member,) = (each for each in archive if each.name.endswith("/junit-10.xsd"))
        schema = archive.extractfile(member)
        assert schema is not None
        xmlschema.XMLSchema(schema.read().decode()).validate(reports.text("junit"))
    (suite,) = junitparser.JUnitXml.fromfile(str(reports.path("junit")))
    _expect((suite.failures, suite.errors), (reports.findings, reports.problems))
    _expect(len(list(suite)), suite.tests)
    return f"schema of Jenkins' plugin, read by junitparser: {suite.tests} tests"


def rdjson(reports: Reports) -> str:
    """A validator that refuses every field that the format does not have, as reviewdog does."""
    validator = (
        reports.tools / "node_modules" / "@umbrelladocs" / "rdformat-validator" / "bin" / "rdformat-validator.js"
    )
    _output("node", validator, reports.path("rdjson"))
    _expect(len(json.loads(reports.text("rdjson"))["diagnostics"]), len(reports.entries))
    return "rdformat-validator"


def github(reports: Reports) -> str:
    """Read as the runner reads commands, and written again by GitHub's own library."""
    lines = reports.text("github").splitlines()
    _expect(len(lines), len(reports.entries))
    script = reports.path("commands.mjs")
    library = reports.tools / "node_modules" / "@actions" / "core" / "lib" / "command.js"
    script.write_text(
        "import { readFileSync } from 'fs';\n"
        f"import {{ issueCommand }} from {json.dumps(library.as_uri())};\n"
        "for (const command of JSON.parse(readFileSync(0))) issueCommand(...command);\n",
        encoding="utf-8",
    )
    given = json.dumps([_command(line) for line in lines])
    again = subprocess.run(["node", script], input=given, capture_output=True, encoding="utf-8", check=True).stdout
    _expect(again.splitlines(), lines)
    return f"{len(lines)} commands, which @actions/core writes in the same way"


def _command(line: str) -> tuple[str, dict[str, str], str]:
    command = _COMMAND.fullmatch(line)
    if command is None:
        raise Fault(f"no command: {line!r}")
    properties = (pair.partition("=") for pair in command["properties"].split(","))
    return command["name"], {key: _put_back(value) for key, _, value in properties}, _put_back(command["message"])


def _put_back(text: str) -> str:
    for escape, character in {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}.items():
        text = text.replace(escape, character)
    return text


def pylint(reports: Reports) -> str:
    """The form that is read of pylint and flake8."""
    lines = reports.text("pylint").splitlines()
    _expect(len(lines), len(reports.entries))
    _expect([line for line in lines if not re.fullmatch(r".+?:\d+: \[[A-Za-z][\w-]*\] .+", line)], [])
    return "form"


def json_lines(reports: Reports) -> str:
    """The entries of the list."""
    _expect([json.loads(line) for line in reports.text("json-lines").splitlines()], reports.entries)
    return "the entries of json"


def _validate(jsonschema: Any, document: Any, schema: Any) -> None:
    kind: Callable[[Any], Any] = jsonschema.validators.validator_for(schema)
    for error in kind(schema).iter_errors(document):
        raise Fault(f"{error.json_path}: {error.message[:300]}")


def _output(*command: object) -> str:
    """What a program prints. Raises `Fault` if it fails."""
    words = [str(word) for word in command]
    run = subprocess.run(words, env=_ENVIRONMENT, capture_output=True, encoding="utf-8", check=False)
    if run.returncode:
        raise Fault(f"{Path(words[0]).name} ends with {run.returncode}: {(run.stdout + run.stderr)[-600:]}")
    return run.stdout + run.stderr


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise Fault(f"{str(found)[:300]} is not {str(wanted)[:300]}")


if __name__ == "__main__":
    sys.exit(main())
