"""The stretch of time a report speaks of: a month, a quarter, a year, or a range of months."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from engagement_lib.problems import Fault, SettingsError

_FORMS = "2026-10 (a month), 2026-Q3 (a quarter), 2026 (a year) or 2026-04--2026-09 (from month to month)"


@dataclass(frozen=True)
class Period:
    """A period with its first and last day, both included.

    >>> october = Period.parse("2026-10")
    >>> october.label, october.ends.isoformat(), october.previous().key
    ('October 2026', '2026-10-31', '2026-09')
    >>> Period.parse("2026-Q3").label
    'July to September 2026'
    """

    key: str
    starts: date
    ends: date

    @classmethod
    def parse(cls, key: str) -> Period:
        """Read a period as a person types it. Raises ``SettingsError`` on anything else."""
        key = key.strip()
        try:
            if not key.isascii():  # digits of other scripts would pass below and name another folder
                raise ValueError
            if match := re.fullmatch(r"(\d{4})-(\d{2})", key):
                first = last = (int(match[1]), int(match[2]))
            elif match := re.fullmatch(r"(\d{4})-[Qq]([1-4])", key):
                year, quarter = int(match[1]), int(match[2])
                first, last = (year, quarter * 3 - 2), (year, quarter * 3)
                key = key.upper()
            elif re.fullmatch(r"\d{4}", key):
                first, last = (int(key), 1), (int(key), 12)
            elif match := re.fullmatch(r"(\d{4})-(\d{2})--(\d{4})-(\d{2})", key):
                first, last = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
            else:
                raise ValueError
            starts = date(*first, 1)
            ends = date(*last, calendar.monthrange(*last)[1])
            if ends < starts:
                raise ValueError
        except (ValueError, calendar.IllegalMonthError) as error:
            raise SettingsError(
                Fault("--period", repr(key), _FORMS, "write the period in one of these forms")
            ) from error
        return cls(key, starts, ends)

    @property
    def months(self) -> int:
        return (self.ends.year - self.starts.year) * 12 + self.ends.month - self.starts.month + 1

    @property
    def label(self) -> str:
        """The period as a sentence says it."""
        first, last = self.starts.strftime("%B"), self.ends.strftime("%B %Y")
        if self.months == 1:
            return last
        if self.months == 12 and self.starts.month == 1:
            return str(self.starts.year)
        return f"{first} to {last}" if self.starts.year == self.ends.year else f"{first} {self.starts.year} to {last}"

    def previous(self) -> Period:
        """The period of the same length that ends just before this one."""
        month_number = self.starts.year * 12 + self.starts.month - 1 - self.months
        first = (month_number // 12, month_number % 12 + 1)
        if self.months == 1:
            return Period.parse(f"{first[0]}-{first[1]:02d}")
        last_number = month_number + self.months - 1
        last = (last_number // 12, last_number % 12 + 1)
        if self.months == 3 and first[1] % 3 == 1:
            return Period.parse(f"{first[0]}-Q{first[1] // 3 + 1}")
        if self.months == 12 and first[1] == 1:
            return Period.parse(str(first[0]))
        return Period.parse(f"{first[0]}-{first[1]:02d}--{last[0]}-{last[1]:02d}")

    def __str__(self) -> str:
        return self.key
