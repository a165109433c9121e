import { randomBytes } from "node:crypto";
import { engineGet, engineRequest } from "./engine.js";
import { lab } from "./lab.js";
import { runSlipway } from "./run.js";
import { onCleanup } from "./sandbox.js";

/**
 * A builder name nobody else uses. Its containers and volumes (of every node, also of those called `NAME-…`) are
 * removed after the test file, whoever made them.
 */
export function builderName(label = "test"): string {
  const name = `${label}-${randomBytes(4).toString("hex")}`;
  onCleanup(() => removeBuilderTraces(name));
  return name;
}

/** The name of the container of a builder's node; the first node unless told otherwise. */
export function containerName(builder: string, node = `${builder}0`): string {
  return `buildx_buildkit_${node}`;
}

/** The name of the volume that keeps the state of a builder's node. */
export function volumeName(builder: string, node = `${builder}0`): string {
  return `${containerName(builder, node)}_state`;
}

/** Removes every container and volume of the builder from the engine. */
export async function removeBuilderTraces(builder: string): Promise<void> {
  const prefix = `buildx_buildkit_${builder}`;
  const filters = encodeURIComponent(JSON.stringify({ name: [prefix] }));
  const containers = await engineGet<{ Id: string }[]>(`/containers/json?all=1&filters=${filters}`);
  for (const { Id } of containers ?? []) await engineRequest("DELETE", `/containers/${Id}?force=1&v=1`);
  const { Volumes: volumes } = (await engineGet<{ Volumes: { Name: string }[] | null }>(
    `/volumes?filters=${filters}`,
  )) ?? { Volumes: null };
  for (const { Name } of volumes ?? []) await engineRequest("DELETE", `/volumes/${Name}?force=1`);
}

/** Options of {@link createBuilder}. */
export interface CreateBuilderOptions {
  /** More driver options; the image is the lab's unless given. */
  readonly driverOptions?: Readonly<Record<string, string>>;
  /** More arguments for `slipway create`. */
  readonly args?: readonly string[];
  /** Boot it now. Default true. */
  readonly bootstrap?: boolean;
}

/** Creates a builder with Slipway and returns its name; it is gone after the test file. */
export async function createBuilder(label = "test", options: CreateBuilderOptions = {}): Promise<string> {
  const name = builderName(label);
  const driverOptions = Object.entries({ image: lab.image, ...options.driverOptions });
  const args = [
    ...["create", "--name", name, "--driver", "docker-container"],
    ...driverOptions.flatMap(([key, value]) => ["--driver-opt", `${key}=${value}`]),
    ...(options.bootstrap === false ? [] : ["--bootstrap"]),
    ...(options.args ?? []),
  ];
  const { code, stderr } = await runSlipway(args);
  if (code !== 0) throw new Error(`slipway ${args.join(" ")} exited with ${code}:\n${stderr}`);
  return name;
}
