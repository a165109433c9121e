import type { NewerImage } from "../../driver/contract/driver.js";
import { SlipwayError, withCaller } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import {
  called,
  checkArgument,
  checkOptions,
  fields,
  flag,
  milliseconds,
  text,
} from "../../util/options/index.js";
import { findBuilder } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import { loadBuilder } from "../nodes/load-builder.js";
import { contextFields } from "../options/context-options.js";
import type { BuilderNode, BuilderOptions } from "../types.js";
import type { NodeChanges } from "./node-changes.js";
import { replaceNodes } from "./replace-nodes.js";

/** Options of upgradeBuilder. */
export interface UpgradeBuilderOptions extends BuilderOptions {
  /** Wait until no build runs on the nodes. Default: they are left alone while one does. */
  readonly wait?: boolean | undefined;
  /** Pulls the image and changes nothing else. Default false. */
  readonly dryRun?: boolean | undefined;
  /** Told what changes before anything does; nothing at all is an empty list. */
  readonly onChanges?: ((changes: readonly NodeChanges[]) => void) | undefined;
  /** Bound on asking the nodes for their state, milliseconds. Default 20 000. */
  readonly timeout?: number | undefined;
}

/** {@link UpgradeBuilderOptions}, described. */
export const upgradeBuilderOptions = fields<UpgradeBuilderOptions>({
  ...contextFields,
  wait: flag,
  dryRun: flag,
  onChanges: called(),
  timeout: milliseconds,
});

/**
 * Pulls the image of a builder's nodes, the current builder's when `name` is undefined, and makes the containers anew
 * whose image is another now; they keep their caches. Resolves with what has changed.
 *
 * @throws SlipwayError `unsupported` for a driver without images, `not-found`, `image-unavailable`, `builder-busy` while
 * builds run, what booting throws; then the builder is as it was.
 */
export async function upgradeBuilder(
  name: string | undefined,
  options: UpgradeBuilderOptions = {},
): Promise<readonly NodeChanges[]> {
  return withCaller(upgradeBuilder, () => {
    checkArgument("upgradeBuilder", "name", text, name);
    checkOptions("upgradeBuilder", upgradeBuilderOptions, options);
    return upgrade(name, options);
  });
}

async function upgrade(
  name: string | undefined,
  options: UpgradeBuilderOptions,
): Promise<readonly NodeChanges[]> {
  const scope = new BuilderScope(options);
  const { isContext, ...existing } = await findBuilder(scope, name);
  const builder = await loadBuilder(scope, { ...existing, isContext });
  if (isContext) throw withoutImage(existing.name);
  const looked = await Promise.all(builder.nodes.map((node) => changesOf(existing.name, node, options)));
  const changes = looked.flatMap((found) => found ?? []);
  options.onChanges?.(changes);
  if (options.dryRun || changes.length === 0) return changes;
  await replaceNodes(scope, { existing, wanted: existing, changes }, options);
  return changes;
}

async function changesOf(
  builder: string,
  { name, driver, error }: BuilderNode,
  { signal, progress }: UpgradeBuilderOptions,
): Promise<NodeChanges | undefined> {
  if (driver === undefined) throw error ?? withoutImage(builder);
  if (driver.newerImage === undefined) throw withoutImage(builder);
  const newer = await driver.newerImage({ signal, progress });
  return newer && { node: name, recreates: true, changes: [textOf(newer)] };
}

function textOf({ image, current, newest }: NewerImage): string {
  return `image ${image}: ${short(current)} becomes ${short(newest)}`;
}

const short = (id: string) => id.replace(/^sha256:/, "").slice(0, 12);

function withoutImage(builder: string): SlipwayError {
  return new SlipwayError("unsupported", `builder ${quoteGo(builder)} has no image of its own`, {
    hint: "its daemon is upgraded where it was installed",
  });
}
