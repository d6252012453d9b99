"""What a name tells: its legal form, and whether it is a company, a public body or a person."""

import re
from typing import Literal

from sansfaute.lib.text import fold, squeeze

BuyerKind = Literal["business", "public", "consumer", ""]


def _words(text: str) -> list[str]:
    return text.split()


LEGAL_FORMS = frozenset(
    _words("""
    sarl sas sasu snc sci eurl sa scop scic selarl selas selafa scp scm gie gaec earl scea sca scs ei eirl eurlu
    sep sel selca sicav gmbh ag kg ohg ug ltd limited llc llp plc inc corp spa srl srls bv nv sprl oy ab aps as
    sro asbl cooperative cie
""")
)
"""Commercial and civil forms, as they stand at one end of a name."""

_PUBLIC = re.compile(
    r"(?:la |le |les |l )?(?:"
    r"mairie|ville d[eu]|ville de la|commune|communaute d(?:e communes|agglomeration|e villes| agglomeration)|"
    r"communaute urbaine|metropole|departement|conseil (?:departemental|regional|general)|region|prefecture|"
    r"sous prefecture|ministere|rectorat|academie de|lycee|college|ecole (?:primaire|elementaire|maternelle|nationale|"
    r"publique)|groupe scolaire|universite|iut|inspection academique|crous|centre hospitalier|chu|chru|ch de|"
    r"hopital|hopitaux|assistance publique|ehpad public|ccas|cias|centre communal|sdis|service departemental|"
    r"syndicat (?:mixte|intercommunal|des eaux)|sivom|sivu|office public|oph|opac|chambre (?:de commerce|des metiers|"
    r"d agriculture)|cci|tresor public|tresorerie|direction (?:departementale|regionale|generale des finances|"
    r"interdepartementale)|dgfip|urssaf|caf|cpam|pole emploi|france travail|tribunal|cour d appel|gendarmerie|"
    r"police nationale|parc naturel regional|etablissement public|regie (?:municipale|communale|des eaux)"
    r")\b"
)
_TRADES = frozenset(
    _words("""
    agence atelier ateliers boulangerie brasserie cabinet clinique conserverie domaine electricite garage hotel
    imprimerie laboratoire librairie maconnerie menuiserie pharmacie plomberie scierie transports transport
    restaurant cafe bar boucherie charcuterie patisserie chocolaterie cave caves chateau vignoble editions
    studio groupe holding societe ste entreprise ets etablissements etablissement compagnie fromagerie epicerie
    supermarche magasin boutique institut salon coiffure auto automobile automobiles carrosserie peinture
    couverture charpente chauffage climatisation construction constructions batiment travaux travauxpublics btp
    immobilier immobiliere assurances assurance banque conseil conseils consulting services service solutions
    systemes informatique logiciels digital technologies industrie industries industriel logistique location
    cooperative association federation fondation club syndicat office bureau comptoir maison ferme jardinerie
    pepiniere paysagiste nettoyage securite ambulances taxi taxis opticien optique dentaire veterinaire
    international france europe partners company trading manufacturing
""")
)
_TITLES = frozenset(
    _words("""
    m mr mme mlle monsieur madame mademoiselle mrs ms dr docteur maitre
""")
)
_GIVEN_NAMES = frozenset(
    _words("""
    adele adrien agathe agnes ahmed aicha alain albert alex alexandra alexandre alexis alice aline alix amandine
    ambre amelie amina amine anais anatole andre andrea andree ange angela angelique anna anne annick annie
    anouk antoine antonin apolline arlette armand arnaud arthur astrid audrey auguste augustin aurelie aurelien
    aurore axel axelle aymeric baptiste barbara basile bastien beatrice benjamin benoit berenice bernadette
    bernard berthe bertrand blanche boris brice brigitte bruno camille capucine carine carla carole caroline
    catherine cecile cedric celestine celia celine chantal charles charlotte chloe christelle christian
    christiane christine christophe claire clara claude claudette claudine clemence clement clementine clothilde
    coline colette constance constant coralie corentin corinne cyril damien daniel daniele danielle david
    deborah delphine denis denise didier dimitri diane dominique donatien dorian dorothee edith edmond edouard
    elena eleonore eliane elias elisa elisabeth elise ella elodie eloise elsa emeline emile emilie emma emmanuel
    emmanuelle enzo eric erika ernest erwan estelle esther ethan etienne eugene eugenie eva evelyne fabien
    fabienne fabrice fanny fatima felix ferdinand fernand firmin flavie flavien flora florence florent florian
    francesca franck francis francisque franco francois francoise frederic frederique gabin gabriel gabrielle
    gael gaelle gaetan gaspard gaston genevieve geoffrey georges georgette gerald gerard germain germaine
    ghislain gilbert gilles gisele giulia gregoire gregory guillaume gustave guy gwenaelle hadrien hakim helene
    henri henriette herve hippolyte honore hortense hubert hugo hugues ibrahim ines ingrid irene iris isabelle
    isaac ismael ivan jacqueline jacques jade jamel janine jean jeanne jeannine jennifer jeremie jeremy jerome
    jessica joachim joanna jocelyne joel joelle johan johanna john jonathan jordan jose joseph josephine josette
    josiane jules julia julie julien juliette justin justine kamel karim karine katia kevin khadija ladislas
    laetitia lara laura laure laurence laurent lea leila lena leo leon leonie leonard leopold lila liliane lily
    lina lionel lisa lise loic lola lorene lou louane louis louisa louise luc lucas lucette lucie lucien
    lucienne lucile ludovic lydia lydie madeleine mael maelle magali maia malika manon manuel marc marcel
    marcelle margaux margot marguerite maria marianne marie marine marion marius martin martine marthe mathieu
    mathilde mathis matteo matthias matthieu maud maurice max maxence maxime medhi mehdi melanie melissa
    mercedes michael michel michele micheline mickael miguel mireille mohamed mohammed monique morgan morgane
    moussa muriel myriam nadege nadia nadine nathalie nathan nicolas nicole nina noa noah noe noel noelle noemie
    norbert oceane odette odile olga olivia olivier ophelie oscar pablo paola pascal pascale patrice patricia
    patrick paul paule paulette pauline perrine philippe pierre pierrette quentin rachel rachid raoul raphael
    raphaelle raymond raymonde rebecca regine regis remi remy renaud rene renee richard robert robin rodolphe
    roger roland romain romane romuald rosalie rose roxane sabine sabrina said salome samia samir samuel sandra
    sandrine sara sarah sebastien serge severine sidonie simon simone sofia solange solene sonia sophie
    stanislas stephane stephanie suzanne sylvain sylvie tanguy teddy theo theodore theophile therese thibault
    thibaut thierry thomas timothee tristan ugo valentin valentine valerie vanessa veronique victoire victor
    victoria vincent violette virginie viviane wilfried william xavier yann yannick yasmine yoann yolande
    youssef yves yvette yvonne zacharie zelie zineb zoe
""")
)


