"""Where things are in the invented Groningen: names and rough positions.

The names of wijken and buurten are those everybody in Groningen uses; the
positions are a rough sketch (longitude, latitude) around which generate.py
draws borders of its own. Codes are numbered here, not taken from CBS.
"""

CENTRE = (6.5665, 53.2190)

# The outline of the gemeente, a sketch of some thirty corners.
OUTLINE = [
    (6.462, 53.214), (6.468, 53.203), (6.480, 53.196), (6.497, 53.194),
    (6.514, 53.199), (6.532, 53.194), (6.543, 53.182), (6.556, 53.172),
    (6.571, 53.163), (6.590, 53.148), (6.610, 53.137), (6.640, 53.132),
    (6.664, 53.139), (6.672, 53.152), (6.668, 53.164), (6.652, 53.172),
    (6.640, 53.182), (6.655, 53.190), (6.682, 53.196), (6.697, 53.208),
    (6.694, 53.222), (6.684, 53.232), (6.690, 53.246), (6.698, 53.262),
    (6.694, 53.277), (6.672, 53.279), (6.645, 53.274), (6.622, 53.277),
    (6.602, 53.266), (6.584, 53.256), (6.562, 53.262), (6.541, 53.258),
    (6.522, 53.250), (6.502, 53.247), (6.486, 53.239), (6.470, 53.231),
]

# The canals around the old town: no buurt lies on both sides of them.
DIEPENRING = [
    (6.5545, 53.2150), (6.5580, 53.2118), (6.5665, 53.2107), (6.5740, 53.2122),
    (6.5785, 53.2160), (6.5790, 53.2200), (6.5740, 53.2235), (6.5665, 53.2247),
    (6.5595, 53.2235), (6.5550, 53.2200),
]

