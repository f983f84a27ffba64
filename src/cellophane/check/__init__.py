"""What bites: the rules, the machine that runs them over files, and the comments that silence them."""
