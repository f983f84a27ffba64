"""Every corner of name resolution, in small programs that `symtable` is asked about as well."""

from __future__ import annotations

import sys

import pytest

from tests.symtable_oracle import compare, compare_apart

TORTURE = {
    "global": """
def f():
    global shared, only_declared
    shared = 1
    def g():
        shared = 2
        def h():
            return shared
    class C:
        shared
        def m(self): return shared
global at_module
at_module = unbound
""",
    "global between owner and reader": """
def f(x):
    def g():
        global x
        def h():
            return x, [x for _ in x]
        x += 1
    return x
""",
    "nonlocal": """
def f(x, y, z):
    def g():
        nonlocal x, y, z
        x = 1
        del y
        def h():
            nonlocal x
            x += 1
            class C:
                nonlocal z
                z = 3
                def m(self): return z
""",
    "class bodies are skipped": """
x = y = 0
def f():
    x = 1
    class C:
        x = x
        y = 2
        def m(self, d=x): return x, y
        z = [x for _ in y]
        w = [y for _ in x for y in x if y]
        g = (lambda: (x, y))
        class D(x):
            q = x
            def n(self): return x, y, q
    def after(): return C, D
""",
    "class bodies with declarations": """
def f():
    x = y = 1
    class C:
        global x
        nonlocal y
        x = y = 2
        def m(self):
            return x, y
        [x for _ in y]
""",
    "super and __class__": """
class C:
    def a(self): super().a()
    def b(self): return __class__
    def c(self): return lambda: super
    def d(self): return [super() for _ in self]
    def e(self):
        class D:
            def f(self): return __class__, super()
        return __class__
    super()
    __class__
def outside(): return super(), __class__
def shadow(__class__):
    class D:
        def m(self): return __class__
        __class__
    return lambda: __class__
class Own:
    __class__ = property(lambda self: __class__)
    def m(self): return __class__
    [m for m in (lambda: __class__, 1)]
""",
    "__classdict__": """
class C:
    def m(self): return __classdict__
    class D:
        __classdict__
""",
    "comprehensions": """
def f(a, b, c):
    [x for x in x]
    {x: y for x in a for y in x if x if y}
    {x for x in [x for x in [x for x in a]]}
    (x async for x in b)
    [lambda: (x, y, a) for x in a for y in [lambda: (x, y)]]
    [[x + y + c for y in x] for x in (y for y in b)]
    [x for x, (y, *z) in a for a in z]
    [a for a[0] in b for b.c in a]
    return [x := 1 for y in a], x
""",
    "comprehension in a class": """
a = b = 0
class C:
    a = b = []
    p = [a for a in a]
    q = [b for a in b]
    r = (b for a in b for b in a)
    s = {lambda: a: b for _ in (lambda: a)()}
    def m(self): return [self for _ in b]
""",
    "walrus": """
print(top := 1, [(inner := x, y) for x in z])
def f(q):
    [[(a := x) for x in y] for y in q]
    def g():
        nonlocal a
        global d
        [(a := x, c := x, d := x) for x in q]
        return lambda: (b := 1, [(b := 2) for _ in q])
    (lambda: (q := 1))
    return [lambda: (e := 1) for _ in q], c, e
{(k := v): (w := k) for v in top}
any((hit := line) for line in top)
""",
    "private names": """
class _C__:
    __a = 1
    def __m(self, __p=__a, *__args, __k=1, **__kw):
        global __g
        import __mod.sub, __mod2 as __alias
        from . import __x, __y as __z
        def __inner():
            nonlocal __p
            __p = __g = __w__ = self.__attr
            return __a, __x, __z, __mod, _C__, __kw
        for __i in __args: __k[__i] = __p
        try: pass
        except __E as __e: del __e
        match __k:
            case [*__rest]: pass
            case {'k': __v, **__others}: pass
            case __Cls(__attr=__c) as __whole: pass
        with __k as (__l, [__r, *__s]): pass
        return [__t for __t in __args], (__walrus := 1), f(__kw=__u), f'{__i!r:{__p}}'
    __n: __ann = 1
    __bare: __ann
    class __D:
        __a = 2
        def m(self) -> __a: return __a, __D
    class __: 
        __b = __a
@__decorated
class __E(__F): pass
class ___:
    __a = 1
    def f(__b, __c__): return __a, __b, __c__, ___
""",
    "annotations": """
x: T
y: T = 1
(z): T = 2
(w): T
a.b: T
a[lambda: i]: (lambda: T) = 3
class C:
    p: T
    q: T = p
    (r): T
    def m(self, x: p, /, y: q = p, *z: p, k: q = q, **kw: (lambda: p)) -> [p for _ in q]:
        i: p
        j: (lambda: T) = i
        (l): k
        self.x: kw = 1
        def inner(): return i, j, l
def late():
    never: x
    return lambda: never
""",
    "postponed annotations": """
'a docstring'
from __future__ import generator_stop
from __future__ import annotations
x: T = y
class C:
    p: (lambda: q)
    def m(self, x: p = p, *y: [z for z in p]) -> p:
        i: x
        j: x = y
        return lambda: i
""",
    "functions": """
@decorate(lambda: f)
@other
def f(a, b=lambda: a, /, c=b, *d, e=f, g, **h):
    return lambda a, i=b, /, *j, k=lambda: a, **l: (a, b, c, d, e, f, g, h, i, j, k, l, m)
async def g():
    async for x in y:
        async with x as y, y as (z, w[0]): await y
    else: z
    yield [await q async for q in y]
""",
    "classes": """
@decorate
class C(Base, metaclass=lambda: C, **kw):
    @property
    def C(self): return C
    class C(C): C = C
""",
    "statements": """
def f():
    import a.b.c, d.e as g
    from h import i as j, k
    del a, (g, [j]), k.l, m[n]
    for o in p: break
    else: o
    while q: continue
    try: r
    except s: t
    except (u, lambda: v) as w: w
    else: lambda: x
    finally: y
    try: pass
    except* z as aa: aa
    with ab as ac, ad: pass
    raise ae from af
def g():
    assert a, b
    c[d:e:f, ...] = *h, i = yield j
    k += l
    m.n += o
    p[q] += r
    s = yield from t
    return f'{u:{v}} {w!r}' if x else not y or z and 1 < aa < bb
""",
    "star imports": """
from a import *
from b import c, d as e
def f(): return c, d, e, anything
""",
    "patterns": """
def f(subject):
    match subject:
        case 0 | -1 | 'x' | None: pass
        case a.b: a
        case {c.d: e, **f} if f: pass
        case [g, *_, (h as i)] | (g, i, *h): pass
        case Point(k, Point(), x=j, y=[*l]) as m: pass
        case _: lambda: (g, h, i, j, k, m)
""",
    "except targets": """
try: x
except A as e: lambda: e
except B as e: raise
def f(e):
    try: e
    except E as e:
        def g(): nonlocal e; return e
""",
    "order of scopes on one line": """
{lambda: a: lambda: b, lambda: c: lambda: d}
(lambda: a) if (lambda: b) else (lambda: c)
f(lambda: a, *(lambda: b), k=lambda: c, **(lambda: d))
(lambda a=(lambda: b), *, c=(lambda: d): (lambda: e))
x[lambda: a] = y[lambda: b] = lambda: c
x[lambda: a] += lambda: b
x[lambda: a]: (lambda: b) = lambda: c
{(lambda: a): (lambda: b) for x[lambda: c] in (lambda: d) if (lambda: e) for y in (lambda: f)}
[(lambda: a) for x in (lambda: b) for y in (lambda: c)]
(lambda: a) < (lambda: b) < (lambda: c)
del x[lambda: a], y[lambda: b]
with (lambda: a) as x[lambda: b], (lambda: c): lambda: d
for x[lambda: a] in (lambda: b): lambda: c
@(lambda: a)
def f(
    b: (lambda: b), /, c: (lambda: c) = (lambda: d),
    *e: (lambda: e), g: (lambda: g) = (lambda: h), **i: (lambda: i)
) -> (lambda: j): lambda: k
@(lambda: a)
class C((lambda: b), k=(lambda: c)): lambda: d
""",
    "nothing": "",
}

