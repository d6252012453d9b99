"""The sentences of every reason, in French and English: what is wrong, then how to mend it."""

Sentence = dict[str, tuple[str, str]]

_ROW_REASONS: dict[str, Sentence] = {
    "total_line": {
        "fr": ("Cette ligne est un total, pas une donnée.", "Rien à faire ; retirez-la du fichier pour ne plus la voir."),
        "en": ("This row is a total, not data.", "Nothing to do; remove it from the file to stop seeing it."),
    },
    "header_repeated": {
        "fr": ("Cette ligne répète les titres des colonnes.", "Rien à faire ; retirez-la du fichier pour ne plus la voir."),
        "en": ("This row repeats the column headers.", "Nothing to do; remove it from the file to stop seeing it."),
    },
    "wrong_column_count": {
        "fr": (
            "Cette ligne a {found} cellules au lieu de {expected}.",
            "Cherchez un séparateur en trop ou manquant, ou un texte à mettre entre guillemets, puis réimportez le fichier.",
        ),
        "en": (
            "This row has {found} cells instead of {expected}.",
            "Look for an extra or missing separator, or a text that needs quotes, then import the file again.",
        ),
    },
    "missing_value": {
        "fr": ("Il manque : {field}.", "Complétez cette cellule dans le fichier, puis réimportez-le."),
        "en": ("The {field} is missing.", "Fill in this cell in the file, then import it again."),
    },
    "impossible_date": {
        "fr": (
            "« {value} » ({field}) n’existe pas dans le calendrier.",
            "Corrigez la date (par exemple 2026-10-31), puis réimportez le fichier.",
        ),
        "en": (
            "“{value}” ({field}) is not in the calendar.",
            "Correct the date (for example 2026-10-31), then import the file again.",
        ),
    },
    "unreadable_date": {
        "fr": (
            "« {value} » ({field}) ne se lit pas comme une date.",
            "Écrivez-la AAAA-MM-JJ ou JJ/MM/AAAA, puis réimportez le fichier.",
        ),
        "en": (
            "“{value}” ({field}) does not read as a date.",
            "Write it YYYY-MM-DD or DD/MM/YYYY, then import the file again.",
        ),
    },
    "unreadable_number": {
        "fr": (
            "« {value} » ({field}) ne se lit pas comme un nombre.",
            "Écrivez des chiffres et une seule virgule, sans autre texte, puis réimportez le fichier.",
        ),
        "en": (
            "“{value}” ({field}) does not read as a number.",
            "Write digits and a single decimal mark, without other text, then import the file again.",
        ),
    },
    "ambiguous_number": {
        "fr": (
            "« {value} » ({field}) peut être un millier ou une décimale : le reste de la colonne ne tranche pas.",
            "Écrivez le nombre sans séparateur de milliers, puis réimportez le fichier.",
        ),
        "en": (
            "“{value}” ({field}) may be thousands or decimals: the rest of the column does not tell.",
            "Write the number without thousands separator, then import the file again.",
        ),
    },
    "negative_quantity": {
        "fr": (
            "La quantité {value} est négative : elle ne se facture pas.",
            "Corrigez-la ; un retour ou une annulation se traite par un avoir.",
        ),
        "en": (
            "The quantity {value} is negative and cannot be invoiced.",
            "Correct it; a return or a cancellation is a matter for a credit note.",
        ),
    },
    "no_quantity": {
        "fr": ("La quantité est nulle : il n’y a rien à facturer.", "Corrigez la quantité, ou laissez cette ligne de côté."),
        "en": ("The quantity is zero: there is nothing to invoice.", "Correct the quantity, or leave this row aside."),
    },
    "negative_price": {
        "fr": ("Le prix {value} est négatif.", "Corrigez-le ; une réduction s’écrit comme une remise, un remboursement comme un avoir."),
        "en": ("The price {value} is negative.", "Correct it; a reduction is written as a discount, a refund as a credit note."),
    },
    "number_too_large": {
        "fr": ("{field} : {value} est trop grand ({largest} au plus).", "Corrigez la valeur, puis réimportez le fichier."),
        "en": ("{field}: {value} is too large ({largest} at most).", "Correct the value, then import the file again."),
    },
    "too_many_decimals": {
        "fr": (
            "{field} : {value} a plus de {decimals} décimales.",
            "Arrondissez la valeur vous-même, puis réimportez le fichier : elle n’est jamais arrondie d’office.",
        ),
        "en": (
            "{field}: {value} has more than {decimals} decimals.",
            "Round the value yourself, then import the file again: it is never rounded for you.",
        ),
    },
    "percentage_out_of_range": {
        "fr": ("{field} : {value} n’est pas entre 0 et 100.", "Corrigez le taux, puis réimportez le fichier."),
        "en": ("{field}: {value} is not between 0 and 100.", "Correct the rate, then import the file again."),
    },
    "end_before_start": {
        "fr": ("La fin ({end}) précède le début ({start}).", "Corrigez l’une des deux dates, puis réimportez le fichier."),
        "en": ("The end ({end}) comes before the start ({start}).", "Correct one of the dates, then import the file again."),
    },
    "duplicate_row": {
        "fr": (
            "Cette ligne répète à l’identique la ligne {first_row} ({identity}) : elle n’est comptée qu’une fois.",
            "Rien à faire si c’est un doublon ; sinon donnez-lui un identifiant ou un numéro de ligne à elle.",
        ),
        "en": (
            "This row repeats row {first_row} ({identity}) word for word: it counts once.",
            "Nothing to do if it is a duplicate; otherwise give it an identifier or a line number of its own.",
        ),
    },
    "conflicting_row": {
        "fr": (
            "Les lignes {first_row} et {other_row} portent le même identifiant ({identity}) mais diffèrent ({differences}).",
            "Gardez la bonne, ou donnez à chacune son identifiant, puis réimportez le fichier.",
        ),
        "en": (
            "Rows {first_row} and {other_row} bear the same identifier ({identity}) but differ ({differences}).",
            "Keep the right one, or give each its own identifier, then import the file again.",
        ),
    },
    "value_too_long": {
        "fr": ("{field} dépasse {limit} caractères.", "Raccourcissez ce texte, puis réimportez le fichier."),
        "en": ("The {field} is longer than {limit} characters.", "Shorten this text, then import the file again."),
    },
    "control_characters": {
        "fr": (
            "Cette ligne contient des caractères invisibles interdits ({value}).",
            "Réexportez le fichier depuis sa source : il est sans doute abîmé.",
        ),
        "en": (
            "This row holds forbidden invisible characters ({value}).",
            "Export the file again from its source: it is probably damaged.",
        ),
    },
    "spreadsheet_error": {
        "fr": (
            "{field} : le tableur affiche une erreur ({value}).",
            "Corrigez la formule ou remplacez-la par sa valeur, puis réimportez le fichier.",
        ),
        "en": (
            "{field}: the spreadsheet shows an error ({value}).",
            "Mend the formula or replace it with its value, then import the file again.",
        ),
    },
    "unknown_buyer": {
        "fr": (
            "Aucun client n’a le code « {code} ».",
            "Importez ce client ou corrigez le code : la ligne sera reprise d’elle-même.",
        ),
        "en": (
            "No buyer has the code “{code}”.",
            "Import this buyer or correct the code: the row will be taken up again by itself.",
        ),
    },
    "unknown_item": {
        "fr": (
            "Aucun article n’a le code « {code} ».",
            "Importez cet article ou corrigez le code : la ligne sera reprise d’elle-même.",
        ),
        "en": (
            "No item has the code “{code}”.",
            "Import this item or correct the code: the row will be taken up again by itself.",
        ),
    },
    "unknown_contract": {
        "fr": (
            "Aucun contrat ne porte le numéro « {code} ».",
            "Importez ce contrat ou corrigez le numéro : la ligne sera reprise d’elle-même.",
        ),
        "en": (
            "No contract bears the number “{code}”.",
            "Import this contract or correct the number: the row will be taken up again by itself.",
        ),
    },
    "already_recorded": {
        "fr": (
            "« {identity} » est déjà enregistré, par un fichier reçu auparavant.",
            "Rien à faire si c’est le même ; sinon donnez-lui un identifiant à lui.",
        ),
        "en": (
            "“{identity}” is already recorded, from a file received earlier.",
            "Nothing to do if it is the same; otherwise give it an identifier of its own.",
        ),
    },
    "contradicts_record": {
        "fr": (
            "« {identity} » est déjà enregistré, avec un autre contenu.",
            "Vérifiez lequel est juste ; donnez au nouveau son identifiant, ou mettez fin à l’ancien.",
        ),
        "en": (
            "“{identity}” is already recorded, with another content.",
            "Check which one is right; give the new one an identifier of its own, or end the old one.",
        ),
    },
    "unreadable_discount": {
        "fr": ("La remise « {value} » n’est pas un taux entre 0 et 100.", "Écrivez par exemple 2,5, puis réimportez le fichier."),
        "en": ("The discount “{value}” is not a rate between 0 and 100.", "Write for example 2.5, then import the file again."),
    },
    "unreadable_periodicity": {
        "fr": ("« {value} » n’est pas une périodicité connue.", "Écrivez mensuel, trimestriel ou annuel, puis réimportez le fichier."),
        "en": ("“{value}” is not a known periodicity.", "Write monthly, quarterly or yearly, then import the file again."),
    },
    "unreadable_billing": {
        "fr": ("« {value} » ne dit pas si le terme est échu ou à échoir.", "Écrivez « échu » ou « à échoir », puis réimportez le fichier."),
        "en": ("“{value}” does not say in advance or in arrears.", "Write “in advance” or “in arrears”, then import the file again."),
    },
}  # fmt: skip

