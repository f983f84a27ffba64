"""What functions, places and weights are called, wherever they are shown."""

from __future__ import annotations

from cellophane.model.picture import Default, Function, Picture, Weight


def short_name(qualified: str) -> str:
    """A qualified name without the functions that it is in.

    >>> short_name("outer.<locals>.Inner.method")
    'Inner.method'
    """
    return qualified.rpartition("<locals>.")[2] or qualified


def relations(picture: Picture) -> dict[str, tuple[str, str]]:
    """How functions relate to variables that they did not capture, by the key of the function: `("value of", "fn")`.

    A function can be the value of variables, or their owner; owners count only if that is why they are in the picture.
    """
    values: dict[str, dict[str, None]] = {}
    owned: dict[str, dict[str, None]] = {}
    for variable in picture.variables:
        if variable.function is not None:
            values.setdefault(variable.function, {})[variable.name] = None
        if variable.owner is not None:
            owned.setdefault(variable.owner, {})[variable.name] = None
    told = {key: ("value of", ", ".join(names)) for key, names in values.items()}
    owners = (one for one in picture.functions if one.role == "owns" and one.name in owned)
    return told | {one.key: ("owner of", ", ".join(owned[one.name])) for one in owners}


def called(function: Function) -> str:
    """The short name of a function: `step`, or `step ×59` for that many."""
    return f"{short_name(function.name)}{times(function)}"


def times(function: Function) -> str:
    """How many are drawn as this one, as it is written behind its name; nothing for a single one."""
    return f" ×{function.count}" if function.count > 1 else ""


def valued(default: Default) -> str:
    """A parameter and its default, as it is written; `…` stands for values that differ.

    >>> valued(Default("by", "1")), valued(Default("by", None))
    ('by=1', 'by=…')
    """
    return f"{default.name}={'…' if default.value is None else default.value}"


def place_of(function: Function) -> str | None:
    """The file and line of a function, as far as they are known."""
    if function.filename is None:
        return function.module
    return function.filename if function.row is None else f"{function.filename}:{function.row}"


def bytes_of(weight: Weight, number: int) -> str:
    """One of the numbers of a weight in units for people; the least that it can be is marked as such.

    >>> bytes_of(Weight(1, 2000, 3), 2000), bytes_of(Weight(1, 2, 3, complete=False), 2)
    ('2.0 kB', '≥ 2 bytes')
    """
    from rich.filesize import decimal  # who asks for names alone may be without `rich`: an editor's server is

    return decimal(number) if weight.complete else f"≥ {decimal(number)}"
