"""Where a value goes from one place to the next: through a body, into callables, from one iteration to another."""
