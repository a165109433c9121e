import { type WithOptionTexts, withOptionTexts } from "../../driver/contract/driver-options.js";
import { driverFactory } from "../../driver/registry.js";
import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { checkOptions } from "../../util/options/index.js";
import { instanceRecord } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import { ownConfiguration } from "../nodes/apply-inheritance.js";
import { bootBuilder } from "../nodes/boot-builder.js";
import { loadBuilder } from "../nodes/load-builder.js";
import { nodeChange } from "../nodes/node-change.js";
import { changeNode } from "../nodes/node-group.js";
import { ensureBuilderOptions } from "../options/create-options.js";
import type { StoredBuilder } from "../store/instance.js";
import type { BuilderInfo, EnsureBuilderOptions } from "../types.js";
import { builderDifferences, type Difference } from "./builder-differences.js";
import { createStored, nodeEndpoint, refuseFailedNodes } from "./create-builder.js";
import { ephemeralOption } from "./ephemeral-builder.js";

/** What cannot change without losing what the builder has. */
const FIXED: ReadonlySet<string> = new Set(["driver", "endpoint", "nodes"]);

/**
 * Creates the builder unless it exists, and makes sure that it is as wanted. May be called any number of times at once,
 * from any number of processes.
 *
 * @throws SlipwayError `already-exists`, naming the differences, and what creating and booting throw.
 */
export async function ensureStoredBuilder(given: EnsureBuilderOptions): Promise<void> {
  checkOptions("ensureBuilder", ensureBuilderOptions, given);
  const options = withEphemeral(withOptionTexts(given));
  const scope = new BuilderScope(options);
  const ensured = await scope.transaction(() => ensureUnderLock(scope, options));
  if (options.bootstrap) await bootBuilder(ensured, options);
}

function withEphemeral(
  options: WithOptionTexts<EnsureBuilderOptions>,
): WithOptionTexts<EnsureBuilderOptions> {
  if (!options.ephemeral) return options;
  return { ...options, driverOptions: { ...options.driverOptions, [ephemeralOption]: "true" } };
}

async function ensureUnderLock(
  scope: BuilderScope,
  options: WithOptionTexts<EnsureBuilderOptions>,
): Promise<BuilderInfo> {
  const existing = await scope.store.read(options.name);
  if (existing === undefined) return createStored(scope, options);
  const [node] = existing.nodes;
  const wanted = {
    ...options,
    driverOptions: options.driverOptions ?? (node && (await ownConfiguration(node)).driverOptions) ?? {},
    ...(node === undefined ? {} : { node: node.name }),
  };
  const factory = driverFactory(existing.driver);
  const endpoint = await nodeEndpoint(scope, factory, wanted);
  const change = await nodeChange(scope, wanted, { factory, endpoint, node });
  const differences = builderDifferences(existing, options, change);
  const builder =
    differences.length === 0
      ? existing
      : reconfigured(existing, options, differences, () => changeNode(existing, change).builder);
  const load = { state: true, timeout: options.timeout };
  if (builder !== existing) {
    refuseFailedNodes(await loadBuilder(scope, instanceRecord(builder), load));
    await removeContainers(scope, existing);
    await scope.store.save(builder);
  }
  if (options.use) await scope.store.select(await scope.endpointKey(), builder.name);
  return loadBuilder(scope, instanceRecord(builder), load);
}

function reconfigured(
  existing: StoredBuilder,
  options: EnsureBuilderOptions,
  differences: readonly Difference[],
  change: () => StoredBuilder,
): StoredBuilder {
  const fixed = differences.some(({ option }) => FIXED.has(option));
  if (options.reconfigure && !fixed) return change();
  const told = differences.map(({ text }) => text).join("; ");
  throw new SlipwayError("already-exists", `builder ${quoteGo(existing.name)} exists, but ${told}`, {
    hint: fixed
      ? "remove the builder, or give the new one another name"
      : "reconfigure: true recreates its container with these options and keeps its cache",
    details: { builder: existing.name, differences: differences.map(({ option }) => option) },
  });
}

/** The next boot makes a container with the new options, on the state volume that stays. */
async function removeContainers(scope: BuilderScope, existing: StoredBuilder): Promise<void> {
  const { nodes } = await loadBuilder(scope, instanceRecord(existing));
  for (const { driver } of nodes) await driver?.remove({ ...scope.signal, keepState: true });
}
