"""What was found, as text: one output format a file. Nothing here prints."""
