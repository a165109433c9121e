import type { BuilderInfo } from "../../../index.js";
import { LiveText } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";

/** The list on a terminal while builders still answer. */
export class LiveList {
  readonly #warn: CommandCall["warn"];
  readonly #warnings: string[] = [];
  readonly #text: LiveText;
  readonly #format: (builders: readonly BuilderInfo[]) => string;

  constructor({ stdout, env, warn }: CommandCall, format: (builders: readonly BuilderInfo[]) => string) {
    this.#warn = warn;
    this.#text = new LiveText(stdout, { env });
    this.#format = format;
  }

  /** Shows what is known so far. */
  readonly update = (builders: readonly BuilderInfo[]): void => {
    this.#text.show(() => this.#format(builders));
  };

  /** Keeps a warning until the list is whole: another line would be written over. */
  readonly warn = (message: string): void => {
    this.#warnings.push(message);
  };

  /** Prints the whole list in the place of what was shown. */
  finish(text: string): void {
    this.#text.finish(text);
    this.#tellWarnings();
  }

  /** Leaves what is shown, below which the command says why it ends. */
  stop(): void {
    this.#text.stop();
    this.#tellWarnings();
  }

  #tellWarnings(): void {
    for (const warning of this.#warnings.splice(0)) this.#warn(warning);
  }
}
