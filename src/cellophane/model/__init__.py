"""The nouns that every layer speaks: small immutable classes, no behaviour that needs a file or a process."""
