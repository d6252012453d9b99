"""Companies, public bodies and persons for `make_messy.py`: right in every field, before any dirt."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

import messy_numbers as numbers
import messy_words as words

COLUMNS = (
    "Code client", "Raison sociale", "Adresse", "Adresse 2", "CP", "Ville", "Pays", "SIREN/SIRET", "N° TVA", "Courriel",
    "Tél.", "IBAN", "Mode de règlement", "Délai", "Langue", "Remise", "Commentaire",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """One customer as it is: `entity` is what it is in the world, `kind` what the truth calls it."""

    entity: str
    kind: str  # b2b, b2c, b2g, eu, export
    name: str
    line: str
    post_code: str
    city: str
    country: str
    siren: str = ""
    siret: str = ""
    vat: str = ""
    email: str = ""
    telephone: str = ""  # with its country code
    iban: str = ""
    more: dict[str, str] = field(default_factory=dict)  # line_2, means, terms, language, discount, comment


def companies(chance: Random) -> Iterator[Company]:
    """Customers without end; establishments, families, homonyms and shops of one brand follow each other."""
    number = 0
    while True:
        for one in _batch(chance):
            yield replace(one, entity=f"E{number:06d}")
            number += 1


def _batch(chance: Random) -> list[Company]:
    draw = chance.random()
    for share, make in _SHARES:
        draw -= share
        if draw < 0:
            return make(chance)
    return [_business(chance)]


def slug(text: str) -> str:
    """The text as it stands in a domain."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe")).encode("ascii", "ignore").decode()
    return "-".join("".join(one if one.isalnum() else " " for one in plain).split())


def _street(chance: Random) -> str:
    number = f"{chance.randrange(1, 200)}{chance.choice(('', '', '', '', ' bis', ' ter', ' B'))}"
    return f"{number} {chance.choice(words.STREET_KINDS)} {chance.choice(words.STREETS)}"


def business_name(chance: Random) -> str:
    """A trade name without legal form."""
    surname, draw = chance.choice(words.SURNAMES), chance.random()
    trade = chance.choice(words.TRADES)
    if draw < 0.34:
        return f"{trade} {surname}"
    if draw < 0.52:
        return f"{trade} {chance.choice(words.OF_PLACES)}"
    if draw < 0.62:
        return f"{surname} {trade}"
    if draw < 0.72:
        return f"{surname} {chance.choice(('& Fils', 'et Fils', 'Frères', '& Associés', 'et Cie', 'Père et Fils'))}"
    if draw < 0.9:
        return f"{chance.choice(words.INVENTED)} {chance.choice(words.SUFFIXES)}"
    return f"{chance.choice(words.INVENTED)}{chance.choice(('', '', ' 2000', ' 3D', ' & Co', ' du Midi'))}"


def _with_form(name: str, chance: Random) -> str:
    draw, form = chance.random(), chance.choice(words.FORMS)
    if draw < 0.3:
        return name
    form = words.DOTTED.get(form, form) if draw > 0.92 else form
    return f"{form} {name}" if draw < 0.65 else f"{name} {form}"


def _contact(name: str, chance: Random, phone: str, home: bool = False) -> dict[str, str]:
    domain = slug(name)[:30].strip("-") or "client"
    user = chance.choice(("compta", "contact", "facturation", "info", "accueil", "achats"))
    if home:
        domain, user = "courriel", slug(name).replace("-", ".")
    ending = chance.choice(("example", "fr", "com", "eu", "example", "paris", "photography"))
    email = f"{user}@{domain}.{ending}" if chance.random() < 0.85 else ""
    return {"email": email, "telephone": phone if chance.random() < 0.9 else ""}


def _french_phone(chance: Random, prefix: str = "") -> str:
    kind = prefix or chance.choice("1234567")
    return f"+33{kind}{chance.randrange(2 * 10**7, 10**8):08d}"


