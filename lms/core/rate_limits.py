"""How often an address may ask: a short and a long limit, counted once.

allauth keeps a counter for each limit, and a counter in the database costs a dozen queries: twenty-four of the
twenty-seven that a verification asked. The longer history answers for the shorter one too.
"""

from __future__ import annotations

import time

from allauth.core.internal.ratelimit import cache_lock, get_cache_key, get_rates, respond_429
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

APP = "allauth.account"


def refuse_too_many(request: HttpRequest, *, action: str) -> HttpResponse | None:
    """429 for an address that has reached one of the limits that settings.ACCOUNT_RATE_LIMITS gives the action, which
    are all by address; None for everybody else, whose request is counted. What is refused is not."""
    rates = sorted(get_rates(app=APP, action=action), key=lambda rate: rate.duration)
    longest = rates[-1]
    key = get_cache_key(request, app=APP, action=action, rate=longest)
    # Requests at one moment count one after the other, as in allauth.
    with cache_lock(key) as is_held:
        now = time.time()
        counted = [moment for moment in cache.get(key, []) if moment > now - longest.duration] if is_held else []
        if not is_held or any(_number_since(now - rate.duration, counted) >= rate.amount for rate in rates):
            refusal: HttpResponse = respond_429(request)
            return refusal
        cache.set(key, [now, *counted], longest.duration)
    return None


def _number_since(start: float, moments: list[float]) -> int:
    return sum(moment > start for moment in moments)
