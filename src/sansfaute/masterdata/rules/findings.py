"""What each quality rule says, in French and English: the finding, then how to mend it."""

Said = tuple[str, str]

FINDINGS: dict[str, dict[str, Said]] = {
    "identifier_checksum": {
        "fr": ("Le SIREN ou SIRET « {value} » a une clé fausse.", "Recopiez-le depuis un document du client ou l’annuaire des entreprises."),
        "en": ("The SIREN or SIRET “{value}” fails its check digit.", "Copy it again from a document of the buyer or the company register."),
    },
    "identifier_length": {
        "fr": ("« {value} » n’a ni 9 chiffres (SIREN) ni 14 (SIRET).", "Complétez ou raccourcissez l’identifiant."),
        "en": ("“{value}” has neither 9 figures (SIREN) nor 14 (SIRET).", "Complete or shorten the identifier."),
    },
    "identifier_shape": {
        "fr": ("« {value} » n’est pas un SIREN ni un SIRET.", "Gardez les seuls chiffres de l’identifiant."),
        "en": ("“{value}” is no SIREN and no SIRET.", "Keep the figures of the identifier alone."),
    },
    "siren_missing": {
        "fr": ("Le SIREN manque : une facture à un professionnel français l’exige.", "Demandez-le au client ou cherchez-le dans l’annuaire des entreprises."),
        "en": ("The SIREN is missing: an invoice to a French business needs it.", "Ask the buyer, or look it up in the company register."),
    },
    "siren_in_vat": {
        "fr": ("Le SIREN manque, mais le numéro de TVA le contient.", "Acceptez la valeur proposée si c’est bien ce client."),
        "en": ("The SIREN is missing, but the VAT number contains it.", "Accept the proposed value if it is this buyer indeed."),
    },
    "vat_key": {
        "fr": ("Le numéro de TVA « {value} » a une clé fausse.", "Corrigez les deux caractères qui suivent FR, ou recopiez le numéro."),
        "en": ("The VAT number “{value}” has a wrong key.", "Correct the two characters after FR, or copy the number again."),
    },
    "vat_checksum": {
        "fr": ("Le numéro de TVA « {value} » a une clé fausse.", "Recopiez-le depuis un document du client, ou vérifiez-le sur VIES."),
        "en": ("The VAT number “{value}” fails its check digit.", "Copy it again from a document of the buyer, or check it on VIES."),
    },
    "vat_shape": {
        "fr": ("« {value} » n’a pas la forme d’un numéro de TVA de ce pays.", "Recopiez-le depuis un document du client, ou vérifiez-le sur VIES."),
        "en": ("“{value}” is not shaped as a VAT number of its country.", "Copy it again from a document of the buyer, or check it on VIES."),
    },
    "vat_doubtful": {
        "fr": ("Le numéro de TVA « {value} » est peut-être faux.", "Vérifiez-le sur VIES."),
        "en": ("The VAT number “{value}” may be wrong.", "Check it on VIES."),
    },
    "vat_siren_differs": {
        "fr": ("Le numéro de TVA « {value} » ne contient pas le SIREN de cette fiche.", "Corrigez celui des deux qui est faux."),
        "en": ("The VAT number “{value}” does not contain the SIREN of this record.", "Correct whichever of the two is wrong."),
    },
    "vat_country": {
        "fr": ("Le numéro de TVA « {value} » est d’un autre pays que l’adresse.", "Vérifiez l’adresse et le numéro."),
        "en": ("The VAT number “{value}” is of another country than the address.", "Check the address and the number."),
    },
    "vat_missing": {
        "fr": ("Le numéro de TVA manque : sans lui, pas de facture sans TVA dans l’Union.", "Demandez-le au client."),
        "en": ("The VAT number is missing: without it, no invoice without VAT within the Union.", "Ask the buyer."),
    },
    "iban_checksum": {
        "fr": ("L’IBAN « {value} » est faux (longueur ou clé).", "Recopiez-le depuis un relevé d’identité bancaire."),
        "en": ("The IBAN “{value}” is wrong (length or check digits).", "Copy it again from a bank document."),
    },
    "email_syntax": {
        "fr": ("« {value} » n’est pas une adresse de courriel.", "Corrigez-la, de la forme nom@domaine.fr."),
        "en": ("“{value}” is not an e-mail address.", "Correct it, as name@domain.com."),
    },
    "telephone_unreadable": {
        "fr": ("« {value} » n’est pas un numéro de téléphone.", "Écrivez-le avec l’indicatif du pays, par exemple +33 4 78 00 00 00."),
        "en": ("“{value}” is not a telephone number.", "Write it with the country code, for example +33 4 78 00 00 00."),
    },
    "address_missing": {
        "fr": ("L’adresse manque.", "Complétez la rue ou la boîte postale."),
        "en": ("The address is missing.", "Fill in the street or the post box."),
    },
    "post_code_missing": {
        "fr": ("Le code postal manque.", "Complétez-le."),
        "en": ("The postcode is missing.", "Fill it in."),
    },
    "city_missing": {"fr": ("La ville manque.", "Complétez-la."), "en": ("The city is missing.", "Fill it in.")},
    "post_code_zero": {
        "fr": ("« {value} » a perdu le zéro en tête du code postal.", "Acceptez la valeur proposée."),
        "en": ("“{value}” has lost the leading zero of the postcode.", "Accept the proposed value."),
    },
    "post_code_shape": {
        "fr": ("« {value} » n’est pas un code postal de ce pays.", "Corrigez le code postal ou le pays."),
        "en": ("“{value}” is not a postcode of this country.", "Correct the postcode or the country."),
    },
    "country_unknown": {
        "fr": ("« {value} » n’est pas un pays connu.", "Écrivez son nom ou son code ISO de deux lettres."),
        "en": ("“{value}” is not a known country.", "Write its name or its ISO code of two letters."),
    },
    "country_assumed": {
        "fr": ("Le pays manque ; le code postal est français, la fiche est lue en France.", "Confirmez le pays."),
        "en": ("The country is missing; the postcode is French, so the record is read in France.", "Confirm the country."),
    },
    "country_missing": {
        "fr": ("Le pays manque et rien d’autre ne le dit.", "Complétez le pays."),
        "en": ("The country is missing and nothing else tells it.", "Fill in the country."),
    },
    "name_missing": {
        "fr": ("Le nom ou la raison sociale manque.", "Complétez-le."),
        "en": ("The name is missing.", "Fill it in."),
    },
    "kind_unknown": {
        "fr": ("Rien ne dit si « {value} » est une entreprise, un organisme public ou un particulier.", "Choisissez-le dans la fiche."),
        "en": ("Nothing tells whether “{value}” is a business, a public body or a consumer.", "Choose it in the record."),
    },
    "payment_means_unreadable": {
        "fr": ("« {value} » n’est pas un mode de règlement connu.", "Écrivez virement, prélèvement, CB ou chèque."),
        "en": ("“{value}” is not a known payment means.", "Write transfer, direct debit, card or cheque."),
    },
    "payment_terms_unreadable": {
        "fr": ("« {value} » n’est pas un délai de paiement connu.", "Écrivez par exemple 30 jours, 45 jours fin de mois, à réception."),
        "en": ("“{value}” is not a known payment term.", "Write for example 30 days, 45 days end of month, on receipt."),
    },
    "language_unreadable": {
        "fr": ("« {value} » n’est pas une langue connue.", "Écrivez fr ou en."),
        "en": ("“{value}” is not a known language.", "Write fr or en."),
    },
    "discount_unreadable": {
        "fr": ("La remise « {value} » n’est pas un taux entre 0 et 100.", "Écrivez par exemple 2,5."),
        "en": ("The discount “{value}” is not a rate between 0 and 100.", "Write for example 2.5."),
    },
    "unit_missing": {
        "fr": ("L’unité manque ; l’article est lu à l’unité.", "Confirmez l’unité."),
        "en": ("The unit is missing; the item is read by the unit.", "Confirm the unit."),
    },
    "unit_unknown": {
        "fr": ("« {value} » n’est pas une unité connue.", "Écrivez heure, jour, mois, pièce, kg… ou son code UN/ECE."),
        "en": ("“{value}” is not a known unit.", "Write hour, day, month, piece, kg… or its UN/ECE code."),
    },
    "unit_price_missing": {
        "fr": ("Le prix unitaire manque ou ne se lit pas.", "Complétez-le, hors taxes."),
        "en": ("The unit price is missing or unreadable.", "Fill it in, without VAT."),
    },
    "vat_unknown": {
        "fr": ("« {value} » n’est ni un taux de TVA en vigueur ni une exonération connue.", "Écrivez le taux, ou l’article du CGI (par exemple exo 261-4-4)."),
        "en": ("“{value}” is neither a VAT rate in force nor a known exemption.", "Write the rate, or the article of the CGI (for example exo 261-4-4)."),
    },
    "vat_rate_missing": {
        "fr": ("Le taux de TVA manque.", "Complétez-le."),
        "en": ("The VAT rate is missing.", "Fill it in."),
    },
    "nature_unknown": {
        "fr": ("« {value} » ne dit pas si c’est un bien ou un service.", "Écrivez bien ou service."),
        "en": ("“{value}” does not say goods or service.", "Write goods or service."),
    },
}  # fmt: skip


def finding_sentence(rule: str, language: str, value: str = "") -> str:
    """What the rule says of this value, in "fr" or "en" (any other language reads English)."""
    return FINDINGS[rule]["fr" if language == "fr" else "en"][0].format(value=value)


def fix_sentence(rule: str, language: str) -> str:
    """How to mend what the rule found, in "fr" or "en" (any other language reads English)."""
    return FINDINGS[rule]["fr" if language == "fr" else "en"][1]
