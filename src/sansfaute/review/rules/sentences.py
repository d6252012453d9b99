"""What each exception says to a person, in French and English: what is wrong, why, how to mend."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sansfaute.review.rules.house_sentences import HOUSE_SENTENCES, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "buyer_name_missing": Sentence(
        "Le client n'a pas de nom.",
        "The customer has no name.",
        "Complétez la raison sociale dans la fiche du client.",
        "Fill in the name in the customer's record.",
        grantable=False,
    ),
    "buyer_address_missing": Sentence(
        "L'adresse du client est incomplète : elle est obligatoire sur une facture.",
        "The customer's address is incomplete; an invoice must show it.",
        "Complétez l'adresse dans la fiche du client.",
        "Complete the address in the customer's record.",
        grantable=False,
    ),
    "buyer_kind_unknown": Sentence(
        "On ne sait pas si le client est un professionnel, un organisme public ou un particulier.",
        "It is not known whether the customer is a business, a public body or a consumer.",
        "Indiquez-le dans la fiche du client : le canal d'envoi et la TVA en dépendent.",
        "State it in the customer's record: the channel and the VAT depend on it.",
        grantable=False,
    ),
    "siren_missing": Sentence(
        "Le SIREN du client manque : il est obligatoire pour un client professionnel français.{proposed_fr}",
        "The customer's SIREN is missing; it is compulsory for a French business customer.{proposed_en}",
        "Complétez le SIREN dans la fiche du client.",
        "Fill in the SIREN in the customer's record.",
        grantable=False,
    ),
    "siren_wrong": Sentence(
        "Le SIREN ou SIRET du client est faux : « {value} ».",
        'The customer\'s SIREN or SIRET is wrong: "{value}".',
        "Corrigez-le d'après un document du client ou l'annuaire des entreprises.",
        "Correct it from one of the customer's documents or the company register.",
        grantable=False,
    ),
    "purchase_order_missing": Sentence(
        "Le contrat interdit de facturer sans bon de commande, et il manque.",
        "The contract forbids invoicing without a purchase order, and it is missing.",
        "Demandez le numéro au client et complétez le contrat, ou accordez l'exception.",
        "Ask the customer for the number and complete the contract, or grant the exception.",
    ),
    "discount_above_limit": Sentence(
        "Une remise de {percentage} % dépasse la limite de {limit} %.",
        "A discount of {percentage} % is above the limit of {limit} %.",
        "Accordez-la avec un motif, ou corrigez la remise à la source.",
        "Grant it with a reason, or correct the discount at its source.",
    ),
    "payment_term_above_limit": Sentence(
        "Le délai de règlement de {days} jours dépasse la limite de {limit} jours.",
        "The payment term of {days} days is above the limit of {limit} days.",
        "Accordez-le avec un motif, ou ramenez-le dans le contrat, la fiche du client ou le brouillon.",
        "Grant it with a reason, or shorten it in the contract, the customer's record or the draft.",
    ),
    "payment_term_beyond_law": Sentence(
        "L'échéance du {due_date} dépasse le maximum légal, le {limit} ({source}).",
        "The due date {due_date} is beyond the legal maximum, {limit} ({source}).",
        "Ramenez le délai dans le contrat au maximum légal.",
        "Bring the term in the contract back to the legal maximum.",
    ),
    "treatment_unknown": Sentence(
        "Le régime de TVA de {lines} ligne(s) n'est pas certain. {reasons_fr}",
        "The VAT treatment of {lines} line(s) is not certain. {reasons_en}",
        "Complétez la fiche du client (pays, n° de TVA, nature), puis refaites le brouillon.",
        "Complete the customer's record (country, VAT number, kind), then make the draft again.",
    ),
    "exchange_rate_missing": Sentence(
        "Aucun taux de change de {currency} publié dans la semaine au {day} n'est connu : la TVA en euros manque.",
        "No exchange rate of {currency} published in the week until {day} is known: the VAT in euro is missing.",
        "Enregistrez le taux du jour (BCE ou Banque de France), ou importez leur fichier : sansfaute rates FICHIER.",
        "Record the rate of that day (ECB or Banque de France), or import their file: sansfaute rates FILE.",
        grantable=False,
    ),
    "conditions_unread": Sentence(
        "Une condition du contrat n'a pas été comprise : {texts}.",
        "A clause of the contract was not understood: {texts}.",
        "Lisez-la, puis accordez l'exception si elle ne change rien à la facture.",
        "Read it, then grant the exception if it changes nothing on the invoice.",
    ),
    "amount_not_positive": Sentence(
        "Le total TTC est de {total_with_vat}.",
        "The total with VAT is {total_with_vat}.",
        "Vérifiez les lignes : un avoir est un autre document.",
        "Check the lines: a credit note is another document.",
    ),
    "duplicate_suspected": Sentence(
        "Ce brouillon ressemble trait pour trait à {other}.",
        "This draft looks exactly like {other}.",
        "Comparez les deux ; accordez l'exception s'il s'agit bien de deux ventes.",
        "Compare both; grant the exception if they really are two sales.",
    ),
    "changed_since_simulation": Sentence(
        "Ce document n'est pas celui de la simulation : {before_total} TTC et {before_lines} ligne(s) simulés, "
        "{after_total} TTC et {after_lines} ligne(s) à présent.",
        "This document is not the one that was simulated: {before_total} with VAT and {before_lines} line(s) "
        "then, {after_total} with VAT and {after_lines} line(s) now.",
        "Comparez les deux ; accordez l'exception si le document d'aujourd'hui est le bon.",
        "Compare both; grant the exception if today's document is the right one.",
    ),
    **HOUSE_SENTENCES,
    "norm_broken": Sentence(
        "Le document ne respecte pas la norme : {rules}.",
        "The document breaks the norm: {rules}.",
        "Corrigez la donnée désignée par chaque règle.",
        "Mend the datum that each rule names.",
        grantable=False,
    ),
    "official_rules_failed": Sentence(
        "Les règles officielles refusent le document : {rules}.",
        "The official rules refuse the document: {rules}.",
        "Corrigez la donnée désignée par chaque règle.",
        "Mend the datum that each rule names.",
        grantable=False,
    ),
    "official_rules_not_run": Sentence(
        "Les règles officielles n'ont pas pu être exécutées : {why}.",
        "The official rules could not be run: {why}.",
        "Réparez l'installation (« sansfaute doctor »), puis refaites le contrôle.",
        'Mend the installation ("sansfaute doctor"), then check again.',
        grantable=False,
    ),
}


VAT_NAMES: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "Z": "taux zéro", "E": "exonérée", "AE": "autoliquidation", "K": "livraison dans l'UE", "G": "exportation",
        "O": "hors champ",
    },
    "en": {
        "Z": "zero rate", "E": "exempt", "AE": "reverse charge", "K": "supply in the EU", "G": "export",
        "O": "out of scope",
    },
}  # fmt: skip


def exception_sentence(rule: str, evidence: Mapping[str, Any], language: str) -> str:
    """What is wrong, in the language ("fr" or "en"), with the evidence filled in."""
    sentence = SENTENCES[rule]
    words = _words(evidence, language)
    return (sentence.fr if language == "fr" else sentence.en).format_map(words).strip()


def mend_sentence(rule: str, language: str) -> str:
    """How to mend it."""
    return SENTENCES[rule].mend_fr if language == "fr" else SENTENCES[rule].mend_en


def may_be_granted(rule: str) -> bool:
    """Whether a person may let it pass as it is; otherwise only its source can be mended."""
    return SENTENCES[rule].grantable


def _words(evidence: Mapping[str, Any], language: str) -> dict[str, str]:
    proposed = str(evidence.get("proposed") or "")
    derived = {
        "proposed_fr": f" Son n° de TVA donnerait {proposed}." if proposed else "",
        "proposed_en": f" Its VAT number would give {proposed}." if proposed else "",
        "reasons_fr": " ".join(evidence.get("fr") or []),
        "reasons_en": " ".join(evidence.get("en") or []),
        "new_words": vat_words(evidence.get("new") or [], language),
        "usual_words": vat_words(evidence.get("usual") or [], language),
    }
    return {**{key: _plain(value, language) for key, value in evidence.items()}, **derived}


def vat_words(treatments: Iterable[str], language: str) -> str:
    """ "20 %, exonérée (E)" of ["S 20", "E"]."""
    if isinstance(treatments, str):
        return ""
    names = VAT_NAMES["fr" if language == "fr" else "en"]
    shown = []
    for one in treatments:
        category, _, rate = str(one).partition(" ")
        shown.append(f"{_number(rate, language)} %" if rate else f"{names.get(category, category)} ({category})")
    return ", ".join(shown)


def _plain(value: Any, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one, language) for one in value)
    text = str(value)
    return _day(text, language) if len(text) == 10 and text[4:5] == text[7:8] == "-" else _number(text, language)


def _day(text: str, language: str) -> str:
    form: dict[str, Callable[[date], str]] = {"fr": lambda day: f"{day:%d/%m/%Y}", "en": lambda day: f"{day:%-d %B %Y}"}
    return form["fr" if language == "fr" else "en"](date.fromisoformat(text))


def _number(text: str, language: str) -> str:
    plain = text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "", 1).isdigit() else text
    return plain.replace(".", ",") if language == "fr" and plain.replace(".", "", 1).isdigit() else plain
