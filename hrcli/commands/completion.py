"""`hrcli completion`: the script with which a shell asks hrcli what TAB may offer."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that lets TAB complete commands, ids, keys and words in your shell.

    Put it where your shell looks for such scripts: ~/.local/share/bash-completion/completions/hrcli
    for bash, the file _hrcli in a folder of $fpath for zsh, and
    ~/.config/fish/completions/hrcli.fish for fish. TAB shows no text of a case and writes nothing.

    \b
    Examples:
      hrcli completion bash
      hrcli completion zsh
      hrcli completion fish
    """
    made = get_completion_class(shell)
    if made is not None:  # not source(), which starts bash to ask how old it is
        script = made(ctx.find_root().command, {}, "hrcli", "_HRCLI_COMPLETE")
        click.echo(script.source_template % script.source_vars(), nl=False)
