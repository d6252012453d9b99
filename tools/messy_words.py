"""Words that make up the companies of `make_messy.py`: names, trades, places, streets. Nothing here is real."""


def _words(text: str) -> list[str]:
    return [one.strip() for one in text.replace("\n", " ").split("|") if one.strip()]


SURNAMES = _words("""
Martin|Bernard|Thomas|Petit|Robert|Richard|Durand|Dubois|Moreau|Laurent|Simon|Michel|Lefebvre|Leroy|Roux|David|
Bertrand|Morel|Fournier|Girard|Bonnet|Dupont|Lambert|Fontaine|Rousseau|Vincent|Muller|Lefèvre|Faure|André|Mercier|
Blanc|Guérin|Boyer|Garnier|Chevalier|François|Legrand|Gauthier|Garcia|Perrin|Robin|Clément|Morin|Nicolas|Henry|
Roussel|Mathieu|Gautier|Masson|Marchand|Duval|Denis|Dumont|Marie|Lemaire|Noël|Meyer|Dufour|Meunier|Brun|Blanchard|
Giraud|Joly|Rivière|Lucas|Brunet|Gaillard|Barbier|Arnaud|Martinez|Gérard|Roche|Renard|Schmitt|Roy|Leroux|Colin|
Vidal|Caron|Picard|Roger|Fabre|Aubert|Lemoine|Renaud|Dumas|Lacroix|Olivier|Philippe|Bourgeois|Pierre|Benoît|Rey|
Leclerc|Payet|Rolland|Leclercq|Guillaume|Lecomte|Lopez|Jean|Dupuy|Guillot|Hubert|Berger|Carpentier|Sanchez|Dupuis|
Moulin|Louis|Deschamps|Huet|Vasseur|Perez|Boucher|Fleury|Royer|Klein|Jacquet|Adam|Paris|Poirier|Marty|Aubry|Guyot|
Carré|Charles|Renault|Charpentier|Ménard|Maillard|Baron|Bertin|Bailly|Hervé|Schneider|Fernandez|Le Gall|Collet|
Léger|Bouvier|Julien|Prévost|Millet|Perrot|Daniel|Le Roux|Cousin|Germain|Breton|Besson|Langlois|Rémy|Le Goff|
Pelletier|Lévêque|Perrier|Leblanc|Barré|Lebrun|Marchal|Weber|Mallet|Hamon|Boulanger|Jacob|Monnier|Michaud|Rodriguez|
Guichard|Gillet|Étienne|Grondin|Poulain|Tessier|Chevallier|Collin|Chauvin|Da Silva|Bouchet|Gay|Lemaître|Bénard|
Maréchal|Humbert|Reynaud|Antoine|Hoarau|Perret|Barthélemy|Cordier|Pichon|Lejeune|Gilbert|Lamy|Delaunay|Pasquier|
Carlier|Laporte|d'Aligre|de La Tour|N'Guyen|O'Connor|Kervella|Œuvrard|Traoré|Diallo|Benali|Haddad|Nguyen|Kowalski|
Saint-Éloi|Château-Rouge|Haute-Vallée|Dupont-Aubert|Ben Amar|van den Berg|Le Bihan|de Souza|Zéphyr|Maison|Cave
""")
GIVEN = _words("""
Marie|Jean|Pierre|Camille|Théo|Zoé|Françoise|Jean-Loïc|Maëlle|Dominique|Claude|Chloé|Léa|Manon|Inès|Hugo|Louis|
Jules|Gabriel|Arthur|Raphaël|Sophie|Nathalie|Isabelle|Sylvie|Catherine|Philippe|Alain|Michel|Patrick|Nicolas|
Christophe|Stéphane|Anne-Sophie|Jean-Pierre|Marie-Claire|Aïcha|Mohamed|Fatou|Mamadou|Karim|Yasmine|Linh|Giulia|
Wolfgang|Ewa|José|María|João|Svetlana|Loïc|Gwenaël|Noé|Éloïse|Édouard|Héloïse|Benoît|Cédric|Jérôme|Hélène
""")
TRADES = _words("""
Boulangerie|Pharmacie|Garage|Menuiserie|Plomberie|Électricité|Imprimerie|Librairie|Brasserie|Hôtel|Restaurant|
Maçonnerie|Conserverie|Scierie|Clinique vétérinaire|Laboratoire|Cabinet|Agence|Atelier|Domaine|Transports|
Ambulances|Carrosserie|Charpente|Peinture|Chauffage|Climatisation|Informatique|Jardinerie|Nettoyage|Optique|
Fromagerie|Boucherie|Serrurerie|Ébénisterie|Terrassement|Travaux publics|Assurances|Immobilier|Conseil|Formation
""")
OF_PLACES = _words("""
du Vieux Port|de l'Étoile|des Trois Rivières|du Marché|de la Gare|Océane|Provençale|Alpine|du Centre|des Halles|
de la Poste|du Lac|de Bretagne|du Sud-Ouest|des Lilas|de l'Église|Saint-Éloi|Sainte-Anne|du Rhône|de la Plage
""")
INVENTED = _words("""
Nexora|Valtris|Oméga|Cobalt|Lumia|Septentrion|Axiane|Belvédère|Tridéo|Orphéa|Calypso|Novalis|Prisme|Zénitude|
Kaleo|Altéa|Synapse|Verdane|Boréal|Quartz|Célestia|Ionys|Mistral|Argile|Ardoise|Pollen|Granit|Solstice|Nautil|
Ténor|Ubiq|Vermeil|Wattis|Xylo|Ylang|Zéphir|Arkéa Bois|Hexa|Polymère|Rivage|Sillage|Tilia|Opaline
""")
SUFFIXES = _words(
    "Group|Services|Solutions|Conseil|Industries|France|Ingénierie|Distribution|Logistique|Technologies|Énergie|Habitat"
)
FORMS = _words("SARL|SAS|SASU|EURL|SA|SNC|SCI|SELARL|SCOP|GAEC|EARL|SCEA|GIE")
DOTTED = {"SARL": "S.A.R.L.", "SAS": "S.A.S.", "SA": "S.A.", "EURL": "E.U.R.L.", "SNC": "S.N.C.", "SCI": "S.C.I."}
BRANDS = _words("""
Pain Doré|Optic Clair|Coiff'Éclair|Bio & Nous|Pressing Express|Auto Contrôle Plus|Fleurs de Saison|Menu Minute
""")
STREET_KINDS = _words("rue|avenue|boulevard|place|chemin|impasse|allée|quai|route|cours|square|faubourg")
ABBREVIATED = {
    "rue": "r.", "avenue": "av.", "boulevard": "bd", "place": "pl.", "chemin": "ch.", "impasse": "imp.",
    "allée": "all.", "route": "rte", "faubourg": "fbg", "square": "sq.",
}  # fmt: skip
STREETS = _words("""
de la République|Saint-Honoré|du Général de Gaulle|Voltaire|de l'Église|des Tilleuls|des Chartrons|du Moulin|
Victor Hugo|Jean Jaurès|Gambetta|Pasteur|de la Gare|des Vignes|de Lyon|du 8 Mai 1945|du 11 Novembre|des Écoles|
Émile Zola|de Verdun|de Strasbourg|Léon Blum|Sadi Carnot|des Lilas|du Stade|de la Fontaine|Molière|Racine|
Ambroise Paré|Marcel Pagnol|Jules Ferry|du Maréchal Foch|Anatole France|de Bretagne|du Port|des Acacias|
Olympe de Gouges|Simone Veil|Marie Curie|du Château|de la Mairie|aux Herbes|d'Austerlitz|de l'Abbé Grégoire
""")
TOWNS = [
    tuple(one.split("/"))
    for one in _words("""
75001/Paris|75011/Paris|75015/Paris|69002/Lyon|69007/Lyon|13006/Marseille|31000/Toulouse|44000/Nantes|35000/Rennes|
59000/Lille|67000/Strasbourg|33000/Bordeaux|38000/Grenoble|29200/Brest|06000/Nice|01000/Bourg-en-Bresse|87000/Limoges|
02100/Saint-Quentin|03200/Vichy|04000/Digne-les-Bains|05000/Gap|07100/Annonay|08000/Charleville-Mézières|09000/Foix|
10000/Troyes|11000/Carcassonne|12000/Rodez|14000/Caen|15000/Aurillac|16000/Angoulême|17000/La Rochelle|18000/Bourges|
19100/Brive-la-Gaillarde|21000/Dijon|22000/Saint-Brieuc|24000/Périgueux|25000/Besançon|26000/Valence|27000/Évreux|
28000/Chartres|30000/Nîmes|32000/Auch|34000/Montpellier|36000/Châteauroux|37000/Tours|39000/Lons-le-Saunier|
40000/Mont-de-Marsan|41000/Blois|42000/Saint-Étienne|43000/Le Puy-en-Velay|45000/Orléans|46000/Cahors|47000/Agen|
49000/Angers|50100/Cherbourg-en-Cotentin|51100/Reims|52000/Chaumont|53000/Laval|54000/Nancy|56000/Vannes|57000/Metz|
58000/Nevers|60000/Beauvais|61000/Alençon|62000/Arras|63000/Clermont-Ferrand|64000/Pau|65000/Tarbes|66000/Perpignan|
68000/Colmar|70000/Vesoul|71000/Mâcon|72000/Le Mans|73000/Chambéry|74000/Annecy|76600/Le Havre|79000/Niort|80000/Amiens|
81000/Albi|82000/Montauban|83000/Toulon|84000/Avignon|85000/La Roche-sur-Yon|86000/Poitiers|88000/Épinal|89000/Auxerre|
90000/Belfort|92100/Boulogne-Billancourt|93200/Saint-Denis|94300/Vincennes|95800/Cergy|20000/Ajaccio|20200/Bastia|
20260/Calvi|59140/Dunkerque|64500/Saint-Jean-de-Luz|56170/Quiberon|88400/Gérardmer|48150/Hures-la-Parade
""")
]
OVERSEAS = [
    tuple(one.split("/"))
    for one in _words("""
97110/Pointe-à-Pitre/GP/Guadeloupe|97200/Fort-de-France/MQ/Martinique|97300/Cayenne/GF/Guyane|
97400/Saint-Denis/RE/La Réunion|97410/Saint-Pierre/RE/Réunion|97600/Mamoudzou/YT/Mayotte|
97500/Saint-Pierre/PM/Saint-Pierre-et-Miquelon|97133/Gustavia/BL/Saint-Barthélemy|97150/Marigot/MF/Saint-Martin
""")
]
PACIFIC = [
    tuple(one.split("/"))
    for one in _words("""
98800/Nouméa/NC/Nouvelle-Calédonie|98714/Papeete/PF/Polynésie française|98600/Mata-Utu/WF/Wallis-et-Futuna
""")
]
PUBLIC = _words("""
Mairie de {town}|Ville de {town}|Commune de {town}|Centre hospitalier de {town}|Lycée {given} {name}|Collège {name}|
Communauté de communes de {town}|Communauté d'agglomération de {town}|Université de {town}|CCAS de {town}|
Syndicat mixte des eaux de {town}|Conseil départemental de {town}|Préfecture de {town}|Département de {town}|
École nationale supérieure de {town}|Rectorat de {town}|SDIS de {town}|Chambre de commerce et d'industrie de {town}
""")
ASSOCIATIONS = _words(
    "Association sportive de {town}|Amicale laïque de {town}|Comité des fêtes de {town}|Club nautique de {town}"
)
TERMS = _words("""
30|30 jours|30j fdm|45 j fin de mois|à réception|60 jours|30 jours fin de mois le 15|60 jrs date de facture|comptant|
30 JOURS NETS|45FDM|fin de mois + 30|net 30|le 10|30 j. fin de mois le 10|A RECEPTION DE FACTURE|45 jours fin de mois|
30J NET|Net 30 days|EOM|30 days end of month|60j|paiement à 30 jours|30 jours fin de mois|sous 15 jours|à 45 jours
""")
MEANS = _words(
    "CB|prlv SEPA|VIR|Virement|Chèque|Prélèvement|virement bancaire|Carte bancaire|chq|SEPA|LCR|Espèces|VIREMENT SEPA"
)
ABSENT = _words("-|n/a|N/A|néant|NC|inconnu|?|.|--|sans|non renseigné|NULL|#N/A|xxx|à compléter|0")
COMMENTS = _words("""
client depuis 2014|NE PAS RELANCER|RDV en mai; attention "livraison"|voir avec Mme Petit|facture à envoyer en double|
ancien code 4711|=A1+1|livraison le mardi; fermé le lundi|très bon payeur|à relancer "doucement"
""")