# wijk: its buurten as (name, longitude, latitude). The buurten of the first
# wijk whose name begins with "Binnenstad" lie within the canals.
WIJKEN = [
    ("Centrum", [
        ("Binnenstad-Noord", 6.5655, 53.2215),
        ("Binnenstad-Oost", 6.5735, 53.2185),
        ("Binnenstad-Zuid", 6.5675, 53.2140),
        ("Binnenstad-West", 6.5590, 53.2175),
        ("Stationsgebied", 6.5640, 53.2085),
        ("Hortusbuurt-Ebbingekwartier", 6.5660, 53.2268),
        ("UMCG-gebied", 6.5815, 53.2235),
    ]),
    ("Oud-West", [
        ("Schildersbuurt", 6.5490, 53.2195),
        ("Zeeheldenbuurt", 6.5475, 53.2140),
        ("Noorderplantsoenbuurt", 6.5550, 53.2255),
        ("Kostverloren", 6.5410, 53.2215),
        ("Oranjebuurt", 6.5535, 53.2305),
    ]),
    ("Oud-Noord", [
        ("Korrewegwijk", 6.5740, 53.2285),
        ("Professorenbuurt", 6.5655, 53.2315),
        ("Indische Buurt", 6.5735, 53.2335),
        ("De Hoogte", 6.5645, 53.2370),
        ("Selwerderhof", 6.5570, 53.2430),
        ("Noorderhoogebrug", 6.5720, 53.2440),
    ]),
    ("Oosterparkwijk", [
        ("Gorechtbuurt", 6.5860, 53.2275),
        ("Bloemenbuurt", 6.5880, 53.2225),
        ("Damsterbuurt", 6.5845, 53.2175),
        ("Vogelbuurt", 6.5950, 53.2215),
        ("Florabuurt", 6.5925, 53.2265),
        ("De Meeuwen", 6.5870, 53.2130),
    ]),
    ("Oud-Zuid", [
        ("Oosterpoort", 6.5760, 53.2085),
        ("Herewegbuurt", 6.5685, 53.2045),
        ("Rivierenbuurt", 6.5625, 53.2035),
        ("Grunobuurt", 6.5545, 53.2065),
        ("Laanhuizen", 6.5500, 53.2010),
        ("De Linie", 6.5820, 53.2045),
        ("Badstratenbuurt", 6.5500, 53.2095),
        ("Stadspark", 6.5335, 53.2060),
    ]),
    ("Helpman en omstreken", [
        ("Helpman-West", 6.5750, 53.1950),
        ("Helpman-Oost", 6.5820, 53.1935),
        ("Coendersborg", 6.5885, 53.1905),
        ("Klein Martijn", 6.5880, 53.1975),
        ("Sterrebosbuurt", 6.5755, 53.2005),
        ("De Wijert-Noord", 6.5680, 53.1965),
        ("De Wijert", 6.5665, 53.1905),
        ("Villabuurt", 6.5790, 53.1880),
    ]),
    ("Hoornse Meer en Corpus", [
        ("Corpus den Hoorn-Noord", 6.5555, 53.1960),
        ("Corpus den Hoorn-Zuid", 6.5560, 53.1900),
        ("Hoornse Meer", 6.5600, 53.1840),
        ("Hoornse Park", 6.5685, 53.1825),
        ("Piccardthof", 6.5435, 53.1955),
        ("Martini Trade Park", 6.5475, 53.1880),
    ]),
    ("Noordwest", [
        ("Paddepoel-Noord", 6.5430, 53.2335),
        ("Paddepoel-Zuid", 6.5415, 53.2285),
        ("Selwerd", 6.5520, 53.2375),
        ("Tuinwijk", 6.5500, 53.2320),
        ("Vinkhuizen-Noord", 6.5270, 53.2275),
        ("Vinkhuizen-Zuid", 6.5255, 53.2215),
        ("Zernike Campus", 6.5345, 53.2410),
        ("Reitdiep", 6.5200, 53.2330),
        ("De Held", 6.5080, 53.2225),
        ("Gravenburg", 6.5070, 53.2285),
        ("Dorkwerd", 6.5060, 53.2410),
    ]),
    ("Hoogkerk", [
        ("Hoogkerk-Dorp", 6.4990, 53.2115),
        ("Hoogkerk-Zuid", 6.4945, 53.2055),
        ("Bangeweer", 6.5060, 53.2075),
        ("Ruskenveen", 6.5135, 53.2045),
        ("Kranenburg", 6.5235, 53.2085),
        ("Suikerterrein", 6.5250, 53.2140),
        ("Westpoort", 6.4790, 53.2055),
        ("Leegkerk", 6.4890, 53.2230),
    ]),
    ("Noordoost", [
        ("Beijum-West", 6.5880, 53.2495),
        ("Beijum-Oost", 6.5985, 53.2495),
        ("De Hunze", 6.5790, 53.2480),
        ("Van Starkenborgh", 6.5785, 53.2415),
        ("Ulgersmaborg", 6.5945, 53.2395),
        ("Oosterhoogebrug", 6.6010, 53.2335),
        ("Lewenborg-West", 6.6110, 53.2375),
        ("Lewenborg-Oost", 6.6205, 53.2355),
        ("Drielanden", 6.6110, 53.2450),
        ("Noorddijk", 6.6200, 53.2500),
        ("Zilvermeer", 6.6060, 53.2290),
    ]),
    ("Zuidoost", [
        ("Euvelgunne", 6.6030, 53.2075),
        ("Eemspoort", 6.6160, 53.2110),
        ("Driebond", 6.6080, 53.2190),
        ("Winschoterdiep", 6.5980, 53.2010),
        ("Roodehaan", 6.6230, 53.2020),
        ("Westerbroek-Noord", 6.6460, 53.1950),
    ]),
    ("Meerstad", [
        ("Meerstad", 6.6420, 53.2140),
        ("Engelbert", 6.6430, 53.2050),
        ("Middelbert", 6.6490, 53.2200),
        ("Harkstede-West", 6.6780, 53.2140),
        ("Ruischerbrug", 6.6240, 53.2280),
        ("Ruischerwaard", 6.6310, 53.2330),
    ]),
    ("Ten Boer", [
        ("Ten Boer", 6.6840, 53.2700),
        ("Garmerwolde", 6.6540, 53.2470),
        ("Thesinge", 6.6330, 53.2640),
        ("Sint Annen", 6.6620, 53.2650),
    ]),
    ("Haren en Glimmen", [
        ("Haren-Noord", 6.5960, 53.1800),
        ("Haren-Centrum", 6.6030, 53.1720),
        ("Haren-Oost", 6.6150, 53.1760),
        ("Oosterhaar", 6.6170, 53.1660),
        ("Maarwold", 6.5920, 53.1650),
        ("Onnen", 6.6420, 53.1600),
        ("Glimmen", 6.6280, 53.1450),
        ("Waterhuizen", 6.6320, 53.1850),
    ]),
]

