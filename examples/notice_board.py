"""A class of one file is handed functions by another file: see notices_wrong.py, which uses this board.

cellophane reads `pin` to see that the board keeps a notice, and `read` to see when it asks for it. Below, each notice
is made by a function that is given the day, so it keeps its own.
"""

# expect: nothing


class NoticeBoard:
    def __init__(self):
        self.notices = []

    def pin(self, notice):
        self.notices.append(notice)

    def read(self):
        return [notice() for notice in self.notices]


def closed_on(day):
    return lambda: f"closed on {day}"


def board_of(days):
    board = NoticeBoard()
    for day in days:
        board.pin(closed_on(day))
    return board.read()


assert board_of(["Monday", "Friday"]) == ["closed on Monday", "closed on Friday"]
