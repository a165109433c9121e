import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { lab, type RunResult, runBuildx, runSlipway, temporaryDirectory } from "../support/index.js";
import type { Cluster } from "../support/kubernetes/index.js";

/** A program under comparison, with the cluster in its environment. */
export interface Client {
  readonly name: string;
  /** Runs it to its end. */
  run(args: readonly string[]): Promise<RunResult>;
  /** Runs it and expects it to succeed. */
  ok(...args: readonly string[]): Promise<RunResult>;
}

function client(name: string, run: typeof runSlipway, cluster: Cluster): Client {
  const env = { KUBECONFIG: cluster.kubeconfig() };
  const start = (args: readonly string[]) => run(args, { env });
  return {
    name,
    run: start,
    ok: async (...args) => {
      const result = await start(args);
      expect(result.code, `${name} ${args.join(" ")}: ${result.stdout}${result.stderr}`).toBe(0);
      return result;
    },
  };
}

/** Slipway and docker-buildx, with the same builders in sight. */
export function clients(cluster: Cluster): { readonly slipway: Client; readonly buildx: Client } {
  return { slipway: client("slipway", runSlipway, cluster), buildx: client("buildx", runBuildx, cluster) };
}

/** Arguments of `create` for a builder of the cluster; the image is the lab's unless the options say another. */
export function createArgs(name: string, options: Readonly<Record<string, string>> = {}): string[] {
  const all = Object.entries({ image: lab.image, ...options });
  // Values with commas are quoted as CSV has it.
  const texts = all.map(([key, value]) => (value.includes(",") ? `"${key}=${value}"` : `${key}=${value}`));
  return [
    "create",
    "--name",
    name,
    "--driver",
    "kubernetes",
    ...texts.flatMap((text) => ["--driver-opt", text]),
  ];
}

/** A build context that needs nothing from a registry. */
export function smallContext(text = "hello"): string {
  const directory = temporaryDirectory("context");
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "file"), text);
  writeFileSync(join(directory, "Dockerfile"), "FROM scratch\nCOPY file /\n");
  return directory;
}