def clean_name(text: str) -> str:
    """The name with single spaces and composed accents, otherwise as written."""
    return squeeze(text)


def legal_form(name: str) -> str:
    """The legal form at one end of the name, in capitals ("SARL"), else an empty text."""
    words = fold(re.sub(r"(?<=\b\w)\.(?=\w\b)", "", name)).split()
    ends = [word for word in (words[:1] + words[-1:]) if word in LEGAL_FORMS]
    return ends[0].upper() if ends and len(words) > 1 else ""


def is_public_name(name: str) -> bool:
    """Whether the name begins as public bodies' do and bears no commercial form."""
    return bool(_PUBLIC.match(fold(name))) and not legal_form(name)


def kind_of_buyer(*, name: str, siren: str, vat_identifier: str, legal_identifier_given: bool) -> BuyerKind:
    """What this buyer is, by what was written of it; an empty text when nothing tells.

    In order: a public body's name; a commercial form or a VAT number; a SIREN beginning with 1 or
    2 (INSEE keeps them for the State and local authorities); any legal identifier; a trade in the
    name; a given name or a title.
    """
    if is_public_name(name):
        return "public"
    if legal_form(name) or vat_identifier:
        return "business"
    if siren[:1] in ("1", "2"):
        return "public"
    # A hyphen makes one word: "Château-Rouge" is a family, "Château Rouge" a vineyard.
    words = [fold(word).replace(" ", "") for word in re.split(r"[\s'’]+", name) if fold(word)]
    if siren or legal_identifier_given or _TRADES & set(words):
        return "business"
    return "consumer" if _is_person(fold(name).split()) else ""


def _is_person(words: list[str]) -> bool:
    """Two words or more, the first or the last of them a given name, or a title in front."""
    if not 2 <= len(words) <= 6:
        return False
    return words[0] in _TITLES or words[0] in _GIVEN_NAMES or words[-1] in _GIVEN_NAMES