def _business(chance: Random, town: tuple[str, ...] | None = None, country: str = "FR") -> Company:
    post_code, city = (town or chance.choice(words.TOWNS))[:2]
    siren = numbers.siren(chance)
    bare = business_name(chance)
    return Company(
        entity="", kind="b2b", name=_with_form(bare, chance), line=_street(chance), post_code=post_code, city=city,
        country=country, siren=siren, siret=numbers.siret(siren, chance) if chance.random() < 0.6 else "",
        vat=numbers.french_vat(siren, chance), iban=_iban(chance, "FR"), more=_habits(chance),
        **_contact(bare, chance, _french_phone(chance)),
    )  # fmt: skip


def _iban(chance: Random, country: str) -> str:
    if chance.random() > 0.55 or country in ("ES", "PT", "IT", "IE"):
        return ""
    return numbers.iban(country, numbers.account(chance, country))


def _habits(chance: Random, language: str = "fr") -> dict[str, str]:
    return {
        "line_2": chance.choice(("", "", "", "", "BP 123", "Bâtiment C", "CS 40012", "ZI Nord", "c/o M. Petit")),
        "means": chance.choice(words.MEANS), "terms": chance.choice(words.TERMS), "language": language,
        "discount": chance.choice(("", "", "", "10", "2,5%", "5 %")),
        "comment": chance.choice(words.COMMENTS) if chance.random() < 0.3 else "",
    }  # fmt: skip


def _one(chance: Random) -> list[Company]:
    return [_business(chance)]


def _sole_trader(chance: Random) -> list[Company]:
    one, person = _business(chance), f"{chance.choice(words.GIVEN)} {chance.choice(words.SURNAMES)}"
    form = chance.choice(("EI {0}", "{0} EI", "{0}", "{0} Entrepreneur individuel", "EIRL {0}", "M. {0} EI"))
    return [_renamed(one, form.format(person), chance)]


def _association(chance: Random) -> list[Company]:
    one = _business(chance)
    return [replace(_renamed(one, chance.choice(words.ASSOCIATIONS).format(town=one.city), chance), vat="")]


def _renamed(one: Company, name: str, chance: Random) -> Company:
    return replace(one, name=name, **_contact(name, chance, _french_phone(chance)))


def _post_office(chance: Random) -> list[Company]:
    one = _business(chance)
    number = numbers.post_office_siret(chance)
    vat = numbers.french_vat("356000000")
    return [replace(one, name=f"La Poste {one.city}", siren="356000000", siret=number, vat=vat)]


def _overseas(chance: Random) -> list[Company]:
    town = chance.choice(words.OVERSEAS)
    one = _business(chance, town)
    return [replace(one, country=chance.choice(("FR", "FR", town[2], town[3])))]


def _pacific(chance: Random) -> list[Company]:
    town, one = chance.choice(words.PACIFIC), _business(chance)
    number = f"{chance.randrange(10**5, 10**6)}.001" if chance.random() < 0.5 else ""
    return [
        replace(one, kind="export", post_code=town[0], city=town[1], country=town[2 + chance.randrange(2)],
                siren=number, siret="", vat="", iban="")
    ]  # fmt: skip


def _monaco(chance: Random) -> list[Company]:
    one = _business(chance)
    return [
        replace(one, kind="eu", post_code="98000", city="Monaco", country="MC", siren="", siret="", iban="",
                vat=numbers.monaco_vat(chance))
    ]  # fmt: skip


def _establishments(chance: Random) -> list[Company]:
    one = _business(chance)
    shops = range(1, chance.randrange(3, 5))
    return [
        replace(
            _moved(one, chance),
            siret=numbers.siret(one.siren, chance, shop),
            **_contact(one.name, chance, _french_phone(chance)),
        )
        for shop in shops
    ]


def _moved(one: Company, chance: Random) -> Company:
    post_code, city = chance.choice(words.TOWNS)[:2]
    return replace(one, line=_street(chance), post_code=post_code, city=city)


