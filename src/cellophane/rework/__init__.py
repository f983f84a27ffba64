"""New functions from old: captured by value, with other values, or with a state of their own."""

from cellophane.rework.bind import bind
from cellophane.rework.clone import clone
from cellophane.rework.cost import cost
from cellophane.rework.rebind import rebind
from cellophane.rework.state import State, state
from cellophane.rework.subjects import NotCaptured, Refused

__all__ = ["NotCaptured", "Refused", "State", "bind", "clone", "cost", "rebind", "state"]
