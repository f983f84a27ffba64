"""What is told about the place of a cursor: the name or the closure there, and where its values come from."""
