"""What is said of a file that was judged, or could not be: sentences in French and English."""

Words = dict[str, str]
"""A sentence by language: "fr" and "en"."""

NOTHING: Words = {"fr": "", "en": ""}

PDF = {
    "none": (
        "Ce PDF ne contient pas de facture en XML : ce n'est pas un Factur-X.",
        "This PDF holds no invoice in XML: it is not a Factur-X.",
        "Demander à l'émetteur un Factur-X, ou le fichier CII ou UBL de la facture.",
        "Ask the sender for a Factur-X, or for the CII or UBL file of the invoice.",
    ),
    "broken": (
        "Ce PDF est abîmé et ne s'ouvre pas.",
        "This PDF is damaged and does not open.",
        "Demander à l'émetteur de l'envoyer à nouveau.",
        "Ask the sender to send it again.",
    ),
    "locked": (
        "Ce PDF est protégé par un mot de passe.",
        "This PDF is locked by a password.",
        "Demander à l'émetteur un PDF sans mot de passe : PDF/A-3 n'en admet pas.",
        "Ask the sender for a PDF without a password: PDF/A-3 allows none.",
    ),
    "too_large": (
        "Le fichier XML contenu dans ce PDF est trop grand.",
        "The XML file inside this PDF is too large.",
        "Retirer des pièces jointes, ou les transmettre autrement.",
        "Take attachments out, or send them by another way.",
    ),
}
TOO_LARGE = (
    "Le fichier dépasse 100 Mo.",
    "The file is above 100 MB.",
    "Retirer des pièces jointes, ou les transmettre autrement.",
    "Take attachments out, or send them by another way.",
)
NO_INVOICE: Words = {
    "fr": "Ce fichier n'est pas une facture électronique que l'on sache lire (CII, UBL, Factur-X, CDAR ou notre JSON).",
    "en": "This file is no electronic invoice that we can read (CII, UBL, Factur-X, CDAR or our JSON).",
}
EMPTY: Words = {"fr": "Le fichier est vide.", "en": "The file is empty."}
UNREAD: Words = {
    "fr": "Le fichier n'a pas pu être lu : les règles officielles n'ont rien à juger.",
    "en": "The file could not be read: there is nothing for the official rules to judge.",
}
NO_PACK: Words = {
    "fr": "Aucune règle officielle exécutable n'existe pour un message CDAR : le verdict est celui de nos règles.",
    "en": "No official rules that can be run exist for a CDAR message: the verdict is that of our rules.",
}
# Reform specifications, XP Z12-014: profiles that a French platform takes, and until when.
PROFILES: dict[str, Words] = {
    "minimum": {
        "fr": "Le profil MINIMUM n'est pas une facture au sens de la norme EN 16931 (ni lignes, ni ventilation"
        " de la TVA) : la réforme française le refuse.",
        "en": "The profile MINIMUM is no invoice in the sense of EN 16931 (neither lines nor VAT breakdown):"
        " the French reform refuses it.",
    },
    "basicwl": {
        "fr": "Le profil BASIC WL n'a pas de lignes : la réforme française ne l'admet que jusqu'au 1er septembre 2027.",
        "en": "The profile BASIC WL has no lines: the French reform allows it until 1 September 2027 only.",
    },
    "basic": {
        "fr": "Aucun texte français ne cite le profil BASIC : émettre plutôt en EN 16931.",
        "en": "No French text lists the profile BASIC: issue in EN 16931 instead.",
    },
}


def no_rules(profile: str) -> Words:
    """Nobody judges a document of a profile that French texts do not know, or that names none."""
    if not profile:
        return {
            "fr": "Le document ne dit pas son profil (BT-24) : aucune règle ne peut être choisie.",
            "en": "The document does not say its profile (BT-24): no rule can be chosen.",
        }
    return {
        "fr": f"Aucune règle de la réforme française ne juge le profil {profile} dans cette syntaxe.",
        "en": f"No rule of the French reform judges the profile {profile} in this syntax.",
    }
