"""Instants, and the calendar of Asia/Almaty in which the regime counts its months (§1, §2, V-2)."""

from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)
DAY = timedelta(days=1)


class FixedAlmaty(tzinfo):
    """Asia/Almaty of IANA 2024a for machines without zone data: +06:00 (since the end of summer
    time in 2004) until 2024-02-29T18:00Z, then +05:00."""

    CHANGE_UTC = datetime(2024, 2, 29, 18)
    CHANGE_LOCAL = datetime(2024, 2, 29, 23)  # the hour from 23:00 happens twice

    def utcoffset(self, local):
        wall = local.replace(tzinfo=None)
        after = wall >= self.CHANGE_LOCAL + timedelta(hours=1) or (
            wall >= self.CHANGE_LOCAL and local.fold == 1
        )
        return timedelta(hours=5 if after else 6)

    def fromutc(self, utc):
        moment = utc.replace(tzinfo=None)
        if moment < self.CHANGE_UTC:
            return utc + timedelta(hours=6)
        second_time = moment < self.CHANGE_UTC + timedelta(hours=1)
        return (utc + timedelta(hours=5)).replace(fold=1 if second_time else 0)

    def dst(self, local):
        return timedelta(0)

    def tzname(self, local):
        return "Asia/Almaty"


def almaty():
    try:
        zone = ZoneInfo("Asia/Almaty")
    except ZoneInfoNotFoundError:
        return FixedAlmaty()
    # Zone data older than 2024a still believes in +06:00.
    knows_the_change = datetime(2024, 6, 1, tzinfo=zone).utcoffset() == timedelta(hours=5)
    return zone if knows_the_change else FixedAlmaty()


ALMATY = almaty()


@lru_cache(maxsize=200_000)
def instant(text):
    """ISO 8601 with an offset, as whole milliseconds since 1970 UTC (V-2)."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"instant without an offset: {text}")
    milliseconds, finer = divmod(moment - EPOCH, MILLISECOND)
    if finer:
        raise ValueError(f"instant finer than a millisecond: {text}")
    return milliseconds


def optional_instant(text):
    return None if text is None else instant(text)


@lru_cache(maxsize=10_000)
def wire_instant(milliseconds):
    """UTC with milliseconds (V-8)."""
    moment = EPOCH + milliseconds * MILLISECOND
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03d}Z"


@lru_cache(maxsize=10_000)
def local_midnight(day):
    """The instant at which the local date `day` begins."""
    return (datetime(day.year, day.month, day.day, tzinfo=ALMATY) - EPOCH) // MILLISECOND


@lru_cache(maxsize=200_000)
def period_of(at):
    """§2: `period(t)` is the month that contains t, here as a number: year * 12 + month - 1."""
    local = (EPOCH + at * MILLISECOND).astimezone(ALMATY)
    return local.year * 12 + local.month - 1


@lru_cache(maxsize=10_000)
def first_day(period):
    return date(period // 12, period % 12 + 1, 1)


def period_name(period):
    return f"{period // 12:04d}-{period % 12 + 1:02d}"


def start_of(period):
    return local_midnight(first_day(period))


def end_of(period):
    return local_midnight(first_day(period + 1))


def grace_days(period, pack):
    """§2: a dated value counts as it was in force at start(P); before its first entry the first."""
    if isinstance(pack["graceDays"], int):
        return pack["graceDays"]
    entries = sorted(pack["graceDays"], key=lambda entry: entry["from"])
    days = entries[0]["days"]
    for entry in entries:
        if date.fromisoformat(entry["from"]) <= first_day(period):
            days = entry["days"]
    return days


def due_of(period, pack):
    """§2: the local midnight that ends the due day."""
    due_day = first_day(period + 1) + (grace_days(period, pack) - 1) * DAY
    while due_day.weekday() >= 5 or due_day.isoformat() in pack["holidays"]:
        due_day += DAY
    return local_midnight(due_day + DAY)
