"""The months as agencies write them, whole and shortened, in the languages of their services."""

# English, German and Austrian, French, Spanish, Italian, Portuguese, Dutch, Scandinavian; with
# accents and without, as old lines drop them. Not "out" (Portuguese): it is a word of English.
_NAMES = (
    "jan january januar januari janvier janv jänner jän enero ene gennaio gen janeiro",
    "feb february februar februari fév févr février fev fevrier febrero febbraio fevereiro",
    "mar march märz mär mrz maerz mars marzo março marco maart mrt marts",
    "apr april avr avril abril abr aprile",
    "may mai mayo maggio mag maio mei maj",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juil juillet julio luglio lug julho",
    "aug august août aout aoû aou agosto ago augustus augusti",
    "sep sept september septembre septiembre setiembre settembre set setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro",
    "nov november novembre noviembre novembro",
    "dec december dezember dez décembre déc decembre diciembre dicembre dic dezembro desember des",
)
_RUSSIAN = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
)
# The number of the month by its name in small letters.
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
MONTHS |= {name: number for number, name in enumerate(_RUSSIAN, 1)}
# For patterns that ignore case: the longer names first, so that none is cut short.
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
