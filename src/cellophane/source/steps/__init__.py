"""What becomes of a value at one place: it runs, somebody keeps it, a name stands for it, or nobody knows."""