GENERIC = {
    "type parameters": """
T = U = 0
class A[T: (U, int), *Ts, **P](Base[T], k=lambda: T):
    x: T
    T = T
    def m[U: T](self, a: U = U, *, b: Ts = T) -> P:
        return T, U, A, m
    def n(self): return T, Ts, P
@dec(U)
def f[T, U: lambda: T](a: T, b: U = U) -> [T for _ in U]:
    nonlocal_is_not_needed = T
    def g(): return T, U
    class C: T = T
async def g[T](): return T
""",
    "aliases": """
type A = A
type B[T: B, *Ts, **P] = dict[T, lambda: (Ts, P, B)]
def f(x):
    type x[x] = x
    type y = (x, y)
    return lambda: x, y
""",
    "type scopes see the class": """
x = y = 0
def f(x, y, z, w):
    class C:
        x = 1
        global y
        nonlocal z
        type A = (x, y, z, w, q)
        type B[T: x] = (x, y, z, w, T)
        def m[T: (x, y, z, w)](self, p: x = x) -> y: return x, y, z, w, T
        class D[T: x](x, y, z, w): x, T
        w: int
class Nearer:
    T = U = 0
    type A[T, U: T] = (T, U)
    def m[T: (T, U), U](self, a: T) -> U: return T, U
    class D[T, U: T](T, U): T, U
""",
    "private type parameters": """
class O:
    __q = 1
    class __A[__T: __q, __U: (__T, __q, __V), *__V](__q, __T): 
        __z: __T
        def m[__S: __T](self, a: __S) -> __U: return __S, __T, __q, __A
        type __X[__Y: __T] = (__Y, __z)
    def m[__T: __q](self, a: __q, b: __T): return __q, __A, __T
    type __X[__T] = (__q, __X, __T)
""",
    "private names after generic classes": """
__a = __b
def f(__c):
    __c
    class G[T]:
        __d = __a
        class H[T]: __e
        __f = __d
    def g(): return __c, __g, G, __G
    __c += __h
    return __c
class O:
    __i = __a
    class P[__T]: __i
    __j = __i
    def m(self): return __i, [__k for __k in __j]
class Q:
    __l = __i
__m = __a
""",
    "super in type scopes": """
class C:
    def m[T: super](self): return super()
    type A = super
    class D[T](super()): pass
type B = super
""",
    "duplicate private": """
class _A[__x]:
    def __x(self, __y: __x): return __x
""",
}