# Streets as any Dutch town could have them. A street gets its buurt's name
# where none of these is drawn.
STREETS = [
    "Kerkstraat", "Molenstraat", "Nieuwstraat", "Schoolstraat", "Dorpsweg",
    "Stationsweg", "Havenkade", "Torenlaan", "Wilgenlaan", "Lindelaan",
    "Marktgang", "Brugstraat", "Singelweg", "Parklaan", "Kanaalweg",
    "Eikenlaan", "Korenbloemstraat", "Achterom", "Voorstraat", "Smidssteeg",
    "Bakkersgang", "Veemarktkade", "Zonneplein", "Noorderdwarsstraat",
    "Zuiderdwarsstraat", "Lange Gang", "Korte Gang", "Visserskade",
    "Turfsteeg", "Meidoornlaan",
]

# The thirteen main categories of the register of the Rijksdienst voor het
# Cultureel Erfgoed, with how often each is drawn.
HOOFDCATEGORIEEN = [
    ("Woningen en woningbouwcomplexen", 52),
    ("Handel en kantoor", 12),
    ("Boerderijen, molens en bedrijven", 11),
    ("Cultuur, gezondheid en wetenschap", 5),
    ("Religieuze gebouwen", 5),
    ("Bestuursgebouwen, rechtsgebouwen en overheidsgebouwen", 3),
    ("Weg- en waterwerken", 3),
    ("Kastelen, landhuizen en parken", 2),
    ("Sport, recreatie, vereniging en horeca", 2),
    ("Uitvaartcentra en begraafplaatsen", 2),
    ("Voorwerpen op pleinen en dergelijke", 2),
    ("Archeologie", 1),
    ("Verdedigingswerken en militaire gebouwen", 1),
]

# Kinds of crime: code as in the tables of the police, label, and how many a
# month ten thousand inhabitants see here.
SOORTEN = [
    ("1.1.1", "Diefstal/inbraak woning", 1.2),
    ("1.2.1", "Diefstal uit/vanaf motorvoertuigen", 2.0),
    ("1.2.3", "Diefstal van brom-, snor-, fietsen", 6.5),
    ("1.4.5", "Mishandeling", 2.1),
    ("2.2.1", "Vernieling cq. zaakbeschadiging", 3.4),
    ("2.5.2", "Winkeldiefstal", 2.6),
]

# Buildings where people vote: name, and the use as the standard words it.
STEMLOKALEN = [
    ("Buurthuis", "Bijeenkomst"), ("Basisschool", "Onderwijs"),
    ("Sporthal", "Sport"), ("Wijkcentrum", "Bijeenkomst"),
    ("Bibliotheek", "Bijeenkomst"), ("Kerkzaal", "Bijeenkomst"),
    ("Zorgcentrum", "Gezondheidszorg"), ("Kantine", "Sport"),
    ("Gymzaal", "Sport"), ("Dorpshuis", "Bijeenkomst"),
]

WERK = [
    ("rioolvervanging", "Vervanging van het riool"),
    ("asfaltonderhoud", "Nieuw asfalt"),
    ("kabels en leidingen", "Werk aan kabels en leidingen"),
    ("herinrichting", "Herinrichting"),
    ("brugonderhoud", "Onderhoud aan een brug"),
    ("evenement", "Afsluiting voor een evenement"),
]
