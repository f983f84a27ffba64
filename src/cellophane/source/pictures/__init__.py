"""What `cellophane show` draws of a file that is only read."""
