"""What a client says of where a form was asked for opens nothing to whoever is not there."""

from dataclasses import replace

from adapters.teams.arriving.incoming import Way
from adapters.teams.carried import Carried, Origin
from cadence.requests import ShowForm
from tests.adapters.teams.showing.office import WHO, Office
from tests.fakes.teams import Shown


async def test_a_forged_origin_shows_nobody_who_is_in_another_chat(office: Office) -> None:
    """An origin that was not believed is not where the request comes from (`knowing.places`)."""
    forged = Origin(channel=office.trio.id, is_private=True, has_threads=False)
    mine = office.pressed(Way.EXECUTE, office.ann, office.teams.tenant.personal(office.ann))
    for channel, known in ((None, 0), (office.trio.id, 2)):
        believed = replace(mine.request, channel=channel)
        asked = replace(mine, request=believed, carried=Carried(do="press", action="x", origin=forged))
        await office.replies.show(ShowForm(WHO), asked)
        shown = Shown(office.teams.tenant.to(office.ann)[-1].card or {})
        assert len(shown.inputs()[shown.key("owner")]["choices"]) == known
