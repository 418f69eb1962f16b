"""The command line `drumbeat`. Each module holds the commands of one kind; this one only collects them."""

import typer

from bot.cli import admin, database, doctor, forget, key, manifest, outbox, rehearse, serve, tick, transfer

app = typer.Typer(
    name="drumbeat",
    help="Keeps the weekly OKR check-in alive inside the channels a team already has.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command()(serve.run)
app.command()(serve.web)
app.command()(serve.worker)
app.command()(tick.tick)
app.command("import")(transfer.import_file)
app.command("export")(transfer.export_file)
app.command()(doctor.doctor)
app.command()(forget.forget)
app.command()(rehearse.rehearse)
app.command()(key.key)
app.add_typer(database.app, name="db")
app.add_typer(database.sample_app, name="sample")
app.add_typer(admin.app, name="admin")
app.add_typer(outbox.app, name="outbox")
app.add_typer(manifest.app, name="manifest")

__all__ = ["app"]
