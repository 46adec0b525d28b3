"""Long tables of words as expressions, written one line after the other so that a person can read and mend them."""


def one_of(table: str) -> str:
    """A group that matches any alternative of the lines of *table*; blanks around a line do not count."""
    return "(?:" + "|".join(line.strip() for line in table.strip().splitlines()) + ")"
