"""What an expression may mean: a callable, a class, the items of a container."""
