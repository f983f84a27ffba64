"""Comments that speak to cellophane: what one says, which lines it speaks for, and which of them are in vain."""
