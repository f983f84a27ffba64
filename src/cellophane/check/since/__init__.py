"""What a change has brought: the findings of today that there were none of before.

`reach` tells which files have to be looked at on either side, `sides` checks them, `news` tells what is new.
"""
