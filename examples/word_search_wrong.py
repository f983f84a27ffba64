"""A search for words with an `a` and an `n`, which forgets the `a`.

A generator expression is a closure too: it runs when someone asks for its items. The filters are
stacked in the loop and run after it, so all of them look for the last letter.
"""


def search(words, letters):
    for letter in letters:
        words = (word for word in words if letter in word)  # expect: CEL102 letter
    return list(words)


assert search(["sun", "rain", "hail"], "an") == ["sun", "rain"], "one would like only rain"
