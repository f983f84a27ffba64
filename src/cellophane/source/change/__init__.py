"""What may have changed between two moments: variables, attributes, and the values that they had."""
