"""What goes wrong with closures on the way to another process, and there."""
