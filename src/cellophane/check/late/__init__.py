"""Late reads: a closure that runs when what it reads is no longer what it was, and the repairs that bind it early."""
