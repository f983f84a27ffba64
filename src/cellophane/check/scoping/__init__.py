"""Names that belong to another scope than their author thought, and how they are mended."""
