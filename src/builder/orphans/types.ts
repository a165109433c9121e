import type { FoundOrphan } from "../../driver/contract/orphans.js";
import { called, fields, flag, list, milliseconds, text } from "../../util/options/index.js";
import { contextFields } from "../options/context-options.js";
import type { BuilderOptions } from "../types.js";

/** Something that is left of a builder: of one that no record knows, or the record of one that is gone. */
export interface Orphan extends Omit<FoundOrphan, "remove"> {}

/** Options of listOrphans. */
export interface ListOrphansOptions extends BuilderOptions {
  /** Bound on asking each engine, milliseconds. Default 20 000. */
  readonly timeout?: number | undefined;
  /** `name=TEXT` for names with the text in them, `kind=volume`. Default: everything. */
  readonly filters?: readonly string[] | undefined;
  /** Whether volumes are measured, for which an engine reads them: up to three seconds. Default true. */
  readonly sizes?: boolean | undefined;
}

const ownFields = { timeout: milliseconds, filters: list(text), sizes: flag } as const;

/** {@link ListOrphansOptions}, described. */
export const listOrphansOptions = fields<ListOrphansOptions>({ ...contextFields, ...ownFields });

/** Options of removeOrphans. */
export interface RemoveOrphansOptions extends ListOrphansOptions {
  /** Asked with what would be removed, if there is something; nothing is unless it says yes. Default: nobody is asked. */
  readonly confirm?: ((orphans: readonly Orphan[]) => Promise<boolean> | boolean) | undefined;
}

/** {@link RemoveOrphansOptions}, described. */
export const removeOrphansOptions = fields<RemoveOrphansOptions>({
  ...contextFields,
  ...ownFields,
  confirm: called(),
});
