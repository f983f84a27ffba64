"""The command line: one command a file, thin, and the only place that prints or exits."""
