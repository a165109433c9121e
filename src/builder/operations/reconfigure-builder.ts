import {
  type DriverOptions,
  driverOptions,
  type WithOptionTexts,
  withOptionTexts,
} from "../../driver/contract/driver-options.js";
import { driverFactory } from "../../driver/registry.js";
import { SlipwayError, withCaller } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import {
  called,
  checkArgument,
  checkOptions,
  fields,
  flag,
  list,
  milliseconds,
  text,
} from "../../util/options/index.js";
import { BuilderScope } from "../find/scope.js";
import { ownConfiguration } from "../nodes/apply-inheritance.js";
import { nodeChange } from "../nodes/node-change.js";
import { changeNode } from "../nodes/node-group.js";
import { contextFields } from "../options/context-options.js";
import type { StoredBuilder } from "../store/instance.js";
import type { BuilderOptions } from "../types.js";
import { builderChanges, type NodeChanges } from "./node-changes.js";
import { replaceNodes } from "./replace-nodes.js";

/** Options of reconfigureBuilder: what the builder is to be; what is not given stays. */
export interface ReconfigureBuilderOptions extends BuilderOptions {
  /** Laid over those that the builder has; an empty text takes an option away. */
  readonly driverOptions?: DriverOptions | undefined;
  /** Flags of the daemon. Default: those that it has. */
  readonly buildkitdFlags?: readonly string[] | undefined;
  /** Path of a buildkitd.toml on this machine, in the place of the builder's. */
  readonly buildkitdConfig?: string | undefined;
  /** What its nodes build for. */
  readonly platforms?: readonly string[] | undefined;
  /** The node that changes. Default: all of them. */
  readonly node?: string | undefined;
  /** Wait until no build runs on the nodes. Default: they are left alone while one does. */
  readonly wait?: boolean | undefined;
  /** Boots the nodes, also those that did not run. Default false. */
  readonly bootstrap?: boolean | undefined;
  /** Changes nothing. Default false. */
  readonly dryRun?: boolean | undefined;
  /** Told what changes before anything does; nothing at all is an empty list. */
  readonly onChanges?: ((changes: readonly NodeChanges[]) => void) | undefined;
  /** Bound on asking the nodes for their state, milliseconds. Default 20 000. */
  readonly timeout?: number | undefined;
}

/** {@link ReconfigureBuilderOptions}, described. */
export const reconfigureBuilderOptions = fields<ReconfigureBuilderOptions>({
  ...contextFields,
  driverOptions,
  buildkitdFlags: list(text),
  buildkitdConfig: text,
  platforms: list(text),
  node: text,
  wait: flag,
  bootstrap: flag,
  dryRun: flag,
  onChanges: called(),
  timeout: milliseconds,
});

/**
 * Changes limits, image, network and configuration of a builder in place: its containers are made anew on the volumes
 * with their caches. What it took over from its engine is looked up again. A node that ran runs again afterwards; if it
 * does not come up, the builder is put back as it was. Resolves with what has changed.
 *
 * @throws SlipwayError `not-found`, `invalid-argument`, `builder-busy` while builds run, what creating and booting throw.
 */
export async function reconfigureBuilder(
  name: string,
  options: ReconfigureBuilderOptions = {},
): Promise<readonly NodeChanges[]> {
  return withCaller(reconfigureBuilder, () => {
    checkArgument("reconfigureBuilder", "name", text, name);
    checkOptions("reconfigureBuilder", reconfigureBuilderOptions, options);
    return reconfigure(name, withOptionTexts(options));
  });
}

type Options = WithOptionTexts<ReconfigureBuilderOptions>;

async function reconfigure(name: string, options: Options): Promise<readonly NodeChanges[]> {
  const scope = new BuilderScope(options);
  const existing = await scope.store.read(name);
  if (existing === undefined) {
    throw new SlipwayError("not-found", `no builder ${quoteGo(name)} found that could be changed`, {
      hint: "`slipway ls` lists the builders; the engine's own is configured with the engine",
    });
  }
  const wanted = await changed(scope, existing, options);
  const changes = builderChanges(existing, wanted);
  options.onChanges?.(changes);
  if (options.dryRun || changes.length === 0) return changes;
  await replaceNodes(scope, { existing, wanted, changes }, options);
  return changes;
}

/** The builder as the options want it. */
async function changed(
  scope: BuilderScope,
  existing: StoredBuilder,
  options: Options,
): Promise<StoredBuilder> {
  const concerned = existing.nodes.filter(({ name }) => !options.node || name === options.node);
  if (concerned.length === 0) {
    throw new SlipwayError(
      "not-found",
      `node ${options.node} of builder ${quoteGo(existing.name)} not found`,
    );
  }
  const factory = driverFactory(existing.driver);
  let builder = existing;
  for (const node of concerned) {
    const own = await ownConfiguration(node);
    const { buildkitdFlags, buildkitdConfig, platforms } = options;
    const wanted = {
      node: node.name,
      ...(buildkitdFlags === undefined ? {} : { buildkitdFlags }),
      driverOptions: laidOver(own.driverOptions, options.driverOptions ?? {}),
      ...(buildkitdConfig === undefined ? {} : { buildkitdConfig }),
      ...(platforms === undefined ? {} : { platforms }),
    };
    const endpoint = { endpoint: node.endpoint, given: false };
    const change = await nodeChange(scope, wanted, { factory, endpoint, node, reconfigures: true });
    builder = changeNode(builder, change).builder;
  }
  return builder;
}

function laidOver(is: Readonly<Record<string, string>>, over: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries({ ...is, ...over }).filter(([name, value]) => over[name] !== "" || value !== ""),
  );
}
