import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { instanceRecord } from "../find/find-builder.js";
import type { BuilderScope } from "../find/scope.js";
import { bootBuilder } from "../nodes/boot-builder.js";
import { loadBuilder } from "../nodes/load-builder.js";
import { requireIdle } from "../nodes/running-builds.js";
import type { StoredBuilder } from "../store/instance.js";
import { formatInstance } from "../store/instance-file.js";
import type { BuilderInfo } from "../types.js";
import { refuseFailedNodes } from "./create-builder.js";
import type { NodeChanges } from "./node-changes.js";

/** A builder on its way to another configuration. */
export interface Replacement {
  readonly existing: StoredBuilder;
  readonly wanted: StoredBuilder;
  readonly changes: readonly Pick<NodeChanges, "node" | "recreates">[];
}

/** How a builder is replaced. */
export interface ReplaceOptions {
  readonly wait?: boolean | undefined;
  readonly bootstrap?: boolean | undefined;
  readonly timeout?: number | undefined;
}

/**
 * Stores a changed builder and makes the containers of its changed nodes anew, which keep their state. A builder whose
 * nodes do not come up is put back as it was.
 *
 * @throws SlipwayError `builder-busy`, and what loading, removing and booting throw.
 */
export async function replaceNodes(
  scope: BuilderScope,
  { existing, wanted, changes }: Replacement,
  { wait, bootstrap, timeout }: ReplaceOptions,
): Promise<void> {
  const load = { state: true, timeout };
  const recreated = changes.filter(({ recreates }) => recreates).map(({ node }) => node);
  refuseFailedNodes(await loadBuilder(scope, instanceRecord(wanted)));
  const before = await loadBuilder(scope, instanceRecord(existing), load);
  await requireIdle(before, recreated, { ...scope.context, wait });
  await scope.transaction(async () => {
    await requireSame(scope, existing);
    await removeContainers(scope, before, recreated);
    await scope.store.save(wanted);
  });
  const ran = before.nodes.filter(({ status }) => status === "running").map(({ name }) => name);
  const boots = (name: string) => bootstrap === true || (recreated.includes(name) && ran.includes(name));
  try {
    await boot(scope, await loadBuilder(scope, instanceRecord(wanted), load), boots);
  } catch (error) {
    await putBack(scope, existing, recreated, (name) => ran.includes(name)).catch(() => undefined);
    const reason = SlipwayError.from(error, "boot-failed");
    throw new SlipwayError(
      reason.code,
      `builder ${quoteGo(existing.name)} stays as it was: ${reason.message}`,
      {
        cause: reason,
        hint: reason.hint,
        details: reason.details,
      },
    );
  }
}

async function boot(
  scope: BuilderScope,
  builder: BuilderInfo,
  boots: (node: string) => boolean,
): Promise<void> {
  refuseFailedNodes(builder);
  await bootBuilder({ ...builder, nodes: builder.nodes.filter(({ name }) => boots(name)) }, scope.context);
}

/** Throws when another process has changed the builder meanwhile. */
async function requireSame(scope: BuilderScope, existing: StoredBuilder): Promise<void> {
  const now = await scope.store.read(existing.name);
  if (now !== undefined && formatInstance(now) === formatInstance(existing)) return;
  throw new SlipwayError(
    "not-found",
    `builder ${quoteGo(existing.name)} was changed or removed by another process`,
    {
      hint: "run the command again",
    },
  );
}

async function removeContainers(
  scope: BuilderScope,
  { nodes }: BuilderInfo,
  names: readonly string[],
): Promise<void> {
  for (const { name, driver } of nodes) {
    if (names.includes(name)) await driver?.remove({ ...scope.signal, keepState: true });
  }
}

/** The container of a failed boot goes, and what ran before runs again. */
async function putBack(
  scope: BuilderScope,
  existing: StoredBuilder,
  recreated: readonly string[],
  boots: (node: string) => boolean,
): Promise<void> {
  await scope.transaction(async () => {
    await removeContainers(scope, await loadBuilder(scope, instanceRecord(existing)), recreated);
    await scope.store.save(existing);
  });
  await boot(scope, await loadBuilder(scope, instanceRecord(existing), { state: true }), boots);
}
