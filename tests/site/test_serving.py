"""What is served of a folder, as what, and what is said when that cannot be done."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.site import serving
from tools.site.serving import main, served

ROOT = Path(__file__).parents[2]
FILES = {
    "index.html": "text/html; charset=utf-8",
    "a.js": "text/javascript; charset=utf-8",
    "a.mjs": "text/javascript; charset=utf-8",
    "a.wasm": "application/wasm",
    "a.css": "text/css; charset=utf-8",
    "a.svg": "image/svg+xml",
    "a.json": "application/json",
    "a.bin": "application/octet-stream",
    "a": "application/octet-stream",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path / "404.html").write_text("nothing here", "utf-8")
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_served_as_what_it_is(name: str, address: str) -> None:
    with urllib.request.urlopen(address + name) as answer:
        assert (answer.headers["Content-Type"], answer.read().decode()) == (FILES[name], name)
        assert answer.headers["Cache-Control"] == "no-cache"


def test_a_folder_is_its_index(address: str) -> None:
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == b"index.html"


def test_only_this_machine_is_served(address: str) -> None:
    assert address.startswith("http://127.0.0.1:")


def missed(address: str) -> tuple[int, bytes]:
    with pytest.raises(urllib.error.HTTPError) as caught, urllib.request.urlopen(address):
        pass
    with caught.value as answer:
        return answer.code, answer.read()


def test_what_is_not_there_is_said_by_the_page_of_the_folder(address: str) -> None:
    assert missed(f"{address}below/b.html") == (404, b"nothing here")


def test_or_plainly_where_the_folder_has_none(address: str, folder: Path) -> None:
    (folder / "404.html").unlink()
    code, text = missed(f"{address}b.html")
    assert code == 404
    assert b"File not found" in text


def test_nothing_outside_of_the_folder_is_served(address: str) -> None:
    assert missed(f"{address}../{Path(__file__).name}")[0] == 404


@pytest.mark.parametrize("port", ["x", "-1", "65536", "", "٣"])
def test_a_port_that_is_none_is_named(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--", port])
    assert caught.value.code == 2
    assert "no number from 0 to 65535" in capsys.readouterr().err


def test_no_site_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "SITE", tmp_path)
    assert main(["0"]) == 2
    assert capsys.readouterr().err == "error: there is no site/ yet: run `make site` first\n"


def test_a_port_that_is_taken_is_said_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "SITE", folder)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main([str(port)]) == 2
    assert f"error: port {port}: Address already in use" in capsys.readouterr().err


def test_it_tells_where_and_ends_quietly_by_an_interrupt(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tools.site import serving; serving.SITE = Path(sys.argv[1]); "
        "sys.exit(serving.main(['0']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        address = process.stdout.readline().split()[-1]
        assert process.stdout.readline() == "Ctrl-C ends this.\n"
        with urllib.request.urlopen(address) as answer:
            assert answer.read() == b"index.html"
        process.send_signal(signal.SIGINT)
        assert process.communicate() == ("", "")
    assert process.returncode == 0
