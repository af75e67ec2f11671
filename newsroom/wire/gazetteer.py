"""Places that copy is datelined from: enough of them to tell a place from a label."""

# Towns by country, one country a line. A dateline never needs the country; it is here to notice
# one that names another.
_TOWNS = """
Pakistan: islamabad, rawalpindi, lahore, karachi, peshawar, quetta, multan, faisalabad, sialkot, \
gujranwala, hyderabad, sukkur, larkana, muzaffarabad, gilgit, skardu, chitral, swat, mingora, \
mansehra, abbottabad, mardan, swabi, charsadda, nowshera, kohat, bannu, d.i. khan, \
dera ismail khan, d.g. khan, dera ghazi khan, nankana sahib, toba tek singh, rahim yar khan, \
bahawalpur, bahawalnagar, sahiwal, okara, kasur, sheikhupura, jhang, chiniot, sargodha, jhelum, \
gujrat, mirpur, mirpurkhas, thatta, badin, dadu, nawabshah, jacobabad, khairpur, gwadar, turbat, \
khuzdar, chaman, zhob, sibi, miranshah, wana, parachinar, landi kotal, khar, hangu, lakki marwat, \
tank, attock, chakwal, mianwali, khushab, bhakkar, layyah, muzaffargarh, vehari, lodhran, \
narowal, hafizabad, mandi bahauddin, murree, taxila, wah, kotli, bagh, rawalakot, taunsa, shangla
Afghanistan: kabul, kandahar, herat, jalalabad, mazar-i-sharif, kunduz, ghazni, khost, bamiyan
India: new delhi, delhi, mumbai, kolkata, chennai, bengaluru, bangalore, srinagar, jammu, \
amritsar, \
ahmedabad, lucknow, jaipur, chandigarh, pune, patna, guwahati, bhopal
Bangladesh: dhaka, chittagong, cox's bazar
Sri Lanka: colombo, kandy
Nepal: kathmandu
Iran: tehran, mashhad, isfahan
Iraq: baghdad, basra, mosul, erbil
Saudi Arabia: riyadh, jeddah, makkah, mecca, madina, medina
UAE: dubai, abu dhabi, sharjah
Qatar: doha
Kuwait: kuwait city
Bahrain: manama
Oman: muscat
Yemen: sanaa, aden
Syria: damascus, aleppo, idlib
Lebanon: beirut
Jordan: amman
Israel: jerusalem, tel aviv, haifa
Gaza Strip: gaza, gaza city, khan younis, rafah
West Bank: ramallah, nablus, hebron, jenin, bethlehem
Turkey: ankara, istanbul
Egypt: cairo, alexandria
Libya: tripoli, benghazi
Tunisia: tunis
Algeria: algiers
Morocco: rabat, casablanca
Sudan: khartoum
Ethiopia: addis ababa
Kenya: nairobi
Uganda: kampala
Somalia: mogadishu
Nigeria: lagos, abuja, kano
Ghana: accra
Senegal: dakar
Mali: bamako
DR Congo: kinshasa
South Africa: johannesburg, cape town, pretoria, durban
Zimbabwe: harare
United States: washington, new york, los angeles, chicago, san francisco, boston, houston, dallas, \
atlanta, miami, seattle, denver, detroit, philadelphia, phoenix, las vegas, san diego, austin, \
new orleans, st. louis, kansas city, minneapolis, baltimore, buffalo, palm beach
Canada: ottawa, toronto, montreal, vancouver, calgary, quebec city
Mexico: mexico city
Cuba: havana
Haiti: port-au-prince
Venezuela: caracas
Colombia: bogota, bogotá
Brazil: brasilia, sao paulo, são paulo, rio de janeiro
Argentina: buenos aires
Chile: santiago
Peru: lima
Ecuador: quito
Bolivia: la paz
Uruguay: montevideo
Honduras: tegucigalpa
United Kingdom: london, manchester, birmingham, edinburgh, glasgow, belfast, cardiff, \
liverpool, leeds
Ireland: dublin
France: paris, lyon, marseille, strasbourg, toulouse, nice, lille, cannes, bordeaux, nantes, rennes
Germany: berlin, munich, münchen, frankfurt, hamburg, cologne, köln, peine, bonn, düsseldorf, \
stuttgart, hannover, leipzig, dresden, bremen, nürnberg, karlsruhe, mainz, wiesbaden, potsdam, kiel
Austria: vienna, wien, graz, linz, salzburg, innsbruck
Switzerland: geneva, genève, zurich, zürich, bern, berne, berna, davos, basel, bâle, lausanne, \
lugano, lucerne, luzern, st. gallen, winterthur
Belgium: brussels, bruxelles, brussel, antwerp, antwerpen, anvers, gent, liège
Netherlands: the hague, den haag, amsterdam, rotterdam, utrecht
Luxembourg: luxembourg
Italy: rome, roma, milan, milano, naples, napoli, venice, venezia, turin, torino, \
firenze, bologna, palermo
Vatican: vatican city, vatikanstadt, città del vaticano, ciudad del vaticano
Spain: madrid, barcelona, seville, sevilla, bilbao, málaga, zaragoza
Portugal: lisbon, lisboa
Greece: athens, αθηνα, αθήνα, θεσσαλονικη, θεσσαλονίκη
Cyprus: nicosia
Sweden: stockholm, göteborg, malmö
Norway: oslo, trondheim, stavanger
Denmark: copenhagen, københavn, aarhus
Finland: helsinki, helsingfors, tampere, turku
Poland: warsaw, warszawa, kraków, gdańsk
Czech Republic: prague, praha, brno
Hungary: budapest
Romania: bucharest
Bulgaria: sofia
Serbia: belgrade
Croatia: zagreb
Bosnia: sarajevo
Kosovo: pristina
Ukraine: kyiv, kiev, kharkiv, odesa, lviv
Russia: moscow, st. petersburg, москва, санкт-петербург
Belarus: minsk
Georgia: tbilisi
Armenia: yerevan
Azerbaijan: baku
Kazakhstan: astana, almaty
Uzbekistan: tashkent
Tajikistan: dushanbe
Kyrgyzstan: bishkek
China: beijing, shanghai, guangzhou, shenzhen, wuhan, hong kong, urumqi, lhasa
Taiwan: taipei
Japan: tokyo, osaka, kyoto, saitama
South Korea: seoul, busan
North Korea: pyongyang
Mongolia: ulaanbaatar
Vietnam: hanoi
Thailand: bangkok
Myanmar: yangon, naypyidaw
Cambodia: phnom penh
Malaysia: kuala lumpur
Singapore: singapore
Indonesia: jakarta
Philippines: manila
Australia: sydney, melbourne, brisbane, canberra, perth, adelaide
New Zealand: wellington, auckland, christchurch
Everywhere: united nations, at sea, undated, aboard air force one
پاکستان: اسلام آباد, لاہور, کراچی, پشاور, کوئٹہ, راولپنڈی, ملتان
العالم: القاهرة, بيروت, دمشق, بغداد, الرياض, دبي, الدوحة, القدس, غزة, باريس, لندن, واشنطن
"""


