"""Invented names and telephone numbers."""

from numpy.random import Generator

from dashboard.intake.demo.inputs import inputs


class Names:
    """A supply of invented people, from one stream of chance."""

    def __init__(self, rng: Generator) -> None:
        self.rng = rng

    def name(self) -> str:
        pool = inputs("people")
        return str(self.rng.choice(pool["surnames"])) + str(self.rng.choice(pool["given"]))

    def phone(self) -> str:
        """Eleven digits with a prefix that no operator uses."""
        return f"{inputs('people')['phone_prefix']}{self.rng.integers(0, 10**8):08d}"
