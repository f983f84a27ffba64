"""The tree as it stands: kinds of nodes, and where each one is."""
