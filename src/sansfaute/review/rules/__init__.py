"""What review decides, without touching anything: holds, sentences, fingerprints."""

from sansfaute.review.rules.fingerprints import fingerprint
from sansfaute.review.rules.house import POLICY, Case, Hold, Policy, holds
from sansfaute.review.rules.limits import latest_due_date
from sansfaute.review.rules.sentences import exception_sentence, may_be_granted, mend_sentence

__all__ = [
    "POLICY",
    "Case",
    "Hold",
    "Policy",
    "exception_sentence",
    "fingerprint",
    "holds",
    "latest_due_date",
    "may_be_granted",
    "mend_sentence",
]
