"""Everything that delivery writes: attempts and their outcomes, and invoices that come back."""

from sansfaute.delivery.actions.duplicates import send_duplicate
from sansfaute.delivery.actions.returns import ReturnRefused, record_bounce, record_refusal
from sansfaute.delivery.actions.sending import AT_ONCE, send_invoices

__all__ = ["AT_ONCE", "ReturnRefused", "record_bounce", "record_refusal", "send_duplicate", "send_invoices"]
