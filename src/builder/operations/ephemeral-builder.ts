import { randomBytes } from "node:crypto";
import { driverFactory } from "../../driver/registry.js";
import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { type BuilderRecord, findBuilder, instanceRecord } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import { loadBuilder } from "../nodes/load-builder.js";
import type { StoredBuilder, StoredNode } from "../store/instance.js";
import type { BuilderOptions } from "../types.js";
import { removeNamed } from "./remove-builders.js";

/** The driver option that makes a node's container, and its state, end with its client. */
export const ephemeralOption = "ephemeral";

/** A container may take that long to appear after its record, milliseconds; pulling an image takes longest. */
export const bootTime = 10 * 60_000;

/** A builder for one client. */
export interface EphemeralBuilder {
  readonly name: string;
  /** Takes it away at once; never rejects, since its containers go by themselves. */
  remove(): Promise<void>;
}

/**
 * Stores a builder whose nodes are like those of `template`, the current builder unless named, but each for this client
 * alone: with a container and a cache of its own, which go soon after the client does, whatever becomes of it. A docker
 * context lends its engine only.
 *
 * @throws SlipwayError `unsupported` for a builder whose daemons others run; `not-found`, `corrupt-state`, `io-error`.
 */
export async function createEphemeral(
  template: string | undefined,
  options: BuilderOptions,
): Promise<EphemeralBuilder> {
  const scope = new BuilderScope(options);
  const record = await findBuilder(scope, template);
  const name = `ephemeral-${randomBytes(6).toString("hex")}`;
  const builder = likeness(record, name);
  await scope.transaction(async () => {
    await forgetEnded(scope);
    await scope.store.save(builder);
  });
  const { env, docker } = options;
  return {
    name,
    remove: async () => {
      // A builder that was called off is taken away as well, so its signal does not count here.
      await removeNamed([name], { env, docker }).catch(() => undefined);
    },
  };
}

function likeness(record: BuilderRecord, name: string): StoredBuilder {
  const driver = record.isContext ? "docker-container" : record.driver;
  if (!driverFactory(driver).allowsEphemeral) {
    throw new SlipwayError(
      "unsupported",
      `an ephemeral builder cannot be like ${quoteGo(record.name)}, which is of the ${driver} driver`,
      { hint: "name a builder of the docker-container driver with --builder" },
    );
  }
  const nodes = record.nodes.map((node, index) => ({ ...node, ...ephemeralNode(node, `${name}${index}`) }));
  return { name, driver, nodes, dynamic: false, extra: {} };
}

function ephemeralNode(node: StoredNode, name: string): Pick<StoredNode, "name" | "driverOptions" | "extra"> {
  const { "restart-policy": _policy, "idle-timeout": _idle, ...options } = node.driverOptions ?? {};
  return { name, driverOptions: { ...options, [ephemeralOption]: "true" }, extra: {} };
}

/** Forgets the builders whose client was killed before it could: nothing of them is left by now. */
async function forgetEnded(scope: BuilderScope): Promise<void> {
  const stored = (await scope.store.list()).flatMap(({ builder }) => builder ?? []);
  const ephemeral = stored.filter(({ nodes }) => nodes.length > 0 && nodes.every(isEphemeral));
  await Promise.all(
    ephemeral.map(async (builder) => {
      const { nodes, lastActivity } = await loadBuilder(scope, instanceRecord(builder));
      if (lastActivity !== undefined && Date.now() - lastActivity.getTime() < bootTime) return;
      const there = await Promise.all(
        nodes.map((node) => node.driver?.isThere?.(scope.signal).catch(() => true) ?? true),
      );
      if (there.every((each) => !each)) await scope.store.remove(builder.name);
    }),
  );
}

/** Whether a node is for one client. */
export function isEphemeral({ driverOptions }: Pick<StoredNode, "driverOptions">): boolean {
  return driverOptions?.[ephemeralOption] === "true";
}
