// @ts-check
// A driver that nothing in src/ knows: BuildKit in a container that the docker command runs, at skiff://CONTAINER.
import { execFile, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const docker = process.env.SLIPWAY_TEST_DOCKER ?? "docker";

/** @param {string} endpoint */
function containerOf(endpoint) {
  const name = /^skiff:\/\/([\w.-]+)$/.exec(endpoint)?.[1];
  if (name === undefined) throw new Error(`not a place for a skiff: ${endpoint}`);
  return name;
}

/** @param {Readonly<Record<string, string>>} options */
function checkedOptions(options) {
  for (const option of Object.keys(options)) {
    if (option !== "image" && option !== "default-load") throw new Error(`a skiff has no ${option}`);
  }
  const { image, "default-load": load } = options;
  if (image === undefined) throw new Error("a skiff needs the option image");
  return { image, defaultLoad: load === "true" };
}

/** @type {import("../../../src/index.js").DriverFactory} */
export const driver = {
  name: "skiff",
  allowsInstances: true,
  startsDaemon: true,
  suits: (endpoint) => endpoint?.startsWith("skiff:") ?? false,
  endpoint: async ({ given, builder }) => {
    const endpoint = given ?? `skiff://${builder}`;
    containerOf(endpoint);
    return { endpoint, given: given !== undefined };
  },
  daemonFlags: ({ flags }) => [...(flags ?? []), "--debug"],
  create: ({ endpoint, options, flags }) => {
    const container = containerOf(endpoint);
    const { image, defaultLoad } = checkedOptions(options);
    const state = async () => {
      try {
        const { stdout } = await run(docker, ["inspect", "--format", "{{.State.Running}}", container]);
        return stdout.trim() === "true" ? "running" : "stopped";
      } catch {
        return "inactive";
      }
    };
    return {
      name: "skiff",
      features: {
        ociExporter: true,
        dockerExporter: true,
        cacheExport: false,
        multiPlatform: false,
        directPush: true,
        defaultLoad,
        insideEngine: false,
        hostGateway: false,
        historyApi: true,
      },
      status: state,
      boot: async () => {
        const is = await state();
        if (is === "running") return;
        if (is === "stopped") await run(docker, ["start", container]);
        else await run(docker, ["run", "-d", "--privileged", "--name", container, image, ...flags]);
        for (let tries = 0; tries < 100; tries++) {
          try {
            await run(docker, ["exec", container, "buildctl", "debug", "workers"]);
            return;
          } catch {
            await sleep(200);
          }
        }
        throw new Error("the skiff does not float");
      },
      stop: async () => {
        if ((await state()) === "running") await run(docker, ["stop", "-t", "5", container]);
      },
      remove: async () => {
        if ((await state()) !== "inactive") await run(docker, ["rm", "-f", "-v", container]);
      },
      connect: async () => {
        if ((await state()) !== "running") throw new Error("the skiff is ashore");
        const child = spawn(docker, ["exec", "-i", container, "buildctl", "dial-stdio"], {
          stdio: ["pipe", "pipe", "ignore"],
        });
        const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
        stream.once("close", () => child.kill());
        return stream;
      },
      version: async () => undefined,
    };
  },
};
