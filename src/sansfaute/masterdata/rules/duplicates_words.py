"""Words that names and addresses are made of: what is left out, what is written in one way."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words(
    "de du des d la le les l et and the of a au aux en sur sous chez und der die das von van y el societe ste"
)

IN_NAMES = {
    "st": "saint", "sts": "saints", "ets": "etablissements", "etab": "etablissements", "etabl": "etablissements",
    "etablissement": "etablissements", "ent": "entreprise", "entr": "entreprise", "soc": "societe", "frs": "freres",
    "frere": "freres", "transp": "transports", "tpts": "transports", "trans": "transports", "transport": "transports",
    "constr": "construction", "constructions": "construction", "boul": "boulangerie", "rest": "restaurant",
    "pharm": "pharmacie", "intl": "international", "internat": "international", "assoc": "association",
    "ass": "association", "assurances": "assurance", "gen": "general", "gal": "general", "elec": "electricite",
    "clin": "clinique", "lab": "laboratoire", "labo": "laboratoire", "cab": "cabinet", "univ": "universite",
    "lyc": "lycee", "coll": "college", "cie": "compagnie", "imp": "imprimerie", "gge": "garage", "carr": "carrosserie",
    "ch": "centre hospitalier", "chu": "chu", "dr": "docteur", "bros": "brothers", "co": "company",
}  # fmt: skip
"""What abbreviations in names stand for."""

LEGAL_PHRASES = {
    "societe a responsabilite limitee": "sarl", "societe par actions simplifiee unipersonnelle": "sasu",
    "societe par actions simplifiee": "sas", "societe anonyme": "sa", "societe civile immobiliere": "sci",
    "societe en nom collectif": "snc", "entreprise unipersonnelle a responsabilite limitee": "eurl",
    "entreprise individuelle": "ei", "auto entrepreneur": "ei", "micro entreprise": "ei", "s a r l": "sarl",
    "s a s u": "sasu", "s a s": "sas", "s c i": "sci", "s n c": "snc", "e u r l": "eurl",
}  # fmt: skip

STREET_TYPES = _words(
    "rue avenue boulevard place allee chemin route impasse quai cours square passage faubourg esplanade villa "
    "residence lotissement zone sentier ruelle promenade rond point lieu hameau strasse street road via calle rua"
)

IN_STREETS = {
    "r": "rue", "av": "avenue", "ave": "avenue", "aven": "avenue", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "boul": "boulevard", "pl": "place", "all": "allee", "al": "allee", "allees": "allee",
    "ch": "chemin", "che": "chemin", "chem": "chemin", "rte": "route", "imp": "impasse", "q": "quai", "crs": "cours",
    "sq": "square", "pass": "passage", "pas": "passage", "fg": "faubourg", "fbg": "faubourg", "esp": "esplanade",
    "res": "residence", "lot": "lotissement", "za": "zone", "zi": "zone", "zac": "zone", "zae": "zone",
    "st": "saint", "ste": "sainte", "gal": "general", "gl": "general", "gen": "general", "mal": "marechal",
    "marechal": "marechal", "pdt": "president", "pres": "president", "dr": "docteur", "prof": "professeur",
    "str": "strasse", "rd": "road", "vx": "vieux", "gd": "grand", "gde": "grande", "ld": "lieu",
}  # fmt: skip
"""What abbreviations in addresses stand for."""

FREE_DOMAINS = _words(
    "gmail.com googlemail.com orange.fr wanadoo.fr free.fr hotmail.com hotmail.fr yahoo.com yahoo.fr laposte.net "
    "sfr.fr outlook.com outlook.fr live.com live.fr icloud.com me.com gmx.fr gmx.com gmx.de neuf.fr bbox.fr aol.com "
    "numericable.fr club-internet.fr aliceadsl.fr msn.com protonmail.com proton.me t-online.de web.de bluewin.ch "
    "libero.it skynet.be telenet.be example.com exemple.fr"
)
"""Domains of e-mail that anybody may have: they tie nobody to anybody."""

ROLE_MAILBOXES = _words(
    "contact compta comptabilite comptable facturation facture factures info infos accueil admin administration mairie "
    "commande commandes achat achats service secretariat direction commercial office mail bonjour hello accounting "
    "billing invoices sales ap"
)
"""Mailboxes that every company has."""