def _homonyms(chance: Random) -> list[Company]:
    one, two = _business(chance), _business(chance)
    return [one, _renamed(two, one.name, chance)]


def _franchise(chance: Random) -> list[Company]:
    brand = chance.choice(words.BRANDS)
    towns = chance.sample(words.TOWNS, 3)
    shops = (_business(chance, town) for town in towns)
    return [replace(_renamed(one, brand, chance), email=f"{slug(one.city)}@{slug(brand)}.fr") for one in shops]


def person_name(chance: Random, surname: str = "") -> str:
    """A private person as files write it."""
    given, surname = chance.choice(words.GIVEN), surname or chance.choice(words.SURNAMES)
    form = chance.choice(("{0} {1}",) * 5 + ("{2} {0}", "M. {0} {1}", "Mme {0} {1}", "{0} {2}", "Mme {2} {0}"))
    return form.format(given, surname, surname.upper())


def _person(chance: Random) -> list[Company]:
    post_code, city = chance.choice(words.TOWNS)[:2]
    name = person_name(chance)
    phone = _french_phone(chance, chance.choice("67"))
    return [
        Company("", "b2c", name, _street(chance), post_code, city, "FR", iban=_iban(chance, "FR"),
                more=_habits(chance), **_contact(name, chance, phone, home=True))
    ]  # fmt: skip


def _family(chance: Random) -> list[Company]:
    one, surname = _person(chance)[0], chance.choice(words.SURNAMES)
    givens = chance.sample(words.GIVEN, 2)
    return [
        replace(one, name=f"{given} {surname}", iban=_iban(chance, "FR"),
                **_contact(f"{given} {surname}", chance, _french_phone(chance, "6"), home=True))
        for given in givens
    ]  # fmt: skip


def _public(chance: Random) -> list[Company]:
    one = _business(chance)
    siren = numbers.siren(chance, "12")
    given, surname = chance.choice(words.GIVEN), chance.choice(words.SURNAMES)
    name = chance.choice(words.PUBLIC).format(town=one.city, given=given, name=surname)
    vat = numbers.french_vat(siren) if chance.random() < 0.3 else ""
    number = numbers.siret(siren, chance)
    return [replace(_renamed(one, name, chance), kind="b2g", siren=siren, siret=number, vat=vat)]


def _abroad(chance: Random, countries: str, kind: str) -> Company:
    country = chance.choice(countries.split())
    places, streets, prefix = words.ABROAD[country]
    post_code, city = chance.choice(places.split("|")).split("/")
    bare = business_name(chance)
    digits = chance.randrange(10**6, 10**7)
    iban = _iban(chance, country) if kind == "eu" or country == "CH" else ""
    return Company(
        "", kind, f"{bare} {chance.choice(words.FOREIGN_FORMS[country].split('|'))}",
        chance.choice(streets.split("|")).format(n=chance.randrange(1, 200)), post_code, city, country,
        vat=numbers.vat_abroad(country, chance), iban=iban, more=_habits(chance, chance.choice(("en", "fr", "EN"))),
        **_contact(bare, chance, f"{prefix.replace(' ', '')}{digits}"),
    )  # fmt: skip


def _union(chance: Random) -> list[Company]:
    return [_abroad(chance, "DE BE ES IT NL PT LU PL FI AT", "eu")]


def _world(chance: Random) -> list[Company]:
    return [_abroad(chance, "US GB CH CA MA JP NO SN AU", "export")]


_SHARES = (
    (0.50, _one), (0.03, _sole_trader), (0.02, _association), (0.003, _post_office), (0.04, _overseas),
    (0.005, _pacific), (0.005, _monaco), (0.02, _establishments), (0.01, _homonyms), (0.01, _franchise),
    (0.13, _person), (0.02, _family), (0.06, _public), (0.08, _union), (0.05, _world),
)  # fmt: skip
