"""The search for words again, with lists.

A list comprehension runs to its end where it stands, while `letter` is still the letter of this
round.
"""

# expect: nothing


def search(words, letters):
    for letter in letters:
        words = [word for word in words if letter in word]
    return words


assert search(["sun", "rain", "hail"], "an") == ["rain"]
