"""The opinion pages of the sample newsroom: nine editorials, a column and a letter."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from newsroom.management.sample.shapes import Byline, Change, Fate


@dataclass(frozen=True, slots=True)
class SampleOpinion:
    """One piece; `paragraphs` are plain text, an empty `teaser` leaves it to the paper to cut one.

    `section` is a slug or empty. `hours_ago` is the first publication, `minutes_ahead` the time
    of one that is scheduled.
    """

    slug: str
    headline: str
    fate: Fate
    paragraphs: tuple[str, ...]
    genre: str = "editorial"
    kicker: str = ""
    standfirst: str = ""
    teaser: str = ""
    bylines: tuple[Byline, ...] = ()
    section: str = ""
    topics: tuple[str, ...] = ()
    language: str = "en"
    hours_ago: float | None = None
    minutes_ahead: int | None = None
    change: Change | None = None

    @property
    def body(self) -> str:
        """The text as HTML."""
        return "\n".join(f"<p>{escape(each, quote=False)}</p>" for each in self.paragraphs)


OPINION = (
    SampleOpinion(
        "a-channel-for-everyone",
        "A channel for everyone",
        Fate.UPDATED,
        (
            "THE harbour board has done a rare thing: it has begun a great work on the day that"
            " it named. The dredgers are in the channel, the survey launch is ahead of them, and"
            " a city that lives from the sea without often looking at it has been made to look.",
            "The case for depth is sound. Ships have outgrown the door of our harbour, and every"
            " hour that a captain waits for the tide is paid for in the price of lentils. If the"
            " saving is as large as the board says, it should be seen in the shops, and the"
            " board should help us to see it by printing what a container costs to land, before"
            " and after.",
            "But a harbour is more than its deepest ship. The villages of the western shore have"
            " fished that water for longer than there has been a board, and they did not ask for"
            " the works to be stopped. They asked to be told the truth about the water while"
            " there is still time to act on it.",
            "The buoys are a good answer. Four small instruments that anyone can read do more"
            " for trust than forty hearings. What they need now is a rule that bites. A dredger"
            " costs as much standing still as it does at work, and there will come a morning"
            " on which somebody in an office would rather wait for one more reading.",
            "On that morning the board should stop. It should do so in daylight, say that it has"
            " done so, and start again when the figures allow. It will lose a day and gain"
            " fourteen months.",
            "Nor should the beach at Kanwari be left for the end. The sand is to be had from the"
            " first clean stretch of channel, the pipe is there, and children who cannot play"
            " on a promise could be playing on it by the autumn.",
        ),
        kicker="Harbour",
        teaser="The dredger must stop the first time the water says so. Everything else hangs"
        " on that.",
        section="city",
        topics=("harbour", "fisheries"),
        hours_ago=4,
        change=Change(
            kind="update",
            old="there will come a morning on which somebody in an office would rather wait for"
            " one more reading.",
            new="there will come a morning on which somebody in an office would rather wait for"
            " one more reading. The line for skippers that the board has promised today is"
            " welcome, as long as the person who answers it has the right to say stop.",
            note="Takes account of the board’s offer of a telephone line for skippers.",
            hours_ago=1.25,
        ),
    ),
    SampleOpinion(
        "drains-before-june",
        "Drains before June",
        Fate.PUBLISHED,
        (
            "RAIN does not read tenders. It comes when it comes, this year nine days early, and"
            " it finds the drains of the city as the city has left them. In the wards along the"
            " cloth market that means three quarters clean, which, as anyone who has carried a"
            " sewing machine up a flight of stairs in the dark can say, is not clean at all.",
            "The contract for the spring cleaning was put out twice. The first time the papers"
            " asked for a kind of suction lorry of which there is one in the province. The"
            " second time somebody thought to ask the engineers. Between the two lay five dry"
            " weeks that will not come again.",
            "None of this is wickedness. It is a habit of treating the monsoon as an event,"
            " to be met with boots and a camera, when it is a date. It should be budgeted in"
            " October, tendered in December and finished by the time that the mangoes flower.",
            "The crews who now work through the night deserve better than thanks. They deserve"
            " lamps, gloves, and the day off after it that the rules allow them and the rota"
            " does not.",
            "And the rest of us might keep our handcarts off the gutters and our shopping bags"
            " out of them. A drain is the one public building in which every citizen has a"
            " share every day.",
        ),
        kicker="Monsoon",
        section="city",
        topics=("monsoon",),
        hours_ago=7,
    ),
    SampleOpinion(
        "a-price-for-the-wind",
        "A price for the wind",
        Fate.PUBLISHED,
        (
            "SIX hundred megawatts came over the western hills this week, and the first thing"
            " that they met was a price list. It offers cheaper power in the windy afternoon to"
            " those who can move their work there. That is the right idea, and it is still too"
            " timid.",
            "An afternoon tariff pays only those who have something to move. An ice maker can"
            " freeze at three and sell at eight, if she has the tank. A mill can turn its heavy"
            " machines to the hours of wind. To do so they have to buy steel, hire people and"
            " trust that the price will be there next year.",
            "Nobody builds a tank on the strength of one summer. Five years would be a promise;"
            " one year is an advertisement. The grid company knows as much, since it asked for"
            " twenty before it built the line.",
            "For those at home there is nothing until October. Yet a house can shift too: a"
            " pump on the roof, an iron, a washing machine in a laundry that serves forty flats."
            " A cheaper hour printed on the bill, with a clock on it, would teach more about"
            " thrift than a season of appeals.",
            "The evening cut will be shorter by July. It is worth saying so, for people have"
            " waited long to hear anything of the kind. The next sentence ought to be when"
            " it will end.",
        ),
        kicker="Energy",
        section="business",
        topics=("power-grid",),
        hours_ago=8,
    ),
    SampleOpinion(
        "seven-oclock-children",
        "Seven o’clock children",
        Fate.CORRECTED,
        (
            "IN the upper rooms of our schools the chalk is too warm to hold by noon. To start"
            " the day at seven until the rains, as the department has decided, is plain good"
            " sense, and it should have been decided in April.",
            "The measure rests on something new. Thermometers were hung in forty schools, and"
            " for once a rule was made by reading them. We would gladly see the list, school by"
            " school, since a building that is three degrees hotter than its neighbour has a"
            " fault that can be mended.",
            "An early bell is not free. Somebody has to be at home at noon, and it is seldom"
            " the person with the larger wage. The halls that stay open until half past one"
            " are therefore no courtesy but the other half of the plan. There are 26 of them for"
            " a city of two million, and most lie where the need is least.",
            "White paint on a roof costs about as much as a desk. Trees cost less, and take"
            " longer, which is the best reason to plant them this month rather than next year.",
            "What children lose by five minutes a lesson they will not miss. What they lose by"
            " an afternoon at thirty-eight degrees no examination has yet been able to measure.",
        ),
        kicker="Schools",
        teaser="An early bell is good sense. It is only half of the plan.",
        section="city",
        topics=("schools", "monsoon"),
        hours_ago=30,
        change=Change(
            kind="correction",
            old="There are 26 of them for a city of two million",
            new="There are 62 of them for a city of two million",
            note="This editorial at first gave the number of schools that keep a hall open as 26."
            " It is 62.",
            hours_ago=24,
        ),
    ),
    SampleOpinion(
        "a-quiet-place",
        "A quiet place",
        Fate.PUBLISHED,
        (
            "IT is not often that a public building is improved by taking something away. In the"
            " library of Merewether Street the masons took away a ceiling, and gave the city"
            " back three windows that it had paid for and forgotten.",
            "There were reasons for that ceiling. It was cheap, it hid the pipes, and it made a"
            " tall room easier to cool. Every generation has reasons of this sort. The lesson"
            " is not that our grandparents were fools but that somebody will one day be standing"
            " on a ladder, wondering what we were thinking of.",
            "Almost two thousand people joined in a morning. Most of them, to judge by the queue,"
            " were under twenty-five and had come less for the books than for a chair, a lamp"
            " and the company of others who were also keeping quiet. That is as old a use of a"
            " library as any, and a harder one to find elsewhere.",
            "The late hours cost eleven million rupees a year, and the city has found the money"
            " for one. It should find it for ten. A student who is told to go home at six goes"
            " home to a kitchen table, if she is lucky.",
            "There are nine branch libraries in the outer wards. Two have roofs that leak and"
            " none is open after five. The great room is mended; now for the small ones.",
        ),
        kicker="Libraries",
        section="culture",
        topics=("libraries",),
        hours_ago=31,
    ),
    SampleOpinion(
        "forty-rupees",
        "Forty rupees",
        Fate.UPDATED,
        (
            "FOR six years the shortest way between two halves of one district was to wave. The"
            " ferry that was taken off for want of passengers has come back to a landing full"
            " of them, which ought to interest whoever did the counting.",
            "The old boat was late, and leaked, and carried three hundred people a day. From"
            " this it was concluded that three hundred people wished to cross. One might as"
            " well measure the thirst of a village at a broken pump.",
            "The council has promised to carry the loss for three years. It should use them."
            " A fare is a policy: at forty rupees a basket maker goes to see his cousin, at"
            " eighty he thinks of him.",
            "Safety must not become a matter of mood. There is a red mark on the gauge, above"
            " which the boat stays tied up. On the first day of high water a minister or a"
            " wedding party will need to cross, and the purser will need a council that backs"
            " him.",
            "Elsewhere on the river four landings stand empty, with their steps in good order."
            " The Mehran Bell makes eight crossings a day. We should like to know what a sister"
            " would cost.",
        ),
        kicker="Rivers",
        teaser="Passengers were never wanting. A ferry was.",
        section="national",
        topics=("ferries",),
        hours_ago=32,
        change=Change(
            kind="update",
            old="We should like to know what a sister would cost.",
            new="The council says that a sister would cost 310 million rupees, which is what it"
            " spends on the road to the bridge in a year and a half.",
            note="Adds the council’s figure for a second boat.",
            hours_ago=27,
        ),
    ),
    SampleOpinion(
        "an-hour-without-lamps",
        "An hour without lamps",
        Fate.SCHEDULED,
        (
            "WHEN the lamps on the promenade went out for the eclipse, people did not hurry home."
            " They sat down on the wall and looked up, and a good many saw the Milky Way for the"
            " first time above the city in which they were born.",
            "Nothing was stolen, nobody fell into the harbour, and the ferry found its landing."
            " The hour cost the city nothing; it saved, if one insists, some nine thousand"
            " rupees.",
            "We do not ask for darkness. We ask for lamps with lids, so that what we pay to"
            " light the street does not go to light the clouds. Turtles would be grateful, and"
            " so would those who sleep on the upper floors.",
            "In the meantime let there be one such hour each season, on a night without a moon,"
            " announced beforehand and kept. It could be the one public entertainment to which"
            " nobody needs a ticket and nobody has a better seat.",
            "The astronomical club has offered to bring the telescopes. The city need only bring"
            " the switch.",
        ),
        kicker="The night",
        section="science",
        topics=("astronomy",),
        minutes_ahead=55,
    ),
    SampleOpinion(
        "who-earns-on-salt",
        "Who earns on salt",
        Fate.DRAFT,
        (
            "SALT is dearer by a third, if the dealers are to be believed, and of the dearer sack"
            " not one rupee has reached those who rake it.",
            "The makers speak of diesel and of rain in March. Both are real. Neither explains why"
            " the price of last year’s stock has risen with that of this year’s.",
            "An exchange that meets only for weddings is no market. It needs a board on the wall"
            " with yesterday’s price on it, and a clerk to chalk it up.",
            "The wage on the pans was last set eleven years ago. A column of figures is wanted"
            " here before this goes any further.",
            "Until then the cook who reaches for the jar pays, and the man with the rake is none"
            " the richer for it.",
        ),
        kicker="Prices",
        section="business",
    ),
    SampleOpinion(
        "the-width-of-a-bootlace",
        "The width of a bootlace",
        Fate.IN_REVIEW,
        (
            "NINETY years is a long time to wait for a cup, and a push toward mid-on is a modest"
            " way to win it. Harbour Club will not mind, and neither do we.",
            "What deserves a thought is where those eleven men learned the game. Seven of them"
            " come from three lanes behind the ice factory, where the stumps are drawn in chalk"
            " and a ball on the tannery roof is out.",
            "There are fewer such lanes every year. The plot on which the captain’s brothers"
            " played is a car park; the one beside it will be another.",
            "The city has drawn up a list of open ground, ward by ward. It is a short list. It"
            " should be made a law before it is made shorter.",
            "Let the cup go round the schools by all means. But let it be carried past the car"
            " park on the way.",
        ),
        kicker="Coast Cup",
        section="sport",
        topics=("coast-cup",),
    ),
    SampleOpinion(
        "the-art-of-waiting-for-a-boat",
        "The art of waiting for a boat",
        Fate.PUBLISHED,
        (
            "My aunt held that there were two sorts of people, those who look at the river while"
            " they wait and those who look at the clock, and that one should marry across the"
            " line if possible. She herself looked at the other passengers.",
            "I thought of her this week on the eastern landing, where the new ferry sails so"
            " punctually that the old skill is in danger. One used to have time. One could learn"
            " at a single sitting who was ill, who was to be engaged, and what was thought of it"
            " by the family of the tea seller.",
            "Nobody regrets the leak, or the smoke, or the cushion that was always damp. But a"
            " delay that is shared by a hundred people is a kind of assembly. Things were settled"
            " on that landing that no court would have touched.",
            "The modern traveller is spared all this. He arrives at nine minutes past, is on the"
            " far side at half past, and knows no more of his neighbours than he did at home."
            " He has gained forty minutes and will spend them on his telephone.",
            "I do not want the old boat back. I want a bench, facing inward, in the shade; and"
            " perhaps a purser of the old school, who is sometimes moved to finish his tea.",
            "The goat, I am told, has since travelled twice more, and has been seen to look"
            " at the river.",
        ),
        genre="column",
        kicker="Tahmina Rodrigues",
        standfirst="The new ferry is on time. Something has been lost, and my aunt could have"
        " said what.",
        bylines=(Byline("Tahmina Rodrigues"),),
        section="culture",
        topics=("ferries",),
        hours_ago=12,
    ),
    SampleOpinion(
        "benches-on-the-promenade",
        "Benches on the promenade",
        Fate.PUBLISHED,
        (
            "Sir, The eleven benches between the old lighthouse and the fish steps were taken"
            " away for painting on a morning in February. I know the number because I sat on"
            " each of them in turn on doctor’s orders.",
            "They have not come back. The ward office tells me that they are drying.",
            "I am seventy-three and do not wish to seem impatient. But I painted a boat of"
            " nine metres every spring for forty years, and I never knew a coat to take longer"
            " than two days, even in the wet.",
            "If the benches have found a better place I should be glad to be told where, since I"
            " could then walk there and sit down.",
            "Retired boatbuilder, Kanwari",
        ),
        genre="letter",
        kicker="Letters",
        bylines=(Byline("Hashim Rangoonwala"),),
        hours_ago=28,
    ),
)
