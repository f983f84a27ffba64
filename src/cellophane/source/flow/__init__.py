"""What can happen after what: the events of one body and the ways between them."""