_FILE_REASONS: dict[str, Sentence] = {
    "empty_file": {
        "fr": ("Ce fichier est vide.", "Réexportez-le depuis sa source."),
        "en": ("This file is empty.", "Export it again from its source."),
    },
    "file_too_large": {
        "fr": ("Ce fichier est trop gros ({size} Mo ; {limit} au plus).", "Découpez-le en plusieurs fichiers."),
        "en": ("This file is too large ({size} MB; {limit} at most).", "Split it into several files."),
    },
    "binary_file": {
        "fr": ("Ce n’est ni un texte ni un classeur ({what}).", "Enregistrez-le en CSV (UTF-8), .xlsx ou .ods."),
        "en": ("This is neither a text nor a workbook ({what}).", "Save it as CSV (UTF-8), .xlsx or .ods."),
    },
    "old_workbook": {
        "fr": (
            "Ce classeur est protégé par un mot de passe ou dans un ancien format.",
            "Ouvrez-le et enregistrez-le en .xlsx, sans mot de passe.",
        ),
        "en": (
            "This workbook is protected by a password or in an old format.",
            "Open it and save it as .xlsx, without password.",
        ),
    },
    "damaged_workbook": {
        "fr": ("Ce classeur est abîmé et ne s’ouvre pas ({what}).", "Ouvrez-le dans un tableur, enregistrez-le à nouveau en .xlsx."),
        "en": ("This workbook is damaged and does not open ({what}).", "Open it in a spreadsheet and save it again as .xlsx."),
    },
    "workbook_too_large": {
        "fr": (
            "Ce classeur se déplie en plus de {limit} : il pourrait être un piège.",
            "Gardez la seule feuille utile, effacez lignes et colonnes vides, ou enregistrez en CSV.",
        ),
        "en": (
            "This workbook unfolds to more than {limit}: it may be a trap.",
            "Keep the one useful sheet, delete empty rows and columns, or save it as CSV.",
        ),
    },
    "encoding_unknown": {
        "fr": (
            "L’encodage de ce texte n’est pas reconnu (octet {byte} à la position {position}).",
            "Réenregistrez le fichier en UTF-8.",
        ),
        "en": (
            "The encoding of this text is not recognised (byte {byte} at position {position}).",
            "Save the file again as UTF-8.",
        ),
    },
    "line_too_long": {
        "fr": (
            "La ligne {row} dépasse {limit} caractères.",
            "Vérifiez les fins de ligne et les guillemets, puis réexportez le fichier.",
        ),
        "en": ("Row {row} is longer than {limit} characters.", "Check line ends and quotes, then export the file again."),
    },
    "unbalanced_quotes": {
        "fr": (
            "Un guillemet ouvert vers la ligne {row} n’est pas refermé comme il faut.",
            "Fermez-le, doublez les guillemets à l’intérieur d’un texte, puis réimportez le fichier.",
        ),
        "en": (
            "A quote opened near row {row} is not closed as it should be.",
            "Close it, double the quotes inside a text, then import the file again.",
        ),
    },
    "too_many_columns": {
        "fr": ("Ce fichier a {found} colonnes ({limit} au plus).", "Gardez les colonnes utiles, puis réimportez-le."),
        "en": ("This file has {found} columns ({limit} at most).", "Keep the useful columns, then import it again."),
    },
    "kind_unknown": {
        "fr": (
            "Les colonnes ne disent pas ce que contient ce fichier (vu : {seen} ; manque au plus près : {missing}).",
            "Nommez les colonnes, par exemple « {example} », ou retirez les lignes au-dessus des titres.",
        ),
        "en": (
            "The columns do not tell what this file holds (seen: {seen}; nearest lacks: {missing}).",
            "Name the columns, for example “{example}”, or remove the rows above the headers.",
        ),
    },
    "kind_ambiguous": {
        "fr": ("Ce fichier peut être : {kinds}.", "Dites lequel en l’important (son genre), ou précisez les titres des colonnes."),
        "en": ("This file may be: {kinds}.", "Say which when importing it (its kind), or make the column headers more precise."),
    },
    "column_twice": {
        "fr": (
            "Les colonnes « {first} » et « {second} » disent toutes deux : {field}, avec des contenus différents.",
            "Renommez ou supprimez l’une des deux, puis réimportez le fichier.",
        ),
        "en": (
            "Columns “{first}” and “{second}” both give the {field}, with different contents.",
            "Rename or remove one of them, then import the file again.",
        ),
    },
    "dates_ambiguous": {
        "fr": (
            "Rien dans la colonne « {column} » ne dit si {value} est jour/mois ou mois/jour.",
            "Écrivez les dates AAAA-MM-JJ, puis réimportez le fichier.",
        ),
        "en": (
            "Nothing in column “{column}” tells whether {value} is day/month or month/day.",
            "Write the dates YYYY-MM-DD, then import the file again.",
        ),
    },
    "numbers_ambiguous": {
        "fr": (
            "Rien dans la colonne « {column} » ne dit si {value} a des milliers ou des décimales.",
            "Écrivez les nombres sans séparateur de milliers, puis réimportez le fichier.",
        ),
        "en": (
            "Nothing in column “{column}” tells whether {value} has thousands or decimals.",
            "Write the numbers without thousands separator, then import the file again.",
        ),
    },
    "several_sheets": {
        "fr": ("Plusieurs feuilles conviennent : {sheets}.", "Gardez-en une par classeur, puis réimportez-le."),
        "en": ("Several sheets would do: {sheets}.", "Keep one in each workbook, then import it again."),
    },
    "no_rows": {
        "fr": ("Ce fichier a des titres mais aucune ligne.", "Réexportez-le avec ses données."),
        "en": ("This file has headers but no row.", "Export it again with its data."),
    },
}  # fmt: skip

