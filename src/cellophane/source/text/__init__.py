"""From bytes to a tree, and from the nodes of the tree back to rows and columns."""
