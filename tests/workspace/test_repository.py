from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cellophane.workspace.repository import Change, NoHistory, Repository
from tests.versioned import Tree

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "shop")


def changed(tree: Tree, revision: str = "HEAD") -> dict[tuple[str | None, str | None], bytes | None]:
    """What has changed, by the names before and after in the tree."""
    repository = Repository.around(str(tree.top))
    changes = repository.changes(repository.commit(revision))
    return {(tree.name(each.before), tree.name(each.after)): each.content for each in changes}


class TestChanges:
    def test_none(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n"}).commit()
        assert changed(tree) == {}

    def test_edited_staged_and_committed(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n", "b.py": "x = 1\n", "c.py": "x = 1\n"}).commit()
        tree.write({"c.py": "x = 2\n"}).commit()
        tree.write({"b.py": "x = 2\n"}).git("add", "b.py")
        tree.write({"a.py": "x = 2\n"})
        assert changed(tree, "HEAD~1") == {(name, name): b"x = 1\n" for name in ("a.py", "b.py", "c.py")}
        assert set(changed(tree)) == {("a.py", "a.py"), ("b.py", "b.py")}

    def test_new_with_and_without_git_knowing(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n", ".gitignore": "ignored.py\n"}).commit()
        tree.write({"known.py": "y = 1\n"}).git("add", "known.py")
        tree.write({"p/unknown.py": "y = 2\n", "ignored.py": "y = 3\n", "text.txt": "no\n"})
        assert changed(tree) == {(None, "known.py"): None, (None, "p/unknown.py"): None}

    def test_gone(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n", "b.py": "x = 2\n"}).commit()
        tree.git("rm", "--quiet", "a.py")
        (tree.top / "b.py").unlink()
        assert changed(tree) == {("a.py", None): b"x = 1\n", ("b.py", None): b"x = 2\n"}

    def test_renamed_and_edited(self, tree: Tree) -> None:
        text = "".join(f"x{number} = {number}\n" for number in range(50))
        tree.write({"a.py": text}).commit()
        tree.git("mv", "a.py", "b.py").write({"b.py": text + "y = 1\n"})
        assert changed(tree) == {("a.py", "b.py"): text.encode()}

    def test_a_merge_in_progress(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n"}).commit()
        tree.git("checkout", "--quiet", "-b", "other").write({"a.py": "x = 2\n"}).commit()
        tree.git("checkout", "--quiet", "-").write({"a.py": "x = 3\n"}).commit()
        tree.git("merge", "other", fails=True)
        assert changed(tree) == {("a.py", "a.py"): b"x = 3\n"}

    def test_a_link_is_no_text(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n"})
        os.symlink("a.py", tree.top / "b.py")
        tree.commit()
        (tree.top / "b.py").unlink()
        tree.write({"b.py": "x = 1\n"})
        assert changed(tree) == {(None, "b.py"): None}

    @pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
    def test_a_name_that_is_no_utf_8(self, tree: Tree) -> None:
        name = os.fsdecode(b"caf\xe9.py")
        tree.write({name: "x = 1\n", "new\nline.py": "x = 1\n"}).commit()
        tree.write({name: "x = 2\n", "new\nline.py": "x = 2\n"})
        assert set(changed(tree)) == {(name, name), ("new\nline.py", "new\nline.py")}

    def test_environments_are_no_part_of_the_project(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n"}).commit()
        tree.write({"env/pyvenv.cfg": "", "env/lib/six.py": "x = 1\n", "node_modules/gyp.py": "x = 1\n"})
        assert changed(tree) == {}

    def test_a_submodule_that_moved_on_and_was_edited(self, tree: Tree, tmp_path: Path) -> None:
        part = Tree(tmp_path / "part").write({"p.py": "x = 1\n", "q.py": "x = 1\n", "sub/r.py": ""}).commit()
        tree.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(part.top), "part").commit()
        inside = Tree(tree.top / "part")
        inside.write({"p.py": "x = 2\n"}).commit()
        inside.write({"q.py": "x = 2\n"})
        assert set(changed(tree)) == {("part/p.py", "part/p.py"), ("part/q.py", "part/q.py")}
        there = Repository.around(str(tree.top)).directories("HEAD")
        assert {tree.name(path) for path in there} == {".", "part", "part/sub"}

    def test_a_submodule_of_which_the_revision_knows_nothing(self, tree: Tree, tmp_path: Path) -> None:
        part = Tree(tmp_path / "part").write({"p.py": "x = 1\n"}).commit()
        tree.write({"a.py": ""}).commit()
        tree.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(part.top), "part")
        assert changed(tree) == {(None, "part/p.py"): None}
        assert {tree.name(path) for path in Repository.around(str(tree.top)).files()} == {"a.py", "part/p.py"}

    def test_none_before_the_first_file(self, tree: Tree) -> None:
        tree.git("commit", "--quiet", "--allow-empty", "-m", "begin").write({"a.py": "x = 1\n"})
        assert changed(tree) == {(None, "a.py"): None}


class TestCommit:
    def test_names_of_revisions(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n"}).commit().git("tag", "-a", "v1", "-m", "first")
        repository = Repository.around(str(tree.top))
        assert repository.commit("v1") == repository.commit("HEAD") == repository.commit("HEAD^{tree}^{commit}"[:4])

    @pytest.mark.parametrize("name", ["nowhere", "", "-q", "--all", "HEAD~7", "a b", "HEAD:a.py"])
    def test_what_is_none(self, tree: Tree, name: str) -> None:
        tree.write({"a.py": "x = 1\n"}).commit()
        with pytest.raises(NoHistory, match="there is no revision") as raised:
            Repository.around(str(tree.top)).commit(name)
        assert repr(name) in str(raised.value)

    def test_three_dots_are_where_the_branch_left(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n"}).commit().git("branch", "base")
        tree.write({"a.py": "x = 2\n"}).commit().git("branch", "trunk")
        tree.git("checkout", "--quiet", "-b", "own", "base").write({"b.py": "x = 3\n"}).commit()
        repository = Repository.around(str(tree.top))
        assert repository.commit("trunk...") == repository.commit("base")

    def test_no_commit_in_common(self, tree: Tree) -> None:
        tree.write({"a.py": "x = 1\n"}).commit().git("branch", "trunk")
        tree.git("checkout", "--quiet", "--orphan", "other").write({"b.py": ""}).commit()
        with pytest.raises(NoHistory, match="trunk and HEAD have no commit in common"):
            Repository.around(str(tree.top)).commit("trunk...")

    def test_a_history_that_is_cut_off(self, tree: Tree, tmp_path: Path) -> None:
        tree.write({"a.py": "x = 1\n"}).commit().write({"a.py": "x = 2\n"}).commit()
        tree.git("clone", "--quiet", "--depth=1", tree.top.as_uri(), str(tmp_path / "shallow"))
        with pytest.raises(NoHistory, match="whose history is cut off: fetch the rest of it"):
            Repository.around(str(tmp_path / "shallow")).commit("HEAD~1")


class TestAround:
    def test_none(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
        with pytest.raises(NoHistory, match="not a git repository"):
            Repository.around(str(tmp_path))

    def test_without_git(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(NoHistory, match="there is no `git` on the PATH"):
            Repository.around(str(tmp_path))

    def test_the_place_counts_and_not_what_a_hook_is_told(self, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
        tree.write({"a.py": "x = 1\n"}).commit()
        monkeypatch.setenv("GIT_DIR", "/nowhere")
        monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
        repository = Repository.around(str(tree.top))
        assert repository.changes(repository.commit("HEAD")) == ()

    def test_by_way_of_a_link(self, tree: Tree, tmp_path: Path) -> None:
        tree.write({"p/a.py": "x = 1\n"}).commit().write({"p/a.py": "x = 2\n"})
        os.symlink(tree.top, tmp_path / "link")
        repository = Repository.around(str(tmp_path / "link" / "p"))
        path = str(tmp_path / "link" / "p" / "a.py")
        assert repository.changes(repository.commit("HEAD")) == (Change(path, path, b"x = 1\n"),)

    def test_a_further_working_tree(self, tree: Tree, tmp_path: Path) -> None:
        tree.write({"a.py": "x = 1\n"}).commit().git("worktree", "add", "--quiet", str(tmp_path / "further"))
        further = Tree(tmp_path / "further").write({"a.py": "x = 2\n"})
        assert set(changed(further)) == {("a.py", "a.py")}


def test_nothing_is_written(tree: Tree) -> None:
    tree.write({"a.py": "x = 1\n"}).commit()
    os.utime(tree.top / "a.py", (0, 0))  # git would put the new time into its index
    before = {path: path.stat().st_mtime_ns for path in (tree.top / ".git").rglob("*")}
    repository = Repository.around(str(tree.top))
    assert repository.changes(repository.commit("HEAD")) == (), "same content"
    assert {path: path.stat().st_mtime_ns for path in (tree.top / ".git").rglob("*")} == before


def test_files_and_directories(tree: Tree) -> None:
    tree.write({"p/q/a.py": "", "b.pyi": "", "c.txt": "", ".gitignore": "skipped.py\n"}).commit()
    tree.write({"new/d.ipynb": "{}", "skipped.py": ""})
    repository = Repository.around(str(tree.top))
    assert sorted(str(tree.name(path)) for path in repository.files()) == ["b.pyi", "new/d.ipynb", "p/q/a.py"]
    assert sorted(str(tree.name(path)) for path in repository.directories("HEAD")) == [".", "p", "p/q"]


def test_objects_that_are_not_there_are_said(tree: Tree) -> None:
    tree.write({"a.py": "x = 1\n"}).commit()
    blob = subprocess.run(["git", "-C", tree.top, "rev-parse", "HEAD:a.py"], capture_output=True, check=True, text=True)
    tree.write({"a.py": "x = 2\n"})
    name = blob.stdout.strip()
    (tree.top / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(NoHistory, match=f"the object {name} is missing"):
        changed(tree)
