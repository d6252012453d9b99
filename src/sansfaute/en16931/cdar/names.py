"""Namespaces of CDAR D22B, and the prefixes its documents use."""

_STANDARD = "urn:un:unece:uncefact:data:standard:"

PREFIXES = {
    "rsm": f"{_STANDARD}CrossDomainAcknowledgementAndResponse:100",
    "ram": f"{_STANDARD}ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{_STANDARD}QualifiedDataType:100",
    "udt": f"{_STANDARD}UnqualifiedDataType:100",
}
"""Prefix to namespace, as the published samples write them."""

NAMES = {**PREFIXES, "": PREFIXES["ram"]}
"""The same, a name without prefix being one of the aggregate entities (`ram`)."""

ROOT = "rsm:CrossDomainAcknowledgementAndResponse"
TAG = f"{{{PREFIXES['rsm']}}}CrossDomainAcknowledgementAndResponse"
