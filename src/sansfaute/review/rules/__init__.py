"""What review decides, without touching anything: holds, sentences, fingerprints."""

from sansfaute.review.rules.case import Case, Hold, Lookalike, Past, Seen
from sansfaute.review.rules.deadlines import decide_by
from sansfaute.review.rules.fingerprints import fingerprint
from sansfaute.review.rules.house import holds
from sansfaute.review.rules.limits import latest_due_date
from sansfaute.review.rules.policy import POLICY, Policy, PolicyFault, policy_faults, read_policy
from sansfaute.review.rules.proposals import clauses_of_term, covers, propose
from sansfaute.review.rules.seen import seen_of
from sansfaute.review.rules.sentences import SENTENCES, exception_sentence, may_be_granted, mend_sentence
from sansfaute.review.rules.standing import needs_four_eyes
from sansfaute.review.rules.term_words import term_sentence

__all__ = [
    "POLICY",
    "SENTENCES",
    "Case",
    "Hold",
    "Lookalike",
    "Past",
    "Policy",
    "PolicyFault",
    "Seen",
    "clauses_of_term",
    "covers",
    "decide_by",
    "exception_sentence",
    "fingerprint",
    "holds",
    "latest_due_date",
    "may_be_granted",
    "mend_sentence",
    "needs_four_eyes",
    "policy_faults",
    "propose",
    "read_policy",
    "seen_of",
    "term_sentence",
]
