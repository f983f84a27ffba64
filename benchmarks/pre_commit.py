"""pre-commit itself, with the hooks of this repository: do they find, mend, and leave out what is excluded?

    python -m pip install pre-commit
    python benchmarks/pre_commit.py [--wheels DIRECTORY]

Clones what is committed here, makes a scratch repository with bugs in it, and runs `pre-commit try-repo` and commits
with the hooks installed. pre-commit installs the clone with pip, which gets what it needs as pip is configured on this
machine; or, with `--wheels`, from a directory only, which this fills:

    python -m pip wheel --wheel-dir DIRECTORY -r requirements/build.txt -r requirements/run.txt

Prints what held and what did not, with what was written then; ends with 1 if something did not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WRONG = """\
def tasks():
    late = []
    for i in range(3):
        late.append(lambda: i)
    return [task() for task in late]
"""
RIGHT = WRONG.replace("lambda: i", "lambda *, i=i: i")
PLACE = ":4:29"
"""Where the bug of `WRONG` is, behind the name of its file."""
AFAR = "\n" * 20 + "x = 1\n"
"""So far from a bug that git merges a change of it with one of the bug."""
SETTINGS = '[tool.cellophane]\nexclude = ["generated/"]\n'
MANY = 700
"""Files with long names, so many that pre-commit hands them over in several batches: each has 128 KiB of names."""


@dataclass
class Verdict:
    """What was claimed, whether it held, and what was written to the terminal."""

    claim: str
    held: bool
    output: str


@dataclass
class Scratch:
    """A repository to try the hooks of a clone in; it is the current directory."""

    clone: Path
    program: str
    """pre-commit."""
    environment: dict[str, str]
    output: str = field(default="", init=False)
    """What the last command wrote."""

    def run(self, *command: str) -> int:
        """Run a command; its exit code."""
        done = subprocess.run(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        self.output = done.stdout
        return done.returncode

    def hook(self, name: str) -> int:
        """Try a hook on all files that git knows, as its users would."""
        return self.run(self.program, "try-repo", str(self.clone), name, "--all-files")

    def stage(self, files: dict[str, str]) -> None:
        """Write files and add them to what is to be committed."""
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")
        self.git("add", "--all")

    def git(self, *words: str) -> None:
        """Do what has to succeed."""
        if self.run("git", *words):
            raise RuntimeError(f"git {' '.join(words)}: {self.output}")

    def says(self, claim: str, held: bool) -> Verdict:
        """Whether something held after the last command."""
        return Verdict(claim, held, self.output)


def found(scratch: Scratch) -> Iterator[Verdict]:
    """What the hook `cellophane` finds, and what it leaves out."""
    scratch.stage({"a.py": WRONG, "generated/b.py": WRONG, "-x.py": WRONG, "two words.py": WRONG})
    code = scratch.hook("cellophane")
    yield scratch.says("the hook fails with exit code 1", code == 1 and "- exit code: 1\n" in scratch.output)
    for name in ("a.py", "-x.py", "two words.py", "generated/b.py"):
        yield scratch.says(f"the bug in {name} is shown, with where it is", f"─ {name}{PLACE}\n" in scratch.output)
    scratch.stage({"pyproject.toml": SETTINGS})
    yield scratch.says("with `exclude` it still fails", scratch.hook("cellophane") == 1)
    yield scratch.says("what is excluded is left out, though it is named", "generated" not in scratch.output)


def mended(scratch: Scratch) -> Iterator[Verdict]:
    """What the hook `cellophane-fix` does."""
    code = scratch.hook("cellophane-fix")
    told = "files were modified by this hook" in scratch.output and "Fixed 3 hazards; none is left" in scratch.output
    yield scratch.says("the hook that mends fails, as it changed files, and says so", code == 1 and told)
    texts = [Path(name).read_text("utf-8") for name in ("a.py", "-x.py", "two words.py")]
    yield scratch.says("the files are mended", texts == [RIGHT] * 3)
    yield scratch.says("what is excluded is not", Path("generated/b.py").read_text("utf-8") == WRONG)
    yield scratch.says("the second run of it passes", scratch.hook("cellophane-fix") == 0)
    yield scratch.says("and so does the hook that checks", scratch.hook("cellophane") == 0)


def batches(scratch: Scratch) -> Iterator[Verdict]:
    """More names than a command line holds."""
    names = [f"many/{number:03}_{'long' * 50}.py" for number in range(MANY)]
    scratch.stage({**dict.fromkeys(names, "x = 1\n"), names[0]: WRONG, names[-1]: WRONG})
    code = scratch.hook("cellophane")
    yield scratch.says("several batches were made", code == 1 and scratch.output.count("(checked ") > 1)
    both = all(f"{Path(name).name[:3]}_long" in scratch.output for name in (names[0], names[-1]))
    yield scratch.says("what is found in the first and in the last is shown", both)
    scratch.git("rm", "-rqf", "many")


def committed(scratch: Scratch) -> Iterator[Verdict]:
    """Commits with the hooks installed, where what is staged is not what is on disk."""
    install(scratch, "cellophane")
    scratch.git("commit", "--quiet", "--no-verify", "--message", "begin")
    scratch.stage({"generated/b.py": WRONG + AFAR})
    yield scratch.says("a commit of excluded files only passes", scratch.run("git", "commit", "-m", "excluded") == 0)
    file = Path("c.py")
    scratch.stage({"c.py": WRONG})
    file.write_text(RIGHT, "utf-8")
    stopped = fails(scratch, f"c.py{PLACE}: CEL101 ")
    yield scratch.says("a bug that is staged, and mended on disk only, stops a commit", stopped)
    yield scratch.says("what is on disk is as it was", file.read_text("utf-8") == RIGHT)
    scratch.stage({"c.py": RIGHT})
    file.write_text(WRONG, "utf-8")
    yield scratch.says("a bug that is not staged does not", scratch.run("git", "commit", "-m", "right") == 0)
    yield scratch.says("and stays on disk", file.read_text("utf-8") == WRONG)


def committed_with_fixes(scratch: Scratch) -> Iterator[Verdict]:
    """The same, with the hook that mends."""
    install(scratch, "cellophane-fix")
    file = Path("c.py")
    scratch.stage({"c.py": WRONG + AFAR})
    file.write_text(WRONG + AFAR + "y = 2\n", "utf-8")
    yield scratch.says("a bug is mended, and the commit stopped", fails(scratch, "Fixed 1 hazard; none is left"))
    yield scratch.says("a change that is not staged is kept", file.read_text("utf-8") == RIGHT + AFAR + "y = 2\n")
    scratch.git("checkout", "--quiet", "c.py")
    file.write_text(WRONG.replace("lambda: i", "lambda: i + 1"), "utf-8")
    yield scratch.says("where it is in the same line, pre-commit takes the fix back", fails(scratch, "Rolling back"))
    yield scratch.says("and the change is kept", "lambda: i + 1" in file.read_text("utf-8"))


def install(scratch: Scratch, hook: str) -> None:
    """Have each commit run a hook, by a file of settings as users write it."""
    scratch.run("git", "-C", str(scratch.clone), "rev-parse", "HEAD")
    revision = scratch.output.strip()
    text = f"repos:\n- repo: {scratch.clone}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n"
    # `args` take the place of those of the hook, `--` among them.
    arguments = "    args: [--output-format, concise, --]\n"
    scratch.stage({".pre-commit-config.yaml": text + arguments})
    if scratch.run(scratch.program, "install"):
        raise RuntimeError(scratch.output)


def fails(scratch: Scratch, words: str) -> bool:
    """Whether a commit is stopped, and something said."""
    return scratch.run("git", "commit", "-m", "stopped") == 1 and words in scratch.output


def environment(folder: Path, wheels: Path | None) -> dict[str, str]:
    """What the commands see: hooks are kept in the folder, and no settings of the user's git have a say."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "PYTHON"))}
    names = {f"GIT_{role}_{part}": "nobody@localhost" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    offline = {} if wheels is None else {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels.resolve())}
    return {
        **ours,
        **names,
        **offline,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PRE_COMMIT_HOME": str(folder / "hooks"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONUTF8": "1",
    }


