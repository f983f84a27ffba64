"""Where a dotted name is defined, told from files and never by importing them."""
