"""Names that mean something else, or nothing, in the scope that they stand in: what the rules about scopes share."""

MAY_BE_UNSEEN = ", but code that cannot be seen may bind it"
"""What is said of a name that nothing in the file has, where a star import or an executed text may."""
