"""The multipliers, mended with `functools.partial`.

`partial` takes the value of `factor` as it is now and hands it to `mul` with each later call. There
is no closure, so there is nothing that could be looked at too late.
"""

# expect: nothing

from functools import partial
from operator import mul


def multipliers():
    return [partial(mul, factor) for factor in (1, 2, 3)]


assert [multiply(10) for multiply in multipliers()] == [10, 20, 30]
