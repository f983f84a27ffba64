"""Which files a change to some files may reach: those that import them, by whatever way, told from texts.

`importing` finds the imports of a text without parsing it, `differences` the names that two texts of one file define
differently, and `dependents` goes from these to the files that may see them. All three say rather too much than too
little: a file that is named in vain costs the time to check it, and one that is left out a finding.
"""
