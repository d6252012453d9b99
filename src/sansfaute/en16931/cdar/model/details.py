"""Why a status was given, what is asked for, and the figures that go with it."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from decimal import Decimal

from sansfaute.en16931.mapped import AmountIn, Moment, element


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusNote:
    """A comment on the status."""

    content: str | None = element("MDT-126", "0..1", "text", "Content", "Comment", "Commentaire")
    subject_code: str | None = element(
        "MDT-127", "0..1", "code", "SubjectCode", "Comment subject", "Sujet du commentaire"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """MDG-43 Characteristic: a figure (collected, approved…), or a datum of the invoice held wrong or right."""

    identifier: str | None = element(
        "MDT-206", "0..1", "code", "ID", "Business term concerned", "Donnée de la facture concernée"
    )
    type_code: str | None = element("MDT-207", "0..1", "code", "TypeCode", "Type of the datum", "Type de la donnée")
    value_changed: bool | None = element(
        "MDT-209",
        "0..1",
        "indicator",
        "ValueChangedIndicator/udt:IndicatorString|udt:Indicator",
        "Value changed",
        "Valeur modifiée",
    )
    name: str | None = element("MDT-211", "0..1", "text", "Name", "Name of the datum", "Nom de la donnée")
    location: str | None = element("MDT-213", "0..1", "text", "Location", "Place in the file", "Place dans le fichier")
    text: str | None = element("MDT-214", "0..1", "text", "Value", "Value, as text", "Valeur, en texte")
    amount: AmountIn | None = element(
        "MDT-215", "0..1", "amount", "ValueAmount", "Value, as an amount", "Valeur, en montant", attribute="currencyID"
    )
    moment: Moment | None = element(
        "MDT-219",
        "0..1",
        "moment",
        "ValueDateTime/udt:DateTimeString",
        "Value, as a date",
        "Valeur, en date",
        attribute="format",
    )
    code: str | None = element("", "0..1", "code", "ValueCode", "Value, as a code", "Valeur, en code")
    number: Decimal | None = element("", "0..1", "decimal", "ValueNumeric", "Value, as a number", "Valeur, en nombre")
    percentage: Decimal | None = element(
        "MDT-224", "0..1", "percentage", "ValuePercent", "Value, as a percentage", "Valeur, en pourcentage"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusDetail:
    """MDG-37 Detail: one reason, the action asked for, and the figures."""

    reason_code: str | None = element("MDT-113", "0..1", "code", "ReasonCode", "Reason code", "Code motif")
    reason: str | None = element("MDT-114", "0..1", "text", "Reason", "Reason", "Motif")
    status_code: str | None = element(
        "MDT-115", "0..1", "code", "ProcessConditionCode", "Status of this detail", "Statut de ce détail"
    )
    requested_action_code: str | None = element(
        "MDT-121", "0..1", "code", "RequestedActionCode", "Requested action code", "Code de l'action attendue"
    )
    requested_action: str | None = element(
        "MDT-122", "0..1", "text", "RequestedAction", "Requested action", "Action attendue"
    )
    sequence_number: Decimal = element(
        "MDT-124-2", "1..1", "decimal", "SequenceNumeric", "Number of the detail", "Numéro du détail"
    )
    notes: tuple[StatusNote, ...] = element("", "0..n", "group", "IncludedNote", "Comments", "Commentaires")
    characteristics: tuple[Characteristic, ...] = element(
        "MDG-43", "0..n", "group", "SpecifiedDocumentCharacteristic", "Characteristics", "Données"
    )
