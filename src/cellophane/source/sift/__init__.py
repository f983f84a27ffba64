"""Which text can hold a hazard at all, so that all other text need not be parsed."""
