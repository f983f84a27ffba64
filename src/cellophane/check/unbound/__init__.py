"""What the rules share that are about variables without a value: lost, deleted, not bound yet, or closed."""
