"""Pure statistics of plain numbers: intervals, median times, funnels, series. No pandas, no SQL."""

from dashboard.indicators.statistics import alarms
from dashboard.indicators.statistics.funnel import (
    CLEAR,
    WATCH,
    Kind,
    Place,
    binomial_limits,
    overdispersed,
    place,
    poisson_limits,
)
from dashboard.indicators.statistics.intervals import Interval, difference, mean, poisson, share, wilson
from dashboard.indicators.statistics.series import (
    FIRM_FROM,
    XMR_FROM,
    Limits,
    Run,
    Signal,
    SignalKind,
    run_chart,
    signals,
    xmr,
)
from dashboard.indicators.statistics.survival import km_median

__all__ = [
    "CLEAR",
    "FIRM_FROM",
    "WATCH",
    "XMR_FROM",
    "Interval",
    "Kind",
    "Limits",
    "Place",
    "Run",
    "Signal",
    "SignalKind",
    "alarms",
    "binomial_limits",
    "difference",
    "km_median",
    "mean",
    "overdispersed",
    "place",
    "poisson",
    "poisson_limits",
    "run_chart",
    "share",
    "signals",
    "wilson",
    "xmr",
]
