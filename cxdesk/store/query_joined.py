"""Tests made of other tests: one of several, the opposite of one."""

from typing import Final

from cxdesk.store.query_tests import ALL_STATUSES, OneOf, Row, Sql, Test, both


class AnyOf(Test):
    """At least one holds."""

    __slots__ = ("tests",)

    def __init__(self, tests: tuple[Test, ...]) -> None:
        self.tests: Final = tests

    def sql(self) -> Sql:
        return both([test.sql() for test in self.tests], " OR ")

    def matches(self, row: Row) -> bool:
        return any(test.matches(row) for test in self.tests)

    def driver(self) -> Sql | None:
        drivers = [driver for test in self.tests if (driver := test.driver()) is not None]
        if len(drivers) < len(self.tests):
            return None
        return Sql(
            " UNION ALL ".join(f"SELECT id FROM ({driver.text})" for driver in drivers),
            tuple(value for driver in drivers for value in driver.params),
        )

    def statuses(self) -> frozenset[str]:
        return frozenset().union(*(test.statuses() for test in self.tests))

    def standing(self) -> tuple[str, Sql] | None:
        found = {test.standing() for test in self.tests}
        return found.pop() if len(found) == 1 else None


class Not(Test):
    """The test does not hold."""

    __slots__ = ("test",)

    def __init__(self, test: Test) -> None:
        self.test: Final = test

    def sql(self) -> Sql:
        inner = self.test.sql()
        return Sql(f"({inner.text}) IS NOT 1", inner.params)  # also where a NULL makes it unknown

    def matches(self, row: Row) -> bool:
        return not self.test.matches(row)

    def statuses(self) -> frozenset[str]:
        if isinstance(self.test, OneOf) and self.test.column == "status":
            return ALL_STATUSES - frozenset(self.test.values)
        return ALL_STATUSES


def negated(test: Test) -> Test:
    """The opposite; of an opposite, the thing itself."""
    return test.test if isinstance(test, Not) else Not(test)


def merged(tests: list[Test]) -> Test:
    """Alternatives as one test; equal columns become one list, which an index can answer."""
    first = tests[0]
    if len(tests) == 1:
        return first
    if isinstance(first, OneOf) and all(isinstance(test, OneOf) and test.column == first.column for test in tests):
        values = [value for test in tests if isinstance(test, OneOf) for value in test.values]
        return OneOf(first.column, tuple(dict.fromkeys(values)))
    return AnyOf(tuple(tests))
