"""Fixtures for tests of the machine that runs rules."""

from tests.standing_in import stand_in_rules as stand_in_rules
