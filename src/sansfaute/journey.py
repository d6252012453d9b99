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
    contracts.RunFellDue: [review_jobs.simulate_due],
    contracts.WorkBecameBillable: [drafts_jobs.assemble_drafts],
    drafts.DraftDiscarded: [issuing_jobs.drop_corrections],
    drafts.DraftAssembled: [review_jobs.check_drafts],
    drafts.DraftEdited: [review_jobs.check_drafts],
    masterdata.BankChangeApplied: [review_jobs.judge_bank_changes],
    masterdata.ExchangeRatesRecorded: [review_jobs.take_up_rates],
    masterdata.BankChangeRefused: [review_jobs.judge_bank_changes],
    contracts.ContractLineChanged: [review_jobs.find_anew],
    contracts.DiscountEnded: [review_jobs.find_anew],
    contracts.DiscountGranted: [review_jobs.find_anew],
    review.BlockLifted: [review_jobs.judge_blocks],
    review.TermAgreed: [contracts_jobs.agree_terms, review_jobs.judge_terms],
    review.DraftApproved: [issuing_jobs.issue_drafts],
    review.SimulationAsked: [review_jobs.simulate_runs],
    issuing.InvoiceCorrected: [drafts_jobs.mark_work_corrected],
    issuing.InvoiceIssued: [
        drafts_jobs.mark_work_invoiced,
        review_jobs.remember_invoices,
        documents_jobs.render_documents,
    ],
    issuing.IssueAsked: [issuing_jobs.issue_asked],
    issuing.DuplicateMade: [delivery_jobs.send_duplicates],
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
        contracts.ArrhesEnded,
        contracts.ArrhesHeld,
        contracts.BillRunPaused,
        contracts.ClauseAgreed,
        contracts.ContractEnded,
        contracts.ContractLineAgreed,
        contracts.ContractSigned,
        contracts.ContractTermAgreed,
        contracts.CreditBought,
        contracts.DepositAsked,
        contracts.DepositCreditAsked,
        contracts.DepositNotDeducted,
        contracts.IndexValueRecorded,
        contracts.LineHeldBack,
        contracts.NoticeGiven,
        contracts.OrderRecorded,
        contracts.PriceListAgreed,
        contracts.PriceSet,
        contracts.ReceiptInvoiced,
        contracts.RepairDecided,
        contracts.RepairProposed,
        # What is retained was invoiced: its release is a due date, told by `contracts.queries.retentions` (case 26).
        contracts.RetentionReleased,
        contracts.RunScheduleStopped,
        contracts.RunScheduled,
        contracts.SituationStated,
        contracts.Sold,
        contracts.UsageCorrected,
        contracts.UsageRecorded,
        contracts.VoucherUsed,
        contracts.WorkBilledAgain,
        contracts.WorkCorrected,
        contracts.WorkMarkedInvoiced,
        contracts.WorksAccepted,
        delivery.DuplicateNotSent,
        delivery.DuplicateSent,
        delivery.InvoiceSent,
        intake.FileReceived,
        intake.FileTurnedAway,
        intake.ImportDropped,
        intake.RowSetAside,
        intake.RowUsedAgain,
        issuing.CorrectionAsked,
        issuing.CorrectionDropped,
        issuing.SeriesPlanned,
        masterdata.AuditRuleProposed,
        masterdata.AuditRuleRetired,
        masterdata.AuditRuleWritten,
        masterdata.BankChangeAsked,
        masterdata.BankChangeConfirmed,
        masterdata.BuyerMerged,
        masterdata.CertificateMade,
        masterdata.ConfidentialNameAgreed,
        masterdata.ChangesUndone,
        masterdata.CorrectionAssigned,
        masterdata.CorrectionClosed,
        masterdata.CorrectionOpened,
        masterdata.CorrectionPostponed,
        masterdata.DuplicatesCompared,
        masterdata.DuplicatesDecided,
        masterdata.FindingAccepted,
        masterdata.KitAgreed,
        masterdata.MandateEnded,
        masterdata.MandateRecorded,
        masterdata.PartyAgreed,
        masterdata.ReceivingAddressesAgreed,
        masterdata.RecordWithdrawn,
        masterdata.RecordsAudited,
        masterdata.RegistryAnswered,
        masterdata.RoleEnded,
        masterdata.RoleGiven,
        masterdata.SellerAgreed,
        people.PersonInvited,
        people.RoleGranted,
        review.BuyerBlocked,
        review.ExceptionConfirmed,
        review.ExceptionDecided,
        review.ExceptionOpened,
        review.ExceptionSuperseded,
        review.InvoiceRemembered,
        review.SimulationCancelled,
        review.SimulationCommitted,
        review.SimulationDone,
        review.TermProposed,
        review.TermRefused,
        review.ThresholdsSet,
    }
)
