"""The same answers for editors, over the language server protocol.

`serving` runs it, `features` says what it can do, and `session` has all answers, on one thread, on one `Analysis`.
`buffers` are the texts as the editor has them. `diagnostics` and `actions` put answers into the protocol's words, with
places from `positions`.
"""
