"""Names that mean something else, or nothing, in the scope that they stand in: what the rules about scopes share."""
