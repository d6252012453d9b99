"""What happens after what. Each step is a job: retried alone, harmless if run twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from sansfaute.contracts import events as contracts
from sansfaute.contracts import jobs as contracts_jobs
from sansfaute.delivery import events as delivery
from sansfaute.delivery import jobs as delivery_jobs
from sansfaute.documents import events as documents
from sansfaute.documents import jobs as documents_jobs
from sansfaute.drafts import events as drafts
from sansfaute.drafts import jobs as drafts_jobs
from sansfaute.intake import events as intake
from sansfaute.intake import jobs as intake_jobs
from sansfaute.issuing import events as issuing
from sansfaute.issuing import jobs as issuing_jobs
from sansfaute.masterdata import events as masterdata
from sansfaute.masterdata import jobs as masterdata_jobs
from sansfaute.people import events as people
from sansfaute.review import events as review
from sansfaute.review import jobs as review_jobs

JOURNEY: Mapping[type, Sequence[Any]] = {
    intake.RowsParsed: [masterdata_jobs.judge_rows, contracts_jobs.judge_rows],
    masterdata.VerdictsAsked: [masterdata_jobs.judge_rows, contracts_jobs.judge_rows],
    intake.ReadingAsked: [intake_jobs.read_rows],
    intake.ImportAccepted: [masterdata_jobs.agree_records, contracts_jobs.record_agreements],
    masterdata.OperationAsked: [masterdata_jobs.carry_out_operations],
    masterdata.UndoAsked: [masterdata_jobs.carry_out_undos],
    masterdata.RegistryDiffered: [masterdata_jobs.open_registry_corrections],
    masterdata.DuplicatesAsked: [masterdata_jobs.find_duplicates],
    masterdata.RecordsChanged: [masterdata_jobs.compare_changed],
    masterdata.RecordAgreed: [contracts_jobs.retry_waiting, review_jobs.check_again],
    contracts.BillingForecast: [masterdata_jobs.remember_forecast],
    contracts.BillRunStarted: [contracts_jobs.find_work],
    contracts.BillRunResumed: [contracts_jobs.find_work, issuing_jobs.issue_runs],
    contracts.BillRunCancelled: [issuing_jobs.release_runs],
    contracts.WorkBecameBillable: [drafts_jobs.assemble_drafts],
    drafts.DraftAssembled: [review_jobs.check_drafts],
    review.DraftApproved: [issuing_jobs.issue_drafts],
    issuing.InvoiceIssued: [
        drafts_jobs.mark_work_invoiced,
        review_jobs.remember_invoices,
        documents_jobs.render_documents,
    ],
    documents.DocumentsReady: [delivery_jobs.send_invoices],
    delivery.DeliveryFailed: [masterdata_jobs.open_corrections],
    delivery.DeliveryHeld: [masterdata_jobs.open_corrections],
    delivery.InvoiceRefused: [masterdata_jobs.open_corrections],
    delivery.MessageBounced: [masterdata_jobs.open_corrections],
}

# Facts that matter to people and timelines, and start nothing yet.
UNHEARD: frozenset[type] = frozenset(
    {
        contracts.AgreementsWithdrawn,
        contracts.BillRunPaused,
        contracts.ContractLineAgreed,
        contracts.ContractSigned,
        contracts.OrderRecorded,
        contracts.UsageRecorded,
        contracts.WorkMarkedInvoiced,
        delivery.InvoiceSent,
        drafts.DraftDiscarded,
        intake.FileReceived,
        intake.FileTurnedAway,
        intake.ImportDropped,
        intake.RowSetAside,
        intake.RowUsedAgain,
        masterdata.AuditRuleProposed,
        masterdata.AuditRuleRetired,
        masterdata.AuditRuleWritten,
        masterdata.BankChangeApplied,
        masterdata.BankChangeAsked,
        masterdata.BankChangeConfirmed,
        masterdata.BankChangeRefused,
        masterdata.BuyerMerged,
        masterdata.CertificateMade,
        masterdata.ChangesUndone,
        masterdata.CorrectionAssigned,
        masterdata.CorrectionClosed,
        masterdata.CorrectionOpened,
        masterdata.CorrectionPostponed,
        masterdata.DuplicatesCompared,
        masterdata.DuplicatesDecided,
        masterdata.FindingAccepted,
        masterdata.RecordWithdrawn,
        masterdata.RecordsAudited,
        masterdata.RegistryAnswered,
        masterdata.SellerAgreed,
        people.PersonInvited,
        people.RoleGranted,
        review.ExceptionDecided,
        review.ExceptionOpened,
        review.InvoiceRemembered,
    }
)
