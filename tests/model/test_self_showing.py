"""Records are shown by what draws, and by their `repr` without it."""

from __future__ import annotations

from dataclasses import dataclass

from cellophane.model.self_showing import Shown


@dataclass(frozen=True, slots=True)
class Note(Shown):
    words: str


@dataclass(frozen=True, slots=True)
class Other(Shown):
    words: str


def test_without_renderers() -> None:
    note = Note("a")
    assert str(note) == note.__rich__() == repr(note) == "Note(words='a')"
    assert note._repr_html_() is None


def test_each_class_has_its_own() -> None:
    Other.renderers.update(text=lambda note: note.words.upper(), html=lambda note: f"<p>{note.words}</p>")
    assert (str(Other("a")), Other("a")._repr_html_(), str(Note("a"))) == ("A", "<p>a</p>", "Note(words='a')")
