"""Facts read from the text of a program, without importing or running it: each package asks one question."""
