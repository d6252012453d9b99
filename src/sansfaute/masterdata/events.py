"""Facts of masterdata."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RecordAgreed:
    """A buyer or an item was created or changed; the subject is that record."""

    seller_id: UUID
    subject_id: UUID
    record_type: str
    code: str


@dataclass(frozen=True, slots=True)
class SellerAgreed:
    """A seller was created or changed; the subject is the seller."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class ExchangeRatesRecorded:
    """Rates of the euro were recorded; the subject is the seller. Codes are parted by spaces, days are ISO."""

    seller_id: UUID
    subject_id: UUID
    currency_codes: str
    first_date: str
    last_date: str


@dataclass(frozen=True, slots=True)
class RecordsChanged:
    """One act changed records, whole; the subject is the change set."""

    seller_id: UUID
    subject_id: UUID
    kind: str
    change_count: int


@dataclass(frozen=True, slots=True)
class ChangesUndone:
    """A person took back what one act had changed; the subject is the change set."""

    seller_id: UUID
    subject_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class RecordWithdrawn:
    """A record that an import had made is gone again, nothing having been built on it; the subject was that record."""

    seller_id: UUID
    subject_id: UUID
    record_type: str
    code: str


@dataclass(frozen=True, slots=True)
class BankChangeAsked:
    """New bank details wait for a second person; the subject is the bank change."""

    seller_id: UUID
    subject_id: UUID
    party_type: str
    code: str


@dataclass(frozen=True, slots=True)
class RegistryAnswered:
    """A public registry was asked about a buyer; the subject is the answer."""

    seller_id: UUID
    subject_id: UUID
    registry: str
    outcome: str


@dataclass(frozen=True, slots=True)
class RegistryDiffered:
    """A registry says something else than our record; the subject is the buyer."""

    seller_id: UUID
    subject_id: UUID
    code: str
    registry: str
    field: str
    level: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class BankChangeConfirmed:
    """A second person confirmed new bank details, which count once the cooling-off time is over."""

    seller_id: UUID
    subject_id: UUID
    party_type: str
    code: str


@dataclass(frozen=True, slots=True)
class BankChangeRefused:
    """A person refused new bank details, or others took their place; the subject is the bank change."""

    seller_id: UUID
    subject_id: UUID
    party_type: str
    code: str


@dataclass(frozen=True, slots=True)
class BankChangeApplied:
    """New bank details count from now on; the subject is the bank change."""

    seller_id: UUID
    subject_id: UUID
    party_type: str
    code: str


@dataclass(frozen=True, slots=True)
class VerdictsAsked:
    """A person wants the rows of a file judged by the records as they are now; the subject is the source file."""

    seller_id: UUID
    subject_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class OperationAsked:
    """A bulk operation on many records waits to be carried out; the subject is its change set, still empty."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class UndoAsked:
    """A large act is to be taken back, and counts no longer; the subject is its change set."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class CorrectionOpened:
    """Something is to be mended in a record; the subject is the correction."""

    seller_id: UUID
    subject_id: UUID
    record_type: str
    code: str
    field: str
    rule: str
    level: str


@dataclass(frozen=True, slots=True)
class CorrectionClosed:
    """A correction ended: mended, accepted as it is, or gone; the subject is the correction."""

    seller_id: UUID
    subject_id: UUID
    code: str
    field: str
    rule: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CorrectionAssigned:
    """A correction was given to a person, or to nobody; the subject is the correction."""

    seller_id: UUID
    subject_id: UUID
    owner_name: str


@dataclass(frozen=True, slots=True)
class CorrectionPostponed:
    """A person gave a correction another due date (ISO); the subject is the correction."""

    seller_id: UUID
    subject_id: UUID
    due_date: str


@dataclass(frozen=True, slots=True)
class FindingAccepted:
    """A person takes a value as it is, whatever a rule says of it; the subject is the record."""

    seller_id: UUID
    subject_id: UUID
    code: str
    field: str
    rule: str


@dataclass(frozen=True, slots=True)
class AuditRuleWritten:
    """A rule of the company counts from now on; the subject is the rule."""

    seller_id: UUID
    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class AuditRuleProposed:
    """What failed once suggests a rule, which waits for a person; the subject is the rule."""

    seller_id: UUID
    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class AuditRuleRetired:
    """A rule of the company no longer counts, or a proposed one was dismissed; the subject is the rule."""

    seller_id: UUID
    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class RecordsAudited:
    """Every record of a seller was judged again under the rules of the day; the subject is the audit."""

    seller_id: UUID
    subject_id: UUID
    record_count: int
    finding_count: int
    opened_count: int
    closed_count: int


@dataclass(frozen=True, slots=True)
class CertificateMade:
    """The state of the base was certified; the subject is the certificate."""

    seller_id: UUID
    subject_id: UUID
    figures_sha256: str


@dataclass(frozen=True, slots=True)
class DuplicatesAsked:
    """Records came or changed: likely duplicates are to be looked for; the subject is the seller."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class DuplicatesCompared:
    """All buyers of a seller were compared; the subject is the seller."""

    seller_id: UUID
    subject_id: UUID
    record_count: int
    sure_count: int
    review_count: int


@dataclass(frozen=True, slots=True)
class DuplicatesDecided:
    """A person decided of likely duplicates: merged, distinct, later, open; the subject is the cluster."""

    seller_id: UUID
    subject_id: UUID
    decision: str


@dataclass(frozen=True, slots=True)
class BuyerMerged:
    """A buyer was absorbed by another, which stands for it from now on; the subject is the absorbed one."""

    seller_id: UUID
    subject_id: UUID
    kept_id: UUID
    code: str
    kept_code: str


@dataclass(frozen=True, slots=True)
class PartyAgreed:
    """A third party was recorded or changed; the subject is the party."""

    seller_id: UUID
    subject_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """A third party got a role on the invoices to a buyer ("" for all); the subject is the role."""

    seller_id: UUID
    subject_id: UUID
    role: str
    code: str
    buyer_code: str
    since: str


@dataclass(frozen=True, slots=True)
class RoleEnded:
    """A role of a third party got its last day; the subject is the role."""

    seller_id: UUID
    subject_id: UUID
    role: str
    code: str
    until: str


@dataclass(frozen=True, slots=True)
class ReceivingAddressesAgreed:
    """A buyer said where it wants some of its invoices; the subject is the buyer."""

    seller_id: UUID
    subject_id: UUID
    code: str
    address_count: int


@dataclass(frozen=True, slots=True)
class MandateRecorded:
    """A signed mandate to invoice was recorded; the subject is the mandate."""

    seller_id: UUID
    subject_id: UUID
    kind: str
    reference: str
    since: str


@dataclass(frozen=True, slots=True)
class MandateEnded:
    """A mandate got its last day; the subject is the mandate."""

    seller_id: UUID
    subject_id: UUID
    reference: str
    until: str


@dataclass(frozen=True, slots=True)
class KitAgreed:
    """Somebody said what an article is made of; the subject is the article."""

    seller_id: UUID
    subject_id: UUID
    code: str
    component_count: int


@dataclass(frozen=True, slots=True)
class ConfidentialNameAgreed:
    """A general word stands for an article's name, or its name is plain again; the subject is the article."""

    seller_id: UUID
    subject_id: UUID
    code: str
    is_secret: bool
