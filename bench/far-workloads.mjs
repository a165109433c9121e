// @ts-check
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { engineHost, engineRequest } from "../scripts/lab/engine-api.mjs";
import { writeSourceFiles } from "./contexts.mjs";
import { FarRelay } from "./far-relay.mjs";
import { FarSsh } from "./far-ssh.mjs";

/** @typedef {import("./workloads.mjs").Workload} Workload */
/** @typedef {import("./workloads.mjs").Step} Step */

/** What the issue of far engines speaks of: milliseconds, and bytes a second. */
const roundTrip = 50;
const slowLine = 20e6 / 8;
/** A line so long that of a command's seconds only the round trips count. */
const longRoundTrip = 1000;

/**
 * Work on engines and daemons behind a line that delays, and on some that keep silent.
 * @param {(name: string) => string} path
 * @param {string} direct the bench's builder, whose daemon is used
 * @param {(args: string[], env?: Record<string, string>) => Promise<void>} runOnce runs docker-buildx unmeasured
 * @returns {Workload[]}
 */
export function farWorkloads(path, direct, runOnce) {
  const engine = { path: engineHost().replace(/^unix:\/\//, "") };
  /** @type {(builder: string, context: string) => string[]} */
  const build = (builder, context) => [
    ...["build", "--builder", builder, "--progress", "plain"],
    ...["-o", "type=cacheonly", path(context)],
  ];
  const create = (/** @type {string} */ name, /** @type {string} */ endpoint) =>
    runOnce(["create", "--name", name, "--driver", "docker-container", "--node", `${direct}0`, endpoint]);

  /**
   * @param {string} id
   * @param {number} pairs
   * @param {{ roundTrip: number, bytesPerSecond?: number }} line
   * @param {(builder: string) => Step} step
   * @returns {Workload}
   */
  const onFarEngine = (id, pairs, line, step) => {
    const relay = new FarRelay({ target: engine, ...line });
    const builder = `${direct}-${id}`;
    return {
      id,
      pairs,
      setup: async () => {
        await create(builder, `tcp://127.0.0.1:${await relay.listen()}`);
        writeSmallContext(path("far"));
      },
      teardown: () => relay.close(),
      steps: [step(builder)],
    };
  };
  const manyFiles = path("far-files");

  return [
    onFarEngine("far", 9, { roundTrip }, (builder) => ({
      title: `cached build, engine ${roundTrip} ms away`,
      must: 0.5,
      args: () => build(builder, "far"),
    })),
    onFarEngine("far-trips", 3, { roundTrip: longRoundTrip }, (builder) => ({
      title: "cached build, engine 1 s away: seconds are round trips",
      must: 0.44,
      args: () => build(builder, "far"),
    })),
    onFarEngine("far-files", 5, { roundTrip, bytesPerSecond: slowLine }, (builder) => ({
      title: `context of 2000 changed files, engine ${roundTrip} ms away at 20 Mbit/s`,
      must: 0.7,
      prepare: () => {
        mkdirSync(manyFiles, { recursive: true });
        writeSourceFiles(manyFiles, 2000);
      },
      args: () => build(builder, "far-files"),
    })),
    behindSsh(
      new FarSsh(path("far-ssh"), roundTrip),
      `${direct}-ssh`,
      async (builder, endpoint, env) => {
        const args = ["--name", builder, "--driver", "docker-container", "--node", `${direct}0`, endpoint];
        await runOnce(["create", ...args], env);
        writeSmallContext(path("far"));
      },
      (builder) => build(builder, "far"),
    ),
    remote(path("far"), `${direct}-remote`, direct, runOnce, (builder) => build(builder, "far")),
    unreachable(engine, direct, create),
  ];
}

/**
 * @param {FarSsh} ssh
 * @param {string} builder
 * @param {(builder: string, endpoint: string, env: Record<string, string>) => Promise<void>} create
 * @param {(builder: string) => string[]} build
 * @returns {Workload}
 */
function behindSsh(ssh, builder, create, build) {
  return {
    id: "far-ssh",
    pairs: 7,
    setup: async () => create(builder, await ssh.start(), ssh.env),
    teardown: () => ssh.close(),
    steps: [
      {
        title: `cached build, engine behind ssh ${roundTrip} ms away`,
        must: 0.6,
        env: ssh.env,
        args: () => build(builder),
      },
    ],
  };
}

/** @param {string} directory */
function writeSmallContext(directory) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "Dockerfile"), "FROM scratch\nCOPY message /message\n");
  writeFileSync(join(directory, "message"), "nothing changes here\n");
}

/**
 * The bench's daemon behind a port of this machine.
 * @param {string} context
 * @param {string} name
 * @param {string} direct
 * @param {(args: string[]) => Promise<void>} runOnce
 * @param {(builder: string) => string[]} build
 * @returns {Workload}
 */
function remote(context, name, direct, runOnce, build) {
  /** @type {FarRelay | undefined} */
  let relay;
  return {
    id: "remote",
    pairs: 15,
    setup: async () => {
      relay = new FarRelay({ target: { path: await daemonSocket(`${direct}0`) }, roundTrip: 0 });
      writeSmallContext(context);
      await runOnce([
        "create",
        "--name",
        name,
        "--driver",
        "remote",
        `tcp://127.0.0.1:${await relay.listen()}`,
      ]);
    },
    teardown: () => relay?.close(),
    steps: [{ title: "cached build, `remote` over TCP", must: 0.6, args: () => build(name) }],
  };
}

/**
 * The socket of a node's daemon as this machine sees it: in the directory that the container was given for it, or below
 * the root of the container's process.
 * @param {string} node
 */
async function daemonSocket(node) {
  const { text } = await engineRequest("GET", `/containers/buildx_buildkit_${node}/json`);
  const { Mounts, State } = JSON.parse(text);
  const inside = "/run/buildkit";
  const mount = Mounts.find(
    (/** @type {{ Destination: string }} */ { Destination }) => Destination === inside,
  );
  const candidates = [mount?.Source ?? "/nowhere", `/proc/${State.Pid}/root${inside}`];
  const found = candidates.map((directory) => join(directory, "buildkitd.sock")).find(existsSync);
  if (found === undefined) throw new Error(`the socket of ${node}'s daemon is out of reach from here`);
  return found;
}

/**
 * Ten builders, three of whose engines take connections and say nothing, once they are registered.
 * @param {import("node:net").NetConnectOpts} target
 * @param {string} direct
 * @param {(name: string, endpoint: string) => Promise<void>} create
 * @returns {Workload}
 */
function unreachable(target, direct, create) {
  const silent = createServer((socket) => void socket.on("error", () => undefined));
  return {
    id: "ls-unreachable",
    pairs: 2,
    setup: async () => {
      const tag = randomBytes(3).toString("hex");
      const answering = new FarRelay({ target, roundTrip: 0 });
      const port = await answering.listen();
      for (let index = 0; index < 7; index++) await create(`${direct}-${tag}-${index}`, engineHost());
      for (let index = 7; index < 10; index++)
        await create(`${direct}-${tag}-${index}`, `tcp://127.0.0.1:${port}`);
      answering.close();
      silent.listen(port, "127.0.0.1");
      await once(silent, "listening");
    },
    teardown: () => void silent.close(),
    steps: [
      { title: "`ls` of ten builders more, three of which keep silent", must: 1.05, args: () => ["ls"] },
    ],
  };
}
