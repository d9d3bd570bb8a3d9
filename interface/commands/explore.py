"""``bubbles explore``: the explorer in the browser, from this machine alone, or as one file to mail round."""

from __future__ import annotations

from pathlib import Path

import click

from interface import options
from interface.exploring import bundle_of_all, export_page, export_scenarios, model_here, model_of, serve_page
from interface.language import say


@click.command(epilog="Example: bubbles explore --export explorer.html")
@click.argument("names", nargs=-1, metavar="[SCENARIO]...")
@click.option(
    "--export",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the page to a file; with a name that ends in .json the scenarios alone, to be dropped on the page.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to serve at; a free one if not given.")
@click.option("--lan", is_flag=True, help="Let others in the network open it too, as a class does.")
@click.option("--pupils", is_flag=True, help="A page for pupils: it leads to no teacher's page and no answers.")
@click.option("--word", metavar="WORD", help="A word of your own that opens the answers in a page for pupils.")
@click.option(
    "--framed-by",
    "framed",
    metavar="ADDRESS",
    help="Let a learning platform show the page in a frame: https://moodle.example.org, or any.",
)
@click.option("--open/--no-open", "opens", default=True, show_default=True, help="Open it in the browser.")
@options.language
@options.as_json
@options.quiet
def explore(
    names: tuple[str, ...],
    file: Path | None,
    port: int,
    lan: bool,
    pupils: bool,
    word: str | None,
    framed: str | None,
    opens: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Explore the model in the browser: levers, curves, the map, the loops, lessons.

    The whole model runs in the page, which sends nothing anywhere. With --export it is one file that works
    without this program, and without a network. Each SCENARIO is the path of a file of your own: it is in the page,
    with its places, dates, waves and rules by place.

    A page for pupils (--pupils) leads to no answers; --word opens them. That keeps them out of sight and is no lock:
    whoever reads the source of the page finds them.
    """
    from interface.explorer.door import checked_word, for_pupils
    from interface.explorer.serve import PAGE, framed_by, with_scenarios

    options.refuse_idle("--word", acts=pupils, because="without --pupils. Allowed: with it")
    is_bundle = file is not None and file.suffix.lower() == ".json"
    options.refuse_idle("--pupils", acts=not is_bundle, because="on a file of scenarios alone. Allowed: on a page")
    in_any = "with --export: a page in a file may stand in any frame. Allowed: without"
    options.refuse_idle("--framed-by", acts=file is None, because=in_any)
    framed_by(framed)
    word = checked_word(word) if word is not None else None
    for option in ("--port", "--lan"):
        options.refuse_idle(option, acts=file is None, because="with --export, as nothing is served. Allowed: without")
    page = PAGE.read_text(encoding="utf-8")
    model = model_of(page)
    if model != model_here() and not quiet:
        click.echo(say("explore.stale"), err=True)
    bundle = bundle_of_all(names) if names else None
    if file is not None and is_bundle:
        export_scenarios(file, names, bundle, as_json, quiet)
        return
    if bundle is not None:
        page = with_scenarios(page, bundle)
    if pupils:
        page = for_pupils(page, word)
    if file is not None:
        export_page(file, page, model, word, as_json, quiet)
    else:
        serve_page(page, names, port, lan, word, framed, opens, as_json, quiet)
