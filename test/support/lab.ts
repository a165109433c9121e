import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's root directory. */
export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/** What the machine offers to tests: found or brought up by test/setup/global-setup.ts before any test runs. */
export const lab = {
  /** The builder image to boot: moby/buildkit where it can be pulled, the offline image elsewhere. */
  get image(): string {
    return fromEnvironment("SLIPWAY_TEST_IMAGE");
  },
  /** An image with a dockerd that can have the containerd store, whatever the builder image is. */
  get engineImage(): string {
    return fromEnvironment("SLIPWAY_TEST_ENGINE_IMAGE");
  },
  /** A registry without credentials, over plain HTTP: `127.0.0.1:5000`. Builders reach it with `network=host`. */
  get registry(): string {
    return fromEnvironment("SLIPWAY_TEST_REGISTRY");
  },
  /** Path of the docker-buildx to compare with. */
  get buildx(): string {
    return fromEnvironment("SLIPWAY_TEST_BUILDX");
  },
  /** Path of a docker command that hands `docker build` on to its plugin. */
  get docker(): string {
    return fromEnvironment("SLIPWAY_TEST_DOCKER");
  },
  /** Path of the docker command's plugin for Compose 2. */
  get composePlugin(): string {
    return fromEnvironment("SLIPWAY_TEST_COMPOSE");
  },
  /** Path of kubectl, which says whether the Kubernetes stand-in is accepted. */
  get kubectl(): string {
    return fromEnvironment("SLIPWAY_TEST_KUBECTL");
  },
  /** Path of nginx, or `missing: ` and the reason. */
  get nginx(): string {
    return fromEnvironment("SLIPWAY_TEST_NGINX");
  },
  /** Path of the functions that docker's completion script for bash needs. */
  get bashCompletion(): string {
    return fromEnvironment("SLIPWAY_TEST_BASH_COMPLETION");
  },
  /** The directory whose node_modules hold `@docker/actions-toolkit`. */
  get actionsToolkit(): string {
    return fromEnvironment("SLIPWAY_TEST_ACTIONS_TOOLKIT");
  },
  /** Path of a Chromium. */
  get chromium(): string {
    return fromEnvironment("SLIPWAY_TEST_CHROMIUM");
  },
  /** Path of Bun, or `missing: ` and the reason. */
  get bun(): string {
    return fromEnvironment("SLIPWAY_TEST_BUN");
  },
  /** Path of Deno, or `missing: ` and the reason. */
  get deno(): string {
    return fromEnvironment("SLIPWAY_TEST_DENO");
  },
  /** The directory whose node_modules hold Jest, or `missing: ` and the reason. */
  get jest(): string {
    return fromEnvironment("SLIPWAY_TEST_JEST");
  },
  /** Paths of other versions of Node than the one that runs the tests, or `missing: ` and the reason. */
  get nodes(): readonly string[] {
    const paths = fromEnvironment("SLIPWAY_TEST_NODES");
    return paths.startsWith("missing: ") ? [paths] : paths.split(delimiter);
  },
  /** Path of the oldest TypeScript compiler that the package's types are for. */
  get oldestTypeScript(): string {
    return fromEnvironment("SLIPWAY_TEST_OLDEST_TYPESCRIPT");
  },
  /** The engine's address, e.g. `unix:///var/run/docker.sock`. */
  get engineHost(): string {
    return fromEnvironment("SLIPWAY_TEST_ENGINE");
  },
};

/** Path of a static busybox for the architecture: `amd64` or `arm64`. */
export function busyboxPath(architecture: string = nativeArchitecture): string {
  return join(fromEnvironment("SLIPWAY_TEST_BUSYBOX"), architecture, "busybox");
}

/** This machine's architecture as OCI names it. */
export const nativeArchitecture = process.arch === "x64" ? "amd64" : process.arch;

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run this file as part of \`vitest run --project integration\``);
  return value;
}
