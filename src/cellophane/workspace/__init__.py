"""Which files, settings and environment a run is about."""