def verdicts(folder: Path, program: str, wheels: Path | None) -> Iterator[Verdict]:
    """Make the clone and the scratch repository, and try all."""
    clone, project = folder / "clone", folder / "project"
    project.mkdir()
    scratch = Scratch(clone, program, environment(folder, wheels))
    scratch.git("clone", "--quiet", str(ROOT), str(clone))
    with chdir(project):
        scratch.git("init", "--quiet")
        manifest = str(clone / ".pre-commit-hooks.yaml")
        yield scratch.says("pre-commit takes the hooks", scratch.run(program, "validate-manifest", manifest) == 0)
        for part in (found, mended, batches, committed, committed_with_fixes):
            yield from part(scratch)


def pre_commit() -> str | None:
    """The program, on the `PATH` or beside the Python that runs this."""
    return shutil.which("pre-commit") or shutil.which("pre-commit", path=os.path.dirname(sys.executable))


def main(arguments: Sequence[str]) -> int:
    """Try all, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, metavar="DIRECTORY", help="what pip installs from, and nothing else")
    wanted = parser.parse_args(arguments)
    program = pre_commit()
    if program is None:
        print("pre-commit: not installed; python -m pip install pre-commit", file=sys.stderr)
        return 2
    subprocess.run([program, "--version"], check=True)
    told: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for verdict in verdicts(Path(folder), program, wanted.wheels):
            print(f"{'ok ' if verdict.held else 'NOT'} {verdict.claim}", flush=True)
            if not verdict.held:
                if told[-1:] != [verdict.output]:
                    print(verdict.output)
                told.append(verdict.output)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
