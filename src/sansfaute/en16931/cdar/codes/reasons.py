"""The reasons of a status (MDT-113): what they mean, and which status may give them."""

from dataclasses import dataclass

from sansfaute.en16931.cdar.codes.code import Code

PUBLIC = "210 B2G"
"""A refusal by a public body: its list is longer than that of companies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Code):
    """One reason, and the statuses (or `PUBLIC`) that may give it."""

    statuses: frozenset[str]
    source: str = "CDAR 1.4.0, CL-09 (SCH); A7"


def _reason(code: str, statuses: str, fr: str, en: str) -> Reason:
    given = frozenset(PUBLIC if one == "B2G" else one for one in statuses.split())
    # What a company may refuse for, a public body may too.
    return Reason(code=code, fr=fr, en=en, statuses=given | ({PUBLIC} if "210" in given else frozenset()))


REASONS = (
    _reason("NON_TRANSMISE", "200", "Déposée, mais pas encore transmise", "Deposited, not passed on yet"),
    _reason("MONTANTTOTAL_ERR", "207 210 213", "Montant total erroné", "Wrong total"),
    _reason("CALCUL_ERR", "207 210 213", "Erreur de calcul", "Arithmetic error"),
    _reason("DOUBLON", "207 210 213", "Facture en double", "Duplicate"),
    _reason("DEST_INC", "207 213", "Destinataire inconnu", "Unknown recipient"),
    _reason("ADR_ERR", "207 210 213", "Adresse électronique erronée", "Wrong electronic address"),
    _reason("REJ_SEMAN", "213", "Contrôle automatique : format", "Automatic check: format"),
    _reason("REJ_UNI", "213", "Contrôle automatique : unicité", "Automatic check: uniqueness"),
    _reason("REJ_COH", "213", "Contrôle automatique : cohérence", "Automatic check: consistency"),
    _reason("REJ_ADR", "213", "Contrôle automatique : adressage", "Automatic check: address"),
    _reason("REJ_CONT_B2G", "213", "Contrôle automatique : règles du secteur public", "Automatic check: public sector"),
    _reason("REJ_REF_PJ", "213", "Contrôle automatique : référence de pièce jointe", "Automatic check: file reference"),
    _reason("REJ_ASS_PJ", "213", "Contrôle automatique : rattachement de pièce jointe", "Automatic check: file link"),
    _reason("TX_TVA_ERR", "207 210", "Taux de TVA erroné", "Wrong VAT rate"),
    _reason("NON_CONFORME", "207 210", "Mention légale manquante", "Legal mention missing"),
    _reason("DEST_ERR", "207 210", "Destinataire erroné", "Wrong recipient"),
    _reason("TRANSAC_INC", "207 210", "Opération inconnue", "Unknown operation"),
    _reason("EMMET_INC", "207 210", "Émetteur inconnu", "Unknown sender"),
    _reason("CONTRAT_TERM", "207 210", "Contrat terminé", "Contract ended"),
    _reason("DOUBLE_FACT", "207 210", "Facturé deux fois", "Invoiced twice"),
    _reason("CMD_ERR", "206 207 208 210", "Numéro de commande erroné ou manquant", "Order number wrong or missing"),
    _reason("REF_CT_ABSENT", "206 207 208 210", "Référence contractuelle absente", "Contract reference missing"),
    # The sources give no meaning for the next five: these are readings of their names.
    _reason("RETRAIT_MAN_SERV", "B2G", "Retrait du mandat du service", "Withdrawn from the service"),
    _reason("ST_CT_NON_DECLAR", "B2G", "Sous-traitant ou cotraitant non déclaré", "Undeclared subcontractor"),
    _reason("SUPPR_COMP_AVOIR", "B2G", "Suppression compensée par un avoir", "Removed against a credit note"),
    _reason("TRANSF_PMNT_REGIE", "B2G", "Paiement transféré à une régie", "Payment moved to an imprest account"),
    _reason("CONTACT_ACHTR", "B2G", "Contacter l'acheteur", "Contact the buyer"),
    _reason("AUTRE", "206 207 B2G", "Autre motif", "Other reason"),
    _reason("COORD_BANC_ERR", "207 208 B2G", "Coordonnées bancaires erronées", "Wrong bank details"),
    _reason("LIVR_INCOMP", "206 207 B2G", "Problème de livraison", "Delivery problem"),
    _reason("SIRET_ERR", "206 207 208", "SIRET erroné ou manquant", "SIRET wrong or missing"),
    _reason("CODE_ROUTAGE_ERR", "206 207 208", "Code de routage erroné ou manquant", "Routing code wrong or missing"),
    _reason("REF_ERR", "206 207 208", "Référence erronée", "Wrong reference"),
    _reason("PU_ERR", "206 207", "Prix unitaire erroné", "Wrong unit price"),
    _reason("REM_ERR", "206 207", "Remise erronée", "Wrong discount"),
    _reason("QTE_ERR", "206 207", "Quantité erronée", "Wrong quantity"),
    _reason("ART_ERR", "206 207", "Article erroné", "Wrong item"),
    _reason("MODPAI_ERR", "206 207", "Conditions de paiement erronées", "Wrong payment terms"),
    _reason("QUALITE_ERR", "206 207", "Qualité insuffisante", "Poor quality"),
    _reason("JUSTIF_ABS", "208", "Justificatif absent", "Supporting document missing"),
    _reason("ROUTAGE_ERR", "221", "Erreur de routage", "Routing error"),
    _reason("IRR_VIDE_F", "501", "Irrecevable : fichier vide", "Inadmissible: empty file"),
    _reason("IRR_TYPE_F", "501", "Irrecevable : type de fichier", "Inadmissible: file type"),
    _reason("IRR_SYNTAX", "501", "Irrecevable : syntaxe", "Inadmissible: syntax"),
    _reason("IRR_TAILLE_PJ", "501", "Irrecevable : taille d'une pièce jointe", "Inadmissible: size of an attachment"),
    _reason("IRR_NOM_PJ", "501", "Irrecevable : nom d'une pièce jointe", "Inadmissible: name of an attachment"),
    _reason("IRR_VID_PJ", "501", "Irrecevable : pièce jointe vide", "Inadmissible: empty attachment"),
    _reason("IRR_EXT_DOC", "501", "Irrecevable : extension d'un document", "Inadmissible: extension of a document"),
    _reason("IRR_TAILLE_F", "501", "Irrecevable : taille du fichier", "Inadmissible: size of the file"),
    _reason("IRR_ANTIVIRUS", "501", "Irrecevable : virus détecté", "Inadmissible: virus found"),
    _reason("IRR_NOM_F", "501", "Irrecevable : nom du fichier", "Inadmissible: name of the file"),
)
"""Every reason of release 1.4.0."""


def reasons_of(status: str, *, public: bool = False) -> frozenset[str] | None:
    """The codes that a status may give as reason; None when it has no list of its own."""
    wanted = PUBLIC if public and status == "210" else status
    found = frozenset(one.code for one in REASONS if wanted in one.statuses)
    return found or None
