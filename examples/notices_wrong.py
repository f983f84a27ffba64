"""The board of notice_board.py keeps each notice until somebody reads it, and by then there is one day left.

Nothing here shows that the functions are kept. cellophane follows them into the other file, and says where.
"""

from notice_board import NoticeBoard


def board_of(days):
    board = NoticeBoard()
    for day in days:
        board.pin(lambda: f"closed on {day}")  # expect: CEL101 day
    return board.read()


assert board_of(["Monday", "Friday"]) == ["closed on Friday", "closed on Friday"]
