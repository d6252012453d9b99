"""Why a line bears its VAT, as a tree: the row of the table, what it looked at, and what proves it."""

from collections.abc import Iterator, Mapping

from sansfaute.drafts.rules.operations import OPERATIONS, OSS_OPTIONS, REGIMES
from sansfaute.drafts.rules.treatments import Situation, Treatment
from sansfaute.drafts.rules.vat_words import KINDS, NATURES, TERRITORIES, VIES, evidence_words, french_number
from sansfaute.lib.derivations import Derivation


def derivation(treatment: Treatment, given: Situation) -> Derivation:
    """The treatment of a line of that situation, with what decided it; value such as "S 20 %" or "AE 0 %"."""
    unsure = ("", "") if treatment.known else (" À décider par une personne.", " A person must decide.")
    return Derivation(
        name="vat_treatment",
        value=treatment.category if treatment.category == "O" else f"{treatment.category} {treatment.rate:f} %",
        fr=treatment.why_fr + unsure[0],
        en=treatment.why_en + unsure[1],
        source=treatment.row.source,
        parts=(*_facts(given), *_rate_and_mention(treatment, given), *_evidence(treatment)),
    )


def _facts(given: Situation) -> Iterator[Derivation]:
    """What the table looked at, leaving out what was not said."""
    fr, en = TERRITORIES[given.territory]
    yield Derivation(name="territory", value=given.territory, fr=f"Lieu de l'opération : {fr}.", en=f"Place: {en}.")
    fr, en = NATURES[given.nature]
    yield Derivation(name="nature", value=given.nature, fr=f"Nature : {fr}.", en=f"Nature: {en}.")
    fr, en = KINDS[given.buyer_kind]
    yield Derivation(name="buyer_kind", value=given.buyer_kind, fr=f"Client : {fr}.", en=f"Customer: {en}.")
    if given.seller_regime != "normal":
        words = REGIMES.get(given.seller_regime, {"fr": "inconnu", "en": "unknown"})
        yield _said("seller_regime", given.seller_regime, "Régime du vendeur", "Regime of the seller", words)
    if given.operation:
        words = OPERATIONS.get(given.operation, {"fr": "inconnue", "en": "unknown"})
        yield _said("operation", given.operation, "Opération", "Operation", words)
    if given.oss:
        yield _said("oss", given.oss, "Ventes à distance", "Distance sales", OSS_OPTIONS[given.oss])
    if given.corsica_list:
        words = {"fr": given.corsica_list, "en": given.corsica_list}
        yield _said("corsica_list", given.corsica_list, "Liste de la Corse", "Corsica's list", words)
    yield from _number(given)


def _said(name: str, value: str, fr: str, en: str, words: Mapping[str, str]) -> Derivation:
    return Derivation(name=name, value=value, fr=f"{fr} : {words['fr']}.", en=f"{en}: {words['en']}.")


def _number(given: Situation) -> Iterator[Derivation]:
    """The VAT number of the buyer, and what VIES said of it and when."""
    if given.has_vat_number:
        yield Derivation(
            name="vat_identifier",
            value="valid",
            fr="Le n° de TVA du client a la bonne clé et le bon pays.",
            en="The customer's VAT number has the right check digits and country.",
        )
    if given.vies:
        fr, en = VIES[given.vies]
        day_fr = f" le {given.vies_date:%d/%m/%Y}" if given.vies_date else ""
        day_en = f" on {given.vies_date:%Y-%m-%d}" if given.vies_date else ""
        date_given = given.vies_date.isoformat() if given.vies_date else ""
        yield Derivation(
            name="vies",
            value=given.vies,
            fr=f"VIES a répondu{day_fr} : {fr}.",
            en=f"VIES answered{day_en}: {en}.",
            source=f"VIES {date_given}".strip(),
        )


def _rate_and_mention(treatment: Treatment, given: Situation) -> Iterator[Derivation]:
    if given.rate is not None:
        rate = french_number(given.rate)
        yield Derivation(
            name="item_rate",
            value=f"{given.rate:f}",
            fr=f"Taux de l'article : {rate} %.",
            en=f"Rate of the item: {given.rate.normalize():f} %.",
        )
    if treatment.foreign_rate is not None:
        confirmed = given.foreign_rate is not None
        yield Derivation(
            name="foreign_rate",
            value=f"{treatment.foreign_rate:f}",
            fr=f"Taux du pays {given.country_code} : {french_number(treatment.foreign_rate)} %"
            + (", confirmé par le vendeur." if confirmed else ", à confirmer."),
            en=f"Rate in {given.country_code}: {treatment.foreign_rate.normalize():f} %"
            + (", confirmed by the seller." if confirmed else ", to be confirmed."),
        )
    if treatment.mention:
        yield Derivation(
            name="mention",
            value=treatment.mention,
            fr=f"Mention de la facture : « {treatment.mention} ».",
            en=f'Mention on the invoice: "{treatment.mention}".',
            source=treatment.exemption_reason_code,
        )


def _evidence(treatment: Treatment) -> Iterator[Derivation]:
    for name in treatment.row.evidence:
        fr, en = evidence_words(name)
        yield Derivation(name="evidence", value=name, fr=f"À conserver : {fr}.", en=f"To keep: {en}.")
