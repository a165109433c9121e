import { contextFields } from "../builder/options/context-options.js";
import {
  checkArgument,
  checkNeeded,
  checkOptions,
  choice,
  either,
  fields,
  list,
  text,
  type Wanted,
} from "../util/options/index.js";
import type { HistoryOptions } from "./history-node.js";

/** {@link HistoryOptions}, described. */
export const historyOptions = fields<HistoryOptions>(contextFields);

/** Ids of builds, or all. */
const selection = either(list(text), choice("all"));

/** What a caller gives a function that works on one builder's records. */
export interface HistoryCall {
  readonly builder: unknown;
  /** Of one build. */
  readonly ref?: unknown;
  /** Of several, which must be given. */
  readonly refs?: unknown;
  readonly options: unknown;
}

/**
 * The door of a function that works on records.
 *
 * @throws SlipwayError `invalid-argument` as {@link checkOptions}
 */
export function checkHistoryCall<T>(caller: string, wanted: Wanted<T>, call: HistoryCall): void {
  checkArgument(caller, "builder", text, call.builder);
  checkArgument(caller, "ref", text, call.ref);
  if ("refs" in call) checkNeeded(caller, "refs", selection, call.refs);
  checkOptions(caller, wanted, call.options);
}
