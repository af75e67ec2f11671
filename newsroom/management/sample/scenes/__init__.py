"""The nine scenes of the made pictures; each paints one at the size that it is given."""

from __future__ import annotations

from newsroom.management.sample.painting import Scene
from newsroom.management.sample.scenes.cricket import cricket_ground
from newsroom.management.sample.scenes.harbour import harbour_dawn
from newsroom.management.sample.scenes.library import reading_room
from newsroom.management.sample.scenes.lighthouse import lighthouse_storm
from newsroom.management.sample.scenes.night import eclipse_night
from newsroom.management.sample.scenes.orchard import mango_orchard
from newsroom.management.sample.scenes.pylons import pylons_dusk
from newsroom.management.sample.scenes.river import river_ferry
from newsroom.management.sample.scenes.street import monsoon_street

SCENES: dict[str, Scene] = {
    "harbour-dawn": harbour_dawn,
    "monsoon-street": monsoon_street,
    "river-ferry": river_ferry,
    "reading-room": reading_room,
    "eclipse-night": eclipse_night,
    "mango-orchard": mango_orchard,
    "pylons-dusk": pylons_dusk,
    "cricket-ground": cricket_ground,
    "lighthouse-storm": lighthouse_storm,
}
