import { SlipwayError } from "../../errors/index.js";

/** Whose flags were not met. */
interface CommandUsage {
  readonly usage: string;
  readonly path: string;
}

/** A command line that does not fit a command's flags. The docker CLI plugin wrapper answers it with status 125. */
export class FlagError extends SlipwayError {
  constructor(
    message: string,
    options: { readonly hint?: string | undefined } = {},
    private readonly command?: CommandUsage,
  ) {
    super("invalid-argument", message, options);
  }

  /** The same error, knowing which command's flags were not met. */
  withUsage(command: CommandUsage): FlagError {
    return new FlagError(this.message, { hint: this.hint }, command);
  }

  /** The message with the command's usage line below it. */
  get messageWithUsage(): string {
    const message = this.hint === undefined ? this.message : `${this.message}\nHint: ${this.hint}`;
    if (this.command === undefined) return message;
    const { usage, path } = this.command;
    return `${message}\n\nUsage:  ${usage}\n\nRun '${path} --help' for more information`;
  }
}
