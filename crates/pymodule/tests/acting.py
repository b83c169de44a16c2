"""Objects that do something when they are asked what they are."""


class Acts:
    """Does something whenever it is asked what it is."""

    def __init__(self, deed, number=1):
        self.deed, self.number = deed, number

    def __index__(self):
        self.deed()
        return self.number

    def __bool__(self):
        self.deed()
        return True

    def __float__(self):
        self.deed()
        return 0.5

    def __eq__(self, other):
        self.deed()
        return True

    __hash__ = None


def pull_away(view, source):
    """Releases the view and frees what was behind it, then fills the heap with something else."""

    def deed():
        try:
            view.release()
        except BufferError:
            pass
        try:
            source.clear()
        except BufferError:
            pass
        deed.filling = [bytearray(b"\xee" * 4096) for _ in range(64)]

    return deed
