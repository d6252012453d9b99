"""The words of the checks against a buyer's past and standing, in French and English."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of one rule. Placeholders are filled from the evidence."""

    fr: str
    en: str
    mend_fr: str
    mend_en: str
    grantable: bool = True  # False: law or norm forbids to issue it as it is, only the source can be mended


HOUSE_SENTENCES: Mapping[str, Sentence] = {
    "amount_unusual": Sentence(
        "Le total de {total_with_vat} TTC s'écarte de ce que ce client paie d'habitude : {usual} en moyenne sur "
        "{count} factures, de {low} à {high}.",
        "The total of {total_with_vat} with VAT is far from what this customer usually pays: {usual} on average "
        "over {count} invoices, from {low} to {high}.",
        "Vérifiez les quantités et les prix ; accordez l'exception si le montant est le bon.",
        "Check quantities and prices; grant the exception if the amount is right.",
    ),
    "first_invoice": Sentence(
        "C'est la première facture de ce client, et son total de {total_with_vat} TTC dépasse {limit}.",
        "This is the customer's first invoice, and its total of {total_with_vat} with VAT is above {limit}.",
        "Vérifiez la fiche du client, son adresse et ses conditions, puis accordez l'exception.",
        "Check the customer's record, address and terms, then grant the exception.",
    ),
    "near_duplicate": Sentence(
        "Ce client a déjà les mêmes lignes au même prix sur {other}, du {other_date}.",
        "This customer already has the same lines at the same price on {other}, of {other_date}.",
        "Comparez les deux ; accordez l'exception s'il s'agit bien de deux ventes.",
        "Compare both; grant the exception if they really are two sales.",
    ),
    "vat_unusual": Sentence(
        "La TVA est inhabituelle pour ce client : {new_words}, au lieu de {usual_words}.",
        "The VAT is unusual for this customer: {new_words}, instead of {usual_words}.",
        "Vérifiez l'article et la fiche du client ; accordez l'exception si cette TVA est la bonne.",
        "Check the item and the customer's record; grant the exception if this VAT is right.",
    ),
    "secrecy_broken": Sentence(
        "Un nom d'article sous secret professionnel en dit trop : {words}. Ce nom est transmis à l'administration.",
        "The name of an item under professional secrecy tells too much: {words}. That name goes to the State.",
        "Donnez à l'article un nom confidentiel général (« Prestation juridique ») ; le détail reste pour le client.",
        "Give the item a general confidential name (“Legal service”); the details stay for the customer.",
    ),
    "disbursement_unproved": Sentence(
        "Un débours manque de preuve (lignes {lines}) : il se comptabilise en compte 467, et la copie de la pièce au "
        "nom du client l'accompagne.",
        "A disbursement lacks proof (lines {lines}): it is booked in an account 467, and the copy of the receipt in "
        "the customer's name goes with it.",
        "Complétez le compte de l'article et joignez la copie à la commande, ou accordez l'exception si le "
        "justificatif a été remis autrement.",
        "Complete the item's account and attach the copy to the order, or grant the exception if the copy was handed "
        "over in another way.",
    ),
    "copy_unchanged": Sentence(
        "Ceci est la copie de la facture {other}, qui a été annulée : rien n'y a encore été modifié.",
        "This is a copy of invoice {other}, which was cancelled: nothing on it was changed yet.",
        "Modifiez ce qui était faux, ou accordez l'exception si la copie est juste telle quelle.",
        "Edit what was wrong, or grant the exception if the copy is right as it stands.",
    ),
    "overpaid": Sentence(
        "Ce qui a été payé d'avance dépasse la facture de {amount}.",
        "What was paid in advance is {amount} more than the invoice.",
        "Rendez le surplus, ou affectez-le à une autre facture, puis accordez l'exception.",
        "Give the rest back, or use it for another invoice, then grant the exception.",
    ),
    "buyer_blocked": Sentence(
        "Les factures de ce client sont bloquées depuis le {since} par {by} : {reason}",
        "This customer's invoices have been blocked since {since} by {by}: {reason}",
        "Levez le blocage dans la fiche du client, ou accordez l'exception à deux.",
        "Lift the block in the customer's record, or grant the exception with a second person.",
    ),
    "buyer_disputed": Sentence(
        "Un litige avec ce client est ouvert depuis le {since} par {by} : {reason}",
        "A dispute with this customer has been open since {since} by {by}: {reason}",
        "Réglez le litige, ou accordez l'exception si cette facture n'en fait pas partie.",
        "Settle the dispute, or grant the exception if this invoice is no part of it.",
    ),
    "bank_details_changed": Sentence(
        "Les coordonnées bancaires {party_fr} changent : une demande du {since} attend sa confirmation ou la fin du "
        "délai de prudence.",
        "The bank details of {party_en} are changing: a request of {since} waits for its confirmation or for the "
        "cooling-off time.",
        "Confirmez ou refusez le changement, après un appel à un numéro connu.",
        "Confirm or refuse the change, after a call to a known number.",
    ),
    "amount_needs_four_eyes": Sentence(
        "Le total de {total_with_vat} TTC dépasse {limit} : deux personnes doivent l'approuver.",
        "The total of {total_with_vat} with VAT is above {limit}: two people have to approve it.",
        "Approuvez-le, puis demandez l'accord d'une seconde personne.",
        "Approve it, then ask a second person to agree.",
    ),
}