COUNTRIES = {
    "DE": ["DE", "Allemagne", "Germany", "Deutschland", "DEU"], "BE": ["BE", "Belgique", "Belgium", "België"],
    "ES": ["ES", "Espagne", "Spain", "España"], "IT": ["IT", "Italie", "Italy", "Italia"],
    "NL": ["NL", "Pays-Bas", "Netherlands", "Nederland"], "PT": ["PT", "Portugal", "PRT"],
    "LU": ["LU", "Luxembourg", "LUX"], "PL": ["PL", "Pologne", "Poland", "Polska"],
    "FI": ["FI", "Finlande", "Finland", "Suomi"], "AT": ["AT", "Autriche", "Österreich"],
    "IE": ["IE", "Irlande", "Ireland"], "US": ["US", "USA", "États-Unis", "United States"],
    "GB": ["GB", "UK", "Royaume-Uni", "United Kingdom", "Angleterre"], "CH": ["CH", "Suisse", "Schweiz", "Switzerland"],
    "CA": ["CA", "Canada"], "MA": ["MA", "Maroc", "Morocco"], "JP": ["JP", "Japon", "Japan"],
    "NO": ["NO", "Norvège", "Norway", "Norge"], "SN": ["SN", "Sénégal"], "AU": ["AU", "Australie", "Australia"],
}  # fmt: skip
ABROAD = {
    "DE": ("10115/Berlin|20095/Hamburg|80331/München", "Hauptstraße {n}|Bahnhofstr. {n}|Am Markt {n}", "+49 30"),
    "BE": ("1000/Bruxelles|2000/Antwerpen|4000/Liège", "Rue de la Loi {n}|Meir {n}", "+32 2"),
    "ES": ("28001/Madrid|08001/Barcelona|46001/Valencia", "Calle Mayor {n}|C/ Alcalá, {n}", "+34 91"),
    "IT": ("00184/Roma|20121/Milano|10121/Torino", "Via Roma {n}|Piazza Duomo {n}", "+39 06"),
    "NL": ("1012 AB/Amsterdam|3011 AA/Rotterdam", "Damrak {n}|Coolsingel {n}", "+31 20"),
    "PT": ("1100-148/Lisboa|4000-322/Porto", "Rua Augusta {n}|Av. da Liberdade {n}", "+351 21"),
    "LU": ("L-1331/Luxembourg|4010/Esch-sur-Alzette", "{n} boulevard Royal|{n}, rue de l'Alzette", "+352 26"),
    "PL": ("00-001/Warszawa|30-001/Kraków", "ul. Marszałkowska {n}|Rynek Główny {n}", "+48 22"),
    "FI": ("00100/Helsinki|33100/Tampere", "Mannerheimintie {n}", "+358 9"),
    "AT": ("1010/Wien|5020/Salzburg", "Kärntner Straße {n}|Getreidegasse {n}", "+43 1"),
    "IE": ("D02 X285/Dublin|T12 W8KP/Cork", "{n} Grafton Street|{n} Patrick Street", "+353 1"),
    "US": ("10001/New York|94105/San Francisco|60601-1234/Chicago", "{n} Main Street|{n} W 34th St, Suite 5", "+1 212"),
    "GB": ("SW1A 1AA/London|M1 1AE/Manchester|EH1 1YZ/Edinburgh", "{n} High Street|Flat 2, {n} King's Road", "+44 20"),
    "CH": ("1201/Genève|8001/Zürich|3011/Bern", "Rue du Rhône {n}|Bahnhofstrasse {n}", "+41 22"),
    "CA": ("H2Y 1C6/Montréal|M5H 2N2/Toronto", "{n} rue Saint-Paul|{n} King St W", "+1 514"),
    "MA": ("20000/Casablanca|10000/Rabat", "{n} boulevard Mohammed V", "+212 522"),
    "JP": ("100-0001/Tokyo|530-0001/Osaka", "1-{n} Chiyoda", "+81 3"),
    "NO": ("0150/Oslo|5003/Bergen", "Karl Johans gate {n}", "+47 22"),
    "SN": ("/Dakar|11000/Dakar", "{n} avenue Cheikh Anta Diop", "+221 33"),
    "AU": ("2000/Sydney|3000/Melbourne", "{n} George Street", "+61 2"),
}  # fmt: skip
FOREIGN_FORMS = {
    "DE": "GmbH|AG|KG|GmbH & Co. KG", "BE": "SRL|SA|BV|NV", "ES": "S.L.|SA", "IT": "S.r.l.|SpA", "NL": "B.V.|N.V.",
    "PT": "Lda|S.A.", "LU": "S.à r.l.|SA", "PL": "Sp. z o.o.|S.A.", "FI": "Oy|Ab", "AT": "GmbH|AG", "IE": "Ltd|DAC",
    "US": "Inc.|LLC|Corp.", "GB": "Ltd|PLC|LLP", "CH": "SA|AG|Sàrl", "CA": "Inc.|Ltée", "MA": "SARL|SA",
    "JP": "K.K.|Co., Ltd.",
    "NO": "AS|ASA", "SN": "SARL|SA", "AU": "Pty Ltd",
}  # fmt: skip