DEFAULTS = {
    "defaults of type parameters": """
class A[T = int, *Ts = [x for x in T], **P = lambda: T](T): pass
def f[T: int = (T, U), U = T](a: U = U): return T, U
type B[T = B] = (B, T)
class C:
    x = 1
    class D[T: x = (x, lambda: x)](x, [x for _ in x], (x for y in x), lambda: x): pass
    type Y[T = lambda: x] = [x for _ in x]
    def m[__T: lambda: (__T, __U) = x, __U = __T](self): return __T
    class __E[__T: (lambda: __T, __U, __x), __U = lambda: __T](__T, __x, lambda: (__T, __x)): pass
""",
}


def programs() -> dict[str, str]:
    """The programs that the running interpreter can read."""
    chosen = dict(TORTURE)
    if sys.version_info >= (3, 12):
        chosen |= GENERIC
    if sys.version_info >= (3, 13):
        chosen |= DEFAULTS
    return chosen


@pytest.mark.parametrize("program", programs().values(), ids=programs().keys())
def test_same_as_symtable(program: str) -> None:
    assert compare(program).differences == []


@pytest.mark.parametrize("program", programs().values(), ids=programs().keys())
def test_same_as_symtable_with_comprehensions_apart(program: str) -> None:
    assert compare_apart(program).differences == []


@pytest.mark.skipif(sys.version_info < (3, 13), reason="compiled wrongly, or not at all, before 3.13")
def test_class_cell_in_a_comprehension_of_the_class() -> None:
    program = "class C:\n  [__class__ for _ in super]\n  [[super() for _ in x] for x in y]\n  def f(self): super()"
    assert compare(program).differences == []