REASONS: dict[str, Sentence] = {**_ROW_REASONS, **_FILE_REASONS}

UNKNOWN_REASON: Sentence = {
    "fr": ("Cette ligne ne peut pas être utilisée ({code}).", "Corrigez-la dans le fichier, puis réimportez-le."),
    "en": ("This row cannot be used ({code}).", "Correct it in the file, then import it again."),
}

FIELD_WORDS: dict[str, dict[str, str]] = {
    "code": {"fr": "code", "en": "code"},
    "name": {"fr": "désignation ou nom", "en": "name"},
    "unit": {"fr": "unité", "en": "unit"},
    "unit_price": {"fr": "prix unitaire", "en": "unit price"},
    "vat": {"fr": "TVA", "en": "VAT"},
    "nature": {"fr": "nature", "en": "nature"},
    "line_1": {"fr": "adresse", "en": "address"},
    "line_2": {"fr": "complément d’adresse", "en": "second address line"},
    "post_code": {"fr": "code postal", "en": "postcode"},
    "city": {"fr": "ville", "en": "city"},
    "country": {"fr": "pays", "en": "country"},
    "legal_identifier": {"fr": "SIREN ou SIRET", "en": "SIREN or SIRET"},
    "vat_identifier": {"fr": "numéro de TVA", "en": "VAT number"},
    "email": {"fr": "courriel", "en": "e-mail"},
    "telephone": {"fr": "téléphone", "en": "telephone"},
    "iban": {"fr": "IBAN", "en": "IBAN"},
    "payment_means": {"fr": "mode de règlement", "en": "payment means"},
    "payment_terms": {"fr": "délai de paiement", "en": "payment terms"},
    "language": {"fr": "langue", "en": "language"},
    "discount": {"fr": "remise", "en": "discount"},
    "comment": {"fr": "commentaire", "en": "comment"},
    "contract_number": {"fr": "numéro de contrat", "en": "contract number"},
    "buyer_code": {"fr": "code client", "en": "buyer code"},
    "item_code": {"fr": "code article", "en": "item code"},
    "quantity": {"fr": "quantité", "en": "quantity"},
    "start_date": {"fr": "date de début", "en": "start date"},
    "end_date": {"fr": "date de fin", "en": "end date"},
    "periodicity": {"fr": "périodicité", "en": "periodicity"},
    "billing": {"fr": "terme (échu ou à échoir)", "en": "billing (in advance or in arrears)"},
    "purchase_order_reference": {"fr": "bon de commande", "en": "purchase order"},
    "conditions": {"fr": "conditions", "en": "conditions"},
    "event_id": {"fr": "identifiant de l’événement", "en": "event identifier"},
    "used_at": {"fr": "horodatage", "en": "moment of use"},
    "order_number": {"fr": "numéro de commande", "en": "order number"},
    "line_number": {"fr": "numéro de ligne", "en": "line number"},
    "order_date": {"fr": "date de commande", "en": "order date"},
    "delivery_date": {"fr": "date de livraison", "en": "delivery date"},
    "buyer_reference": {"fr": "référence client", "en": "buyer reference"},
}
