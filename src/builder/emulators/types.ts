import { fields, flag, list, name, needed, text } from "../../util/options/index.js";
import { contextFields } from "../options/context-options.js";
import type { BuilderOptions } from "../types.js";
import type { Handler } from "./handlers.js";

/** What runs programs of an architecture on the machine of an engine. */
export interface Emulator extends Handler {
  /** The engine's address. */
  readonly host: string;
  /**
   * It came with the machine's own system, such as the package qemu-user-static; undefined where only the engine's machine
   * knows.
   */
  readonly fromSystem?: boolean | undefined;
}

/** Options of listEmulators. */
export interface ListEmulatorsOptions extends BuilderOptions {
  /**
   * The image that looks at the kernel of a machine that is not this one, and that installs emulators. Default
   * `tonistiigi/binfmt`.
   */
  readonly image?: string | undefined;
}

/** Options of installEmulators. */
export interface InstallEmulatorsOptions extends ListEmulatorsOptions {
  /** Platforms or architectures, such as `linux/arm64` or `riscv64`; `all` for whatever the image has. */
  readonly platforms: readonly string[];
}

/** Options of removeEmulators. */
export interface RemoveEmulatorsOptions extends ListEmulatorsOptions {
  /** Platforms or architectures; `all` for every one that is there. */
  readonly platforms: readonly string[];
  /** Also those of the machine's own system, which brings them back when it starts. Default: they are refused. */
  readonly force?: boolean | undefined;
}

const listFields = { ...contextFields, image: name } as const;

/** {@link ListEmulatorsOptions}, described. */
export const listEmulatorsOptions = fields<ListEmulatorsOptions>(listFields);

/** {@link InstallEmulatorsOptions}, described. */
export const installEmulatorsOptions = fields<InstallEmulatorsOptions>({
  ...listFields,
  platforms: needed(list(text)),
});

/** {@link RemoveEmulatorsOptions}, described. */
export const removeEmulatorsOptions = fields<RemoveEmulatorsOptions>({
  ...listFields,
  platforms: needed(list(text)),
  force: flag,
});
