import type { EngineNodes } from "../../driver/contract/orphans.js";
import { leavesOrphans } from "../../driver/registry.js";
import type { Engine } from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { BuilderScope } from "../find/scope.js";
import { Deadline, stateUnknown } from "../nodes/deadline.js";
import type { StoredEntry } from "../store/builder-store.js";

/** The engines of all contexts and records with the nodes that records have there. */
export interface KnownEngines {
  readonly engines: readonly EngineNodes[];
  readonly nodes: readonly { readonly host: string; readonly node: string }[];
  readonly complete: boolean;
}

/**
 * Asks every engine that a docker context or a record names which one it is: several addresses may lead to one. One
 * that does not answer is warned of and left out; a node that may be on any engine is known to all of them.
 */
export async function knownEngines(
  scope: BuilderScope,
  entries: readonly StoredEntry[],
  timeout: number,
): Promise<KnownEngines> {
  const stored = entries.flatMap(({ builder }) =>
    builder !== undefined && leavesOrphans(builder.driver) ? builder.nodes : [],
  );
  const contexts = (await scope.contexts()).map(({ name }) => name);
  const endpoints = [...new Set([...contexts, ...stored.map(({ endpoint }) => endpoint)])];
  const asked = await Promise.all(endpoints.map((endpoint) => askEngine(scope, endpoint, timeout)));
  const answering = new Map<string, Engine>();
  for (const { id, engine } of asked) if (id !== undefined && engine !== undefined) answering.set(id, engine);
  const damaged = entries.filter(({ builder }) => builder === undefined).map(({ name }) => name);
  const placed = stored.map(({ name, endpoint }) => {
    const at = asked.find((one) => one.endpoint === endpoint);
    return { node: name, id: at?.id, host: at?.engine?.endpoint.host };
  });
  const engines = [...answering].map(([id, engine]) => ({
    engine,
    isKnown: (node: string) =>
      placed.some((one) => one.node === node && (one.id === undefined || one.id === id)) ||
      damaged.some((name) => isNodeOf(name, node)),
  }));
  return {
    engines,
    nodes: placed.flatMap(({ node, host }) => (host === undefined ? [] : [{ node, host }])),
    complete: damaged.length === 0 && asked.every(({ id }) => id !== undefined),
  };
}

/** A node whose name nobody chose has its builder's and a number. */
function isNodeOf(builder: string, node: string): boolean {
  return node.startsWith(builder) && /^\d*$/.test(node.slice(builder.length));
}

async function askEngine(
  scope: BuilderScope,
  endpoint: string,
  timeout: number,
): Promise<{ readonly endpoint: string; readonly engine?: Engine; readonly id?: string }> {
  const deadline = new Deadline(timeout, scope.context.signal);
  let engine: Engine | undefined;
  try {
    engine = await scope.engine(endpoint);
    const { ID } = await engine.info({ signal: deadline.signal });
    return { endpoint, engine, id: ID ?? engine.endpoint.host };
  } catch (error) {
    const reason = SlipwayError.from(deadline.explain(error, stateUnknown(`engine ${endpoint}`)));
    if (reason.code === "canceled") throw reason;
    scope.warn(`${endpoint} was not looked at: ${reason.message}`);
    return { endpoint, ...(engine === undefined ? {} : { engine }) };
  } finally {
    deadline.clear();
  }
}