def _read() -> dict[str, set[str]]:
    towns: dict[str, set[str]] = {}
    for line in _TOWNS.strip().splitlines():
        country, _, names = line.partition(": ")
        for name in names.split(", "):
            towns.setdefault(name, set()).add(country.casefold())
    return towns


_COUNTRIES_OF = _read()
COUNTRIES = frozenset().union(*_COUNTRIES_OF.values()) - {"everywhere"}
# Towns of the same name that are the dateline of big stories elsewhere.
_COUNTRIES_OF["hyderabad"].add("india")
_COUNTRIES_OF["birmingham"].add("united states")
_COUNTRIES_OF["santiago"].add("cuba")
_COUNTRIES_OF["valencia"] = {"spain", "venezuela"}
_COUNTRIES_OF["tripoli"].add("lebanon")
_COUNTRIES_OF["mirpur"].add("bangladesh")


def is_place(name: str) -> bool:
    """Whether ``name`` is a town that we know, however it is written."""
    return " ".join(name.split()).casefold() in _COUNTRIES_OF


def is_elsewhere(town: str, country: str) -> bool:
    """Whether we know both ``town`` and ``country``, and know the town in other countries only."""
    known = _COUNTRIES_OF.get(" ".join(town.split()).casefold())
    return known is not None and country.casefold() in COUNTRIES and country.casefold() not in known
