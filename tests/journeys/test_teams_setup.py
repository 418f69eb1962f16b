"""Starting in Teams: setup by a mention, its form in the personal chat or in a dialog, and who is refused."""

from tests.fakes.teams import Somebody
from tests.journeys.teams_world import OPENING, World, setup_values

OTHER = "88888888-8888-4888-8888-888888888888"


async def test_setup_by_a_mention_gives_its_form_in_the_personal_chat_and_nothing_to_the_channel(tenant: World) -> None:
    ana = tenant.crowd.ana
    await tenant.type(ana, "setup")
    assert tenant.said() == []
    shown = ana.sees(tenant.form(ana))
    assert shown.values()[shown.key("name")].lower() == "growth"
    await tenant.send(ana, setup_values(tenant.crowd))
    await tenant.settle()
    assert "Growth" in await tenant.type(ana, "")
    assert tenant.said() == []
    tenant.no_harm()


async def test_what_is_wrong_is_marked_and_everything_typed_is_kept(tenant: World) -> None:
    ana = tenant.crowd.ana
    await tenant.type(ana, "setup")
    outcome = await tenant.send(ana, setup_values(tenant.crowd, zone="Europe/Nowhere", opens_at="25:00"))
    assert outcome.shown is not None
    assert len(outcome.shown.marked()) >= 2
    values = outcome.shown.values()
    assert values[outcome.shown.key("replaces")] == "the Wednesday status mail"
    assert values[outcome.shown.key("opens_at")] == "25:00"
    assert tenant.crowd.ben.user.aad in values[outcome.shown.key("members")]
    taken = await tenant.send(ana, {"zone": "Europe/Berlin", "opens_at": "10:00"})
    assert taken.shown is None or not taken.shown.inputs()
    await tenant.at(OPENING)
    assert "0 of 3 in" in tenant.prompt().said
    tenant.no_harm()


async def test_setup_in_a_dialog_does_the_same(tenant: World) -> None:
    ana = tenant.crowd.ana
    await tenant.type(ana, "")
    board = ana.inbox()[-1]
    start = next(label for label in ana.sees(board).buttons() if "up" in label.lower())
    outcome = await ana.press(board, start)
    assert ana.dialog is not None, outcome
    await tenant.submit(ana, setup_values(tenant.crowd))
    await tenant.at(OPENING)
    assert "0 of 3 in" in tenant.prompt().said
    tenant.no_harm()


async def test_a_private_channel_is_refused_with_what_to_do_instead(tenant: World) -> None:
    secret = tenant.teams.tenant.add_channel(tenant.sales, "secret", channel_type="private")
    secret.own_members, secret.added_app = [tenant.crowd.ana.user], True
    said = await tenant.type(tenant.crowd.ana, "setup", secret)
    assert "standard channel" in said or "group chat" in said
    assert tenant.teams.tenant.said_in(secret) == []


async def test_another_tenant_is_refused_and_nothing_of_it_is_kept(tenant: World) -> None:
    await tenant.type(tenant.crowd.ana, "help")
    other = tenant.teams.add_tenant(OTHER, "Other Company")
    ola = Somebody(tenant.teams, other, other.add_user("ola"))
    place = other.add_channel(other.add_team("Others", [ola.user]), "sales")
    await ola.types("setup", place)
    await ola.types("help")
    await tenant.quiet()
    assert other.said_in(place) == []
    assert all(not message.card or "Set up" not in message.said for message in ola.inbox())
    assert len(await tenant.bot.store.workspaces()) == 1


async def test_a_guest_is_refused_kindly(tenant: World) -> None:
    gus = tenant.crowd.gus
    await tenant.happen.add_app(gus.user)
    await tenant.type(gus, "setup")
    assert "guest" in "\n".join(message.said for message in gus.inbox())
    assert tenant.said() == []


async def test_who_cannot_be_written_to_hears_in_the_thread_how_that_is_mended_and_nothing_else(tenant: World) -> None:
    gus = tenant.crowd.gus
    await tenant.type(gus, "setup")
    typed = tenant.teams.tenant.messages[0]
    [excuse] = tenant.teams.tenant.said_in(tenant.place, typed)
    assert "Add me in Teams first" in excuse.said
    assert tenant.said() == gus.inbox() == []
