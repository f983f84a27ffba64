"""What the policies of pages allow, and that pages with one of their own keep it."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from tools.site.policy import apply, policy, with_policy


def hashed(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def allowed(page: str) -> str:
    """What the policy of a page says of scripts."""
    [said] = re.findall(r"script-src ([^;]*);", page)
    return str(said)


def test_the_scripts_of_a_page_are_allowed_by_their_hashes() -> None:
    first, second = "\n  if (1 < 2) { a('</b>') }\n", "b &amp; c"
    page = f"<!doctype html><HEAD lang=en><script>{first}</script></HEAD><script type=module>{second}</script>"
    assert allowed(with_policy(page)) == f"'self' {hashed(first)} {hashed(second)}"


def test_scripts_that_are_files_need_no_hash() -> None:
    assert allowed(with_policy('<head></head><script src="a.js"></script>text')) == "'self'"


def test_a_script_that_stands_there_twice_is_named_once() -> None:
    page = "<head></head><script>a</script><script>a</script>"
    assert allowed(with_policy(page)) == f"'self' {hashed('a')}"


def test_the_policy_comes_before_all_else() -> None:
    assert with_policy("<head><title>x</title></head>").startswith('<head><meta http-equiv="Content-Security-Policy"')


def test_a_policy_that_is_there_stays() -> None:
    page = "<head><meta http-equiv='content-security-policy' content=\"default-src 'none'\"></head><script>a</script>"
    assert with_policy(page) == page


def test_a_page_that_could_not_hold_one_is_refused() -> None:
    with pytest.raises(ValueError, match="no <head>"):
        with_policy("<header></header><p>x</p>")


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ("default-src", "'none'"),
        ("connect-src", "'self'"),
        ("frame-src", "'self'"),
        ("worker-src", "'none'"),
        ("object-src", "'none'"),
        ("base-uri", "'none'"),
    ],
)
def test_what_is_allowed_beside_scripts(what: str, where: str) -> None:
    assert f"{what} {where}" in policy([]).split("; ")


def test_every_page_below_a_folder_gets_one(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    pages = [tmp_path / "a.html", tmp_path / "below" / "b.html"]
    for page in pages:
        page.write_text("<head></head>é", "utf-8")
    (tmp_path / "c.txt").write_text("<head></head>", "utf-8")
    apply(tmp_path)
    assert all("Content-Security-Policy" in page.read_text("utf-8") for page in pages)
    assert (tmp_path / "c.txt").read_text("utf-8") == "<head></head>"
