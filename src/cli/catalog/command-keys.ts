import type { Command } from "../command/command.js";
import { program } from "./catalog.js";

/**
 * The name under which compiled code of each command is kept, by what is typed for it, aliases included: `build` for `b`
 * and `history-ls` for `history ls`; `bake-print` for `bake` with `--print`, which runs little of the rest. The bundler puts the table into the part of the program that starts the rest.
 */
export function commandKeys(root: Command = program): Record<string, string> {
  return Object.fromEntries(keysBelow(root, "", ""));
}

function* keysBelow(parent: Command, typed: string, key: string): Generator<[string, string]> {
  for (const command of parent.commands ?? []) {
    const below = key === "" ? command.name : `${key}-${command.name}`;
    for (const name of [command.name, ...(command.aliases ?? [])]) {
      const words = typed === "" ? name : `${typed}/${name}`;
      yield [words, below];
      for (const flag of command.lightFlags ?? []) yield [`${words}/--${flag}`, `${below}-${flag}`];
      yield* keysBelow(command, words, below);
    }
  }
}
