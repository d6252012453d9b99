"""Processes, phases, roles, requested actions and types of data: MDT-2, 77, 21, 40, 59, 121, 207."""

from sansfaute.en16931.cdar.codes.code import Code

PROFILE_INVOICE = "urn.cpro.gouv.fr:1p0:CDV:invoice"
"""MDT-3 of a message between platforms and users."""

PROFILE_STATE = "urn.cpro.gouv.fr:1p0:CDV:einvoicingF2"
"""MDT-3 of a message whose sole recipient is the public portal."""

PROCESSES = (
    Code(code="REGULATED", fr="Facture du circuit réglementé", en="Invoice of the regulated circuit"),
    Code(code="NON_REGULATED", fr="Facture hors circuit réglementé", en="Invoice outside the regulated circuit"),
    Code(code="B2C", fr="Vente à un non-assujetti", en="Sale to a person who is not taxable"),
    Code(
        code="B2CINT",
        fr="Vente internationale à un non-assujetti",
        en="Cross-border sale to a person who is not taxable",
    ),
    Code(code="B2BINT", fr="Vente internationale entre assujettis", en="Cross-border sale between taxable persons"),
    Code(code="OUTOFSCOPE", fr="Hors du champ de la réforme", en="Outside the reform"),
)

PHASES = (
    Code(code="305", fr="Transmission (par les plateformes)", en="Transmission (by the platforms)"),
    Code(code="23", fr="Traitement (par le vendeur ou l'acheteur)", en="Processing (by the seller or the buyer)"),
)

ROLES = (
    Code(code="BY", fr="Acheteur", en="Buyer"),
    Code(code="AB", fr="Mandataire de l'acheteur", en="Buyer's agent"),
    Code(code="DL", fr="Affactureur", en="Factor"),
    Code(code="SE", fr="Vendeur", en="Seller"),
    Code(code="SR", fr="Mandataire du vendeur", en="Seller's agent"),
    Code(code="PE", fr="Bénéficiaire du paiement", en="Payee"),
    Code(code="PR", fr="Payeur", en="Payer"),
    Code(code="II", fr="Émetteur de la facture (facturant)", en="Invoicer"),
    Code(code="IV", fr="Destinataire de la facture (facturé à)", en="Invoicee"),
    Code(code="WK", fr="Plateforme", en="Platform"),
    Code(code="DFH", fr="Portail public de facturation", en="Public portal"),
)

_USERS = frozenset(("BY", "AB", "DL", "SE", "SR", "PE", "PR", "II", "IV"))
ISSUER_ROLES = {"305": frozenset(("WK",)), "23": _USERS}
"""Who may decide a status (MDT-40), by phase."""

SENDER_ROLES = {"305": frozenset(("WK",)), "23": _USERS | {"WK"}}
"""Who may carry a message (MDT-21), by phase. Whether the software or its platform fills it is unconfirmed."""

RECIPIENT_ROLES = _USERS | {"WK", "DFH"}
"""Who may get a message (MDT-59), or be named as recipient of the invoice (MDT-158)."""

ACTIONS = (
    Code(code="NOA", fr="Aucune action", en="No action"),
    Code(code="PIN", fr="Fournir des informations", en="Provide more information"),
    Code(code="NIN", fr="Émettre une nouvelle facture (rectificative)", en="Issue a new (corrective) invoice"),
    Code(code="CNF", fr="Émettre un avoir total", en="Issue a full credit note"),
    Code(code="CNP", fr="Émettre un avoir partiel", en="Issue a partial credit note"),
    Code(code="CNA", fr="Émettre un avoir du montant à payer", en="Credit the payable amount"),
    Code(code="OTH", fr="Autre", en="Other"),
)

DATA_TYPES = (
    Code(code="MEN", fr="Montant encaissé", en="Amount collected"),
    Code(code="MPA", fr="Montant payé", en="Amount paid"),
    Code(code="RAP", fr="Reste à payer", en="Remaining to pay"),
    Code(code="ESC", fr="Escompte appliqué", en="Discount taken"),
    Code(code="RAB", fr="Rabais", en="Rebate"),
    Code(code="REM", fr="Remise", en="Reduction"),
    Code(code="MAP", fr="Montant approuvé, hors taxe", en="Approved amount, net"),
    Code(code="MAPTTC", fr="Montant approuvé, TTC", en="Approved amount, gross"),
    Code(code="MNA", fr="Montant non approuvé, hors taxe", en="Amount not approved, net"),
    Code(code="MNATTC", fr="Montant non approuvé, TTC", en="Amount not approved, gross"),
    Code(code="CBB", fr="Coordonnées bancaires", en="Bank account"),
    Code(code="DIV", fr="Donnée tenue pour invalide", en="Value held invalid"),
    Code(code="DVA", fr="Donnée tenue pour valide (attendue)", en="Value held valid (expected)"),
    Code(code="MAJ", fr="Donnée mise à jour", en="Updated value"),
)
