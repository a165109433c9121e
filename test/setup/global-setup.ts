import { spawnSync } from "node:child_process";
import { projectRoot } from "../support/lab.js";

/** What scripts/lab.mjs prints. */
interface Lab {
  readonly engine: { readonly host: string; readonly version: string };
  readonly image: string;
  readonly engineImage: string;
  readonly registry: string;
  readonly buildx: string;
  readonly busybox: string;
  readonly docker: string;
  readonly composePlugin: string;
  readonly kubectl: string;
  readonly nginx: string;
  readonly bashCompletion: string;
  readonly actionsToolkit: string;
  readonly chromium: string;
  readonly bun: string;
  readonly deno: string;
  readonly jest: string;
  readonly nodes: string;
  readonly oldestTypeScript: string;
  /** Absent where it cannot be had. */
  readonly sshd?: string;
}

/** Finds or brings up all that the integration tests need and tells the test files where it is. */
export default function setup(): void {
  const lab = JSON.parse(run(process.execPath, ["scripts/lab.mjs"])) as Lab;
  Object.assign(process.env, {
    SLIPWAY_TEST_ENGINE: lab.engine.host,
    SLIPWAY_TEST_IMAGE: lab.image,
    SLIPWAY_TEST_ENGINE_IMAGE: lab.engineImage,
    SLIPWAY_TEST_REGISTRY: lab.registry,
    SLIPWAY_TEST_BUILDX: lab.buildx,
    SLIPWAY_TEST_BUSYBOX: lab.busybox,
    SLIPWAY_TEST_DOCKER: lab.docker,
    SLIPWAY_TEST_COMPOSE: lab.composePlugin,
    SLIPWAY_TEST_KUBECTL: lab.kubectl,
    SLIPWAY_TEST_NGINX: lab.nginx,
    SLIPWAY_TEST_BASH_COMPLETION: lab.bashCompletion,
    SLIPWAY_TEST_ACTIONS_TOOLKIT: lab.actionsToolkit,
    SLIPWAY_TEST_CHROMIUM: lab.chromium,
    SLIPWAY_TEST_BUN: lab.bun,
    SLIPWAY_TEST_DENO: lab.deno,
    SLIPWAY_TEST_JEST: lab.jest,
    SLIPWAY_TEST_NODES: lab.nodes,
    SLIPWAY_TEST_OLDEST_TYPESCRIPT: lab.oldestTypeScript,
    ...(lab.sshd === undefined ? {} : { SLIPWAY_TEST_SSHD: lab.sshd }),
  });
}

function run(program: string, args: readonly string[]): string {
  const result = spawnSync(program, args, {
    cwd: projectRoot,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (result.status === 0) return result.stdout;
  process.stderr.write(result.stdout ?? "");
  throw new Error(`the tests' set-up failed at \`${program} ${args.join(" ")}\`: see above`);
}
