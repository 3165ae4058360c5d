/**
 * `coinhound completion`: a script that lets a shell complete commands and options. It is made from the program itself, so it
 * knows all of them.
 */

import { Argument, type Command } from 'commander';
import type { Output } from './output.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

const HELP = `
Examples:
  $ source <(coinhound completion bash)                 # in ~/.bashrc
  $ source <(coinhound completion zsh)                  # in ~/.zshrc, after compinit
  $ coinhound completion fish > ~/.config/fish/completions/coinhound.fish`;

/** Adds the command. */
export function addCompletion(program: Command, output: Output): void {
  program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', HELP)
    .action((shell: (typeof SHELLS)[number]) => {
      const words = wordsOf(program, []);
      output.write(shell === 'fish' ? fishScript(words) : bashScript(words, shell));
    });
}

/** What may follow the words of a command. */
interface Words {
  readonly path: readonly string[];
  readonly commands: readonly string[];
  readonly options: readonly string[];
}

function wordsOf(command: Command, path: readonly string[]): Words[] {
  const commands = command.commands.map((one) => one.name());
  const options = [...command.options.flatMap(({ long }) => long ?? []), '--help'];
  const inner = command.commands.flatMap((one) => wordsOf(one, [...path, one.name()]));
  return [{ path, commands, options }, ...inner];
}

/** Files are completed where neither a command nor an option begins; zsh runs the same script. */
function bashScript(words: readonly Words[], shell: string): string {
  const cases = words.map(
    ({ path, commands, options }) =>
      `    '${path.join(' ')}') words='${[...commands, ...options].join(' ')}' ;;`,
  );
  const known = words.flatMap(({ path }) => (path.length === 0 ? [] : [`'${path.join(' ')}'`])).join('|');
  const prelude = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
  return `${prelude}_coinhound() {
  local words='' at='' word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "\${at:+$at }$word" in ${known}) at="\${at:+$at }$word" ;; esac
  done
  case "$at" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _coinhound coinhound
`;
}

function fishScript(words: readonly Words[]): string {
  const lines = words.flatMap(({ path, commands, options }) => {
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const condition = path.length === 0 ? '__fish_use_subcommand' : seen.join('; and ');
    const inner = commands.map((name) => `complete -c coinhound -f -n '${condition}' -a '${name}'`);
    const long = options.map((option) => `complete -c coinhound -n '${condition}' -l '${option.slice(2)}'`);
    return [...inner, ...long];
  });
  return `${lines.join('\n')}\n`;
}
