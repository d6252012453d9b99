"""Trouble that a person can mend: what is wrong, and the way out, on one line each."""


class Refusal(Exception):
    """An action could not be done as asked; the message is fit for a person. Base of every `SomethingRefused`."""


class Trouble(Exception):
    """A failure with its remedy; commands print both without a traceback."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy
