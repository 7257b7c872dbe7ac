"""`evershow prepare`: what the installation calls once. It does not know what is compiled, nor what is measured."""

from __future__ import annotations

import click


@click.command()
def prepare() -> None:
    """Compile once, for every viewer, what the first show would otherwise compile (some 15 s); measure how fast this
    machine draws (some 5 s), by which the size of the picture is chosen where nobody sets it.

    \b
    evershow prepare

    `make play` calls it after the installation. Harmless to call again; needed again after an update.
    """
    from rich.progress import BarColumn, Progress, TextColumn

    from player.crew import usual_workers
    from player.gauging import AutoSize
    from player.preparing import prepare as compile_all
    from profiles.home import ready_home

    with Progress(TextColumn("Preparing"), BarColumn(), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        done = compile_all(tell=lambda share: bar.update(task, completed=share))
    if not done.kept:
        click.echo("Nothing can be written beside the sources; the first show of each viewer's folder compiles itself.")
        return
    click.echo(f"Ready: {done.kernels} pieces of machine code compiled in {done.seconds:.0f} s.")
    auto = AutoSize(ready_home())
    if auto.measure(usual_workers()):
        click.echo(f"Shows begin at {auto.size} where nobody sets a size.")
    else:
        click.echo(f"How fast this machine draws could not be measured now; shows begin at {auto.size}.")
