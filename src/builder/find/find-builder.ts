import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { isValidName } from "../store/builder-name.js";
import type { CurrentSelection } from "../store/current-file.js";
import type { StoredBuilder } from "../store/instance.js";
import type { BuilderScope } from "./scope.js";

/** A builder before its driver and nodes are looked at. */
export interface BuilderRecord extends StoredBuilder {
  /** Stands for a docker context; then `driver` is empty until the engine has been asked. */
  readonly isContext: boolean;
}

/** The builder that a docker context is by itself. */
export function contextRecord(name: string): BuilderRecord {
  const node = { name, endpoint: name, platforms: null, driverOptions: null, flags: null, files: null };
  return { name, driver: "", nodes: [{ ...node, extra: {} }], dynamic: false, extra: {}, isContext: true };
}

/** A builder of the store as a record. */
export function instanceRecord(builder: StoredBuilder): BuilderRecord {
  return { ...builder, isContext: false };
}

/**
 * The builder of that name, or the current one: an instance of the store, else a docker context.
 *
 * @throws SlipwayError `not-found` (`no builder "X" found`), `corrupt-state`, `io-error`.
 */
export async function findBuilder(scope: BuilderScope, name?: string): Promise<BuilderRecord> {
  if (!name) return (await findSelected(scope)) ?? findByName(scope, await scope.currentContext());
  return findByName(scope, name);
}

/** Whether `record` is the builder used when none is named. */
export async function currentBuilderName(scope: BuilderScope): Promise<string> {
  return (await findSelected(scope))?.name ?? (await scope.currentContext());
}

async function findByName(scope: BuilderScope, name: string): Promise<BuilderRecord> {
  const stored = isValidName(name) ? await scope.store.read(name) : undefined;
  if (stored !== undefined) return instanceRecord(stored);
  if (await scope.isContext(name)) return contextRecord(name);
  throw new SlipwayError("not-found", `no builder ${quoteGo(name)} found`, {
    details: { builder: name },
    hint: "`slipway ls` lists the builders",
  });
}

interface Choice {
  readonly record?: BuilderRecord;
  /** What the selection file has to say from now on. */
  readonly rewrite?: CurrentSelection;
}

/** The selected instance; undefined when the current docker context's own builder is to be used. */
async function findSelected(scope: BuilderScope): Promise<BuilderRecord | undefined> {
  const key = await scope.endpointKey();
  const choice = await choose(scope, key);
  if (choice.rewrite === undefined) return choice.record;
  // Another process may select a builder at this moment: what is written is decided again under the lock.
  return scope.transaction(async () => {
    const { record, rewrite } = await choose(scope, key);
    if (rewrite !== undefined) await scope.store.writeSelection(rewrite);
    return record;
  });
}

/** buildx's order: the global selection, the one for this endpoint, the endpoint's default. */
async function choose(scope: BuilderScope, key: string): Promise<Choice> {
  const { store } = scope;
  const selection = await store.selection();
  if (selection !== undefined && isValidName(selection.name)) {
    const selected = selection.global || selection.key === key ? await store.read(selection.name) : undefined;
    if (selected !== undefined) return { record: instanceRecord(selected) };
    if (selection.key === key) return {};
  }
  const fallback = await store.defaultOf(key);
  const builder = fallback !== undefined && isValidName(fallback) ? await store.read(fallback) : undefined;
  const wanted = { key, name: builder === undefined ? "" : (fallback ?? ""), global: false };
  return {
    ...(builder === undefined ? {} : { record: instanceRecord(builder) }),
    ...(changes(selection, wanted) ? { rewrite: wanted } : {}),
  };
}

/** No file at all says the same as one without a name. */
function changes(from: CurrentSelection | undefined, to: CurrentSelection): boolean {
  if (from === undefined) return to.name !== "";
  return from.key !== to.key || from.name !== to.name || from.global !== to.global;
}
