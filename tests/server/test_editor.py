"""The editor at the other end, without pipes: what is due, what is shown, and whose settings hold."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from cellophane.server.buffers import uri_of
from cellophane.server.editor import Editor
from cellophane.server.positions import Units

LATE = "late = [lambda: i for i in range(3)]\nlate[0]()\n"


class Shown:
    """A server as far as the editor asks it to show something."""

    def __init__(self) -> None:
        self.diagnostics: list[types.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.changed = asyncio.Event()
        self.client_capabilities = types.ClientCapabilities()

    def text_document_publish_diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        self.diagnostics.append(params)
        self.changed.set()

    def window_show_message(self, params: types.ShowMessageParams) -> None:
        self.messages.append(params.message)

    def window_log_message(self, params: types.LogMessageParams) -> None:
        pass

    async def versions(self, count: int) -> list[int | None]:
        """The versions that were shown, once there are so many."""
        while len(self.diagnostics) < count:
            self.changed.clear()
            await self.changed.wait()
        return [one.version for one in self.diagnostics]


def run(test: Callable[[Editor, Shown], Awaitable[None]], *folders: Path, settings: Any = None) -> None:
    async def main() -> None:
        shown = Shown()
        editor = Editor(cast(LanguageServer, shown))
        editor.begin(Units(), map(str, folders), settings)
        try:
            await asyncio.wait_for(test(editor, shown), 120)
        finally:
            editor.stop()

    asyncio.run(main())


def opened(editor: Editor, path: Path, text: str, version: int = 1) -> str:
    uri = editor.buffers.open(types.TextDocumentItem(uri_of(str(path)), "python", version, text))
    editor.edited(uri)
    return uri


def test_each_version_that_rests_is_shown(tmp_path: Path) -> None:
    async def test(editor: Editor, shown: Shown) -> None:
        for version in (1, 2):
            opened(editor, tmp_path / "a.py", LATE + "#" * version, version)
            assert (await shown.versions(version))[-1] == version

    run(test)


def test_versions_that_come_at_once_are_checked_once(tmp_path: Path) -> None:
    async def test(editor: Editor, shown: Shown) -> None:
        for version in range(1, 200):
            opened(editor, tmp_path / "a.py", LATE + "#" * version, version)
        while (await shown.versions(1))[-1] != 199:
            shown.diagnostics.pop(0)
        assert len(shown.diagnostics) < 50

    run(test)


def test_a_closed_document_is_not_shown(tmp_path: Path) -> None:
    async def test(editor: Editor, shown: Shown) -> None:
        uri = opened(editor, tmp_path / "a.py", LATE)
        editor.closed(editor.buffers.close(uri))
        await editor.work(lambda: None)
        await asyncio.sleep(0)
        assert all(not one.diagnostics for one in shown.diagnostics)

    run(test)


def test_a_question_about_what_is_not_open_has_no_answer() -> None:
    async def test(editor: Editor, shown: Shown) -> None:
        assert await editor.ask("file:///nowhere.py", lambda *_: 1) is None

    run(test)


def test_a_question_is_about_the_text_as_it_is(tmp_path: Path) -> None:
    async def test(editor: Editor, shown: Shown) -> None:
        uri = opened(editor, tmp_path / "a.py", "x = 1\n")
        assert await editor.ask(uri, lambda session, document, preferences: document.data) == b"x = 1\n"

    run(test)


def test_the_innermost_folder_around_a_file_says_what_holds(tmp_path: Path) -> None:
    inner = tmp_path / "inner"

    async def test(editor: Editor, shown: Shown) -> None:
        editor.set({"": {}, str(tmp_path): {"enable": False}, str(inner): {"hints": {"captures": True}}})
        found = {name: editor.preferences(None if path is None else str(path)) for name, path in paths.items()}
        assert [name for name, one in found.items() if not one.enabled] == ["outer"]
        assert [name for name, one in found.items() if one.capture_hints] == ["inner"]

    paths: dict[str, Path | None] = {
        "none": None,
        "outside": tmp_path.parent / "a.py",
        "outer": tmp_path / "a.py",
        "inner": inner / "a.py",
    }
    run(test, tmp_path, inner)


def test_folders_come_and_go(tmp_path: Path) -> None:
    async def test(editor: Editor, shown: Shown) -> None:
        editor.change_folders([str(tmp_path / "new")], [str(tmp_path)])
        assert editor.folders == [str(tmp_path / "new")]

    run(test, tmp_path)


def test_settings_that_make_no_sense_are_told_once_for_all_folders(tmp_path: Path) -> None:
    async def test(editor: Editor, shown: Shown) -> None:
        assert shown.messages == ["cellophane: cellophane.enable has to be true or false, not 'x'"]

    run(test, tmp_path, tmp_path / "other", settings={"enable": "x"})


def test_a_file_that_changes_on_disk_changes_who_rests_on_it(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def keep(f): f()\n")

    async def test(editor: Editor, shown: Shown) -> None:
        opened(editor, tmp_path / "a.py", "from helper import keep\nfor i in range(3):\n    keep(lambda: i)\n")
        await shown.versions(1)
        (tmp_path / "helper.py").write_text("kept = []\ndef keep(f): kept.append(f)\n")
        editor.changed([str(tmp_path / "helper.py")])
        await shown.versions(2)
        assert [len(one.diagnostics) for one in shown.diagnostics] == [0, 1]

    run(test)
