import { SlipwayError } from "../../../errors/index.js";
import { quoteGo } from "../../../util/go-quote.js";
import type { CommandCall } from "../../command/command-call.js";
import { bashScript } from "./bash-script.js";
import { fishScript } from "./fish-script.js";
import { powershellScript } from "./powershell-script.js";
import { zshScript } from "./zsh-script.js";

const scripts: Readonly<Record<string, (program: string) => string>> = {
  bash: bashScript,
  fish: fishScript,
  powershell: powershellScript,
  zsh: zshScript,
};

/** Runs `completion`: the script completes the program under the name it was called by. */
export function runCompletion(context: CommandCall, shell: string): number {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined) {
    throw new SlipwayError("invalid-argument", `no completion script for the shell ${quoteGo(shell)}`, {
      hint: `Use one of ${Object.keys(scripts).join(", ")}.`,
    });
  }
  context.stdout.write(script(context.invocation.program));
  return 0;
}
