"""A bank account whose balance cannot be reached past its functions.

The balance is a variable of one call of `account`. Only the functions made in that call captured
it, so no one can set it by a careless `account.balance = ...`; and another account has another
balance.
"""

# expect: nothing

from types import SimpleNamespace


def account(balance=0):
    def deposit(amount):
        nonlocal balance
        if amount <= 0:
            raise ValueError("a deposit is more than nothing")
        balance += amount

    def withdraw(amount):
        nonlocal balance
        if amount > balance:
            raise ValueError(f"only {balance} left")
        balance -= amount

    return SimpleNamespace(deposit=deposit, withdraw=withdraw, balance=lambda: balance)


savings = account(100)
pocket = account()
savings.withdraw(30)
pocket.deposit(30)

assert (savings.balance(), pocket.balance()) == (70, 30)
try:
    pocket.withdraw(31)
except ValueError as refusal:
    print("the bank says:", refusal)
else:
    raise AssertionError("it paid out more than there was")
