"""The profiles of French texts: the name that we give to each value of BT-24."""

from collections.abc import Mapping
from types import MappingProxyType

PROFILES: Mapping[str, str] = MappingProxyType(
    {
        "urn:cen.eu:en16931:2017": "en16931",
        "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic": "basic",
        "urn:factur-x.eu:1p0:basicwl": "basicwl",
        "urn:factur-x.eu:1p0:minimum": "minimum",
        "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended": "extended",
        # A spelling of the French norm's text, against the one of every sample: accepted when reading.
        "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:extended": "extended",
        "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr": "extended-ctc-fr",
    }
)
"""The name of the profile for each value of BT-24 that French texts know."""


def profile_named(written: str) -> str:
    """The name of the profile, or BT-24 as written (its spaces collapsed) when no French text knows it."""
    name = " ".join(written.split())
    return PROFILES.get(name, name)
