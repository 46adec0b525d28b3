"""Completion for bash, zsh and fish: the scripts, where they go, and what is offered for a half-typed command line.

A script runs `cxdesk` itself with `_CXDESK_COMPLETE` set and the words typed so far as arguments, the last one
unfinished; the answer is `value<TAB>help` lines. Verbs and options of every verb are offered without importing Typer.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cxdesk.catalogue import _
from cxdesk.cli.context import Cli
from cxdesk.cli.options import BY_NAME, GLOBAL_OPTIONS, ROOT_OPTIONS, read_options
from cxdesk.cli.place import user_data
from cxdesk.cli.surroundings import Surroundings
from cxdesk.cli.table import VERBS, is_group, next_words
from cxdesk.errors import WrongUse
from cxdesk.text import plain

VARIABLE = "_CXDESK_COMPLETE"
Pair = tuple[str, str]

# Bash breaks a word at its colons and puts candidates after the last one: the words are joined again, and what stands
# before that colon is taken off the candidates.
_BASH = """\
_cxdesk_complete() {
    local line word before count=0
    local -a typed=()
    COMPREPLY=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if (( count )) && [[ $word == :* || ${typed[count-1]} == *: ]]; then
            typed[count-1]+=$word
        else
            typed[count]=$word
            count=$((count + 1))
        fi
    done
    word=${typed[count-1]}
    before=${word%"${word##*:}"}
    while IFS= read -r line; do
        line=${line%%$'\\t'*}
        COMPREPLY+=("${line#"$before"}")
    done < <(_CXDESK_COMPLETE=bash "$1" "${typed[@]}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]]; then compopt -o nospace; fi
}
complete -o default -F _cxdesk_complete cxdesk
"""
_ZSH = """\
#compdef cxdesk
_cxdesk() {
    local -a found
    local value help
    while IFS=$'\\t' read -r value help; do
        found+=("${value//:/\\\\:}${help:+:$help}")
    done < <(_CXDESK_COMPLETE=zsh "${words[1]}" "${(@)words[2,CURRENT]}" 2>/dev/null)
    if (( ${#found} )); then _describe cxdesk found; else _files; fi
}
if [ "$funcstack[1]" = "_cxdesk" ]; then _cxdesk "$@"; else compdef _cxdesk cxdesk; fi
"""
_FISH = """\
function __cxdesk_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l program $typed[1]
    set -e typed[1]
    env _CXDESK_COMPLETE=fish $program $typed "$current" 2>/dev/null
end
complete --command cxdesk --no-files --arguments "(__cxdesk_complete)"
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def which_shell(named: str | None, surroundings: Surroundings) -> str:
    """The shell *named*, else the one of `$SHELL`. Raises WrongUse for one without a script."""
    shell = named or Path(surroundings.env.get("SHELL", "")).name
    if shell not in SCRIPTS:
        raise WrongUse(
            _("there is no completion for the shell {shell}").format(shell=shell or "?"),
            mend=_("name one of: {shells}").format(shells=", ".join(SCRIPTS)),
        )
    return shell


def install(shell: str, surroundings: Surroundings) -> Path:
    """Write the script where *shell* looks for it by itself and answer where; no start-up file is edited."""
    env = surroundings.env
    home = Path(env.get("HOME", "~")).expanduser()
    config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    targets = {
        "bash": user_data(env, "linux") / "bash-completion" / "completions" / "cxdesk",
        "zsh": home / ".zfunc" / "_cxdesk",
        "fish": config / "fish" / "completions" / "cxdesk.fish",
    }
    target = targets[shell]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(SCRIPTS[shell], encoding="utf-8")
    return target


def after_install(shell: str) -> str:
    """What a person has to know or do once the script is in place."""
    if shell == "zsh":
        line = "fpath+=~/.zfunc; autoload -Uz compinit; compinit"
        return _("add to ~/.zshrc, unless it is there: {line}").format(line=line)
    if shell == "bash":
        return _("it works in new shells that load bash-completion")
    return _("it works in new shells")


def write_candidates(words: Sequence[str], surroundings: Surroundings) -> None:
    """Answer a shell. Whatever goes wrong, it gets silence: an error would tear up the line that is being typed."""
    try:
        pairs = sorted(set(candidates(list(words) or [""], surroundings)))
    except Exception:  # noqa: BLE001 (see above)
        return
    for value, told in pairs:
        surroundings.stdout.write(f"{plain(value)}\t{plain(told)}\n")


def candidates(words: Sequence[str], surroundings: Surroundings) -> Iterable[Pair]:
    """What may stand for the last of *words*, with a line of help each."""
    *typed, unfinished = words
    values: dict[str, object] = {}
    verb = ""
    position = 0
    while position < len(typed):
        option = BY_NAME.get(typed[position])
        if option is not None and option.metavar is not None:
            if position + 1 == len(typed):
                return _values_of(option.key, Cli(surroundings, read_options(values)), unfinished)
            values[option.key] = typed[position + 1]
            position += 2
            continue
        position += 1
        if typed[position - 1].startswith("-"):
            continue
        verb = f"{verb} {typed[position - 1]}".strip()
        if verb in VERBS:
            return _of_verb(verb, typed[position:], unfinished, Cli(surroundings, read_options(values), verb))
        if not is_group(verb):
            return ()
    return _of_root(verb, unfinished)


def _of_root(verb: str, unfinished: str) -> Iterable[Pair]:
    if not unfinished.startswith("-"):
        offered = [(word, _(line) if line else "") for word, line in next_words(verb).items()]
    else:
        offered = _global_names() if verb else [*_global_names(), *_root_names()]
    return [pair for pair in offered if pair[0].startswith(unfinished)]


def _of_verb(name: str, arguments: Sequence[str], unfinished: str, cli: Cli) -> Iterable[Pair]:
    from cxdesk.cli.command import offer  # noqa: PLC0415 (a verb's own parameters need Typer)

    if arguments and (option := BY_NAME.get(arguments[-1])) is not None and option.metavar is not None:
        return _values_of(option.key, cli, unfinished)
    offered = offer(name, arguments, unfinished, cli)
    if unfinished.startswith("-"):
        offered += [pair for pair in _global_names() if pair[0].startswith(unfinished)]
    return offered


def _values_of(key: str, cli: Cli, unfinished: str) -> Iterable[Pair]:
    """Values of a global option; directories and instants are left to the shell and the person."""
    if key != "global_login":
        return ()
    from cxdesk.cli.completers import look_up  # noqa: PLC0415 (needs Typer and the desk)

    return look_up("agents", cli, unfinished)


def _global_names() -> list[Pair]:
    return [(name, _(option.help)) for option in GLOBAL_OPTIONS for name in option.names]


def _root_names() -> list[Pair]:
    return [(name, _(told)) for names, _metavar, told in ROOT_OPTIONS for name in names]
