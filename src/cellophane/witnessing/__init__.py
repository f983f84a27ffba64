"""Programs run with their captured variables watched: when each was bound and read, and by which closure."""
