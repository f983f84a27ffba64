"""Which text can hold a hazard at all, for each rule by what it needs, so that all other text need not be parsed."""
