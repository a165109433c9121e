import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  builderName,
  containerName,
  engineRequest,
  inspectContainer,
  lab,
  type RunResult,
} from "../support/index.js";
import { type EngineUser, engineUser, noUserReason } from "./user.js";

const reason = noUserReason();

const succeed = ({ code, stdout, stderr }: RunResult) => {
  expect(code, stderr).toBe(0);
  return stdout;
};

/** Creates and boots a builder as the user does. */
async function create(user: EngineUser, label: string, ...args: readonly string[]): Promise<string> {
  const name = builderName(label);
  const image = `image=${lab.image}`;
  succeed(await user.slipway("create", "--name", name, "--driver-opt", image, "--bootstrap", ...args));
  return name;
}

/** The directory of the host that the builder's container has for its sockets. */
async function socketDirectory(builder: string): Promise<string | undefined> {
  const container = await inspectContainer(containerName(builder));
  return (container?.HostConfig.Binds as string[] | null | undefined)?.[0]?.split(":")[0];
}

/** A stand-in for the daemon may listen a little after it answers. */
async function untilListening(directory: string): Promise<void> {
  await expect.poll(() => existsSync(join(directory, "buildkitd.sock")), { timeout: 20_000 }).toBe(true);
}

function contextOf(user: EngineUser): string {
  const directory = join(user.home, "context");
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
  chmodSync(directory, 0o755);
  return directory;
}

const build = (builder: string, user: EngineUser) =>
  ["build", "--builder", builder, "--progress", "plain", "-o", "type=cacheonly", contextOf(user)] as const;

const direct = /^Transport: +direct$/m;

describe.skipIf(reason !== undefined)(
  `a builder of a user who is not root (${reason ?? "with setpriv"})`,
  () => {
    test("is reached directly, by its user alone, and goes on working for docker-buildx", async () => {
      const [user, other] = [engineUser(61_001), engineUser(61_002)];
      const name = await create(user, "own");
      const directory = await socketDirectory(name);
      if (directory === undefined) throw new Error("the container has no socket directory");
      expect(directory.startsWith(join(user.home, ".local/state/slipway/"))).toBe(true);
      expect(statSync(directory)).toMatchObject({ uid: user.uid, mode: 0o40700 });
      await untilListening(directory);

      expect(succeed(await user.slipway("inspect", name))).toMatch(direct);
      succeed(await user.slipway(...build(name, user)));
      const reach = `require("node:net").connect(${JSON.stringify(join(directory, "buildkitd.sock"))}).on("connect", () => process.exit(3))`;
      expect((await user.run(process.execPath, "-e", reach)).code).toBe(3);
      expect((await other.run(process.execPath, "-e", reach)).stderr).toContain("EACCES");

      expect(succeed(await user.buildx("ls"))).toContain(name);
      succeed(await user.buildx(...build(name, user)));
      succeed(await user.slipway("rm", name));
      expect(readdirSync(join(user.home, ".local/state/slipway"))).toEqual([]);
    });

    test("is reached again after its daemon was killed; nobody trusts the socket that stayed", async () => {
      const user = engineUser(61_003);
      const name = await create(user, "killed");
      const directory = (await socketDirectory(name)) ?? "";
      await untilListening(directory);
      await engineRequest("POST", `/containers/${containerName(name)}/kill`);
      expect(existsSync(join(directory, "buildkitd.sock"))).toBe(true);
      expect(succeed(await user.slipway("inspect", name))).toMatch(/^Status: +stopped$/m);
      succeed(await user.slipway(...build(name, user)));
      const inspect = async () => succeed(await user.slipway("inspect", name));
      await expect.poll(inspect, { timeout: 20_000 }).toMatch(direct);
      succeed(await user.slipway("rm", name));
    });

    test("starts again when its directory is gone, and is then reached through docker exec", async () => {
      const user = engineUser(61_004);
      const name = await create(user, "lost");
      const directory = (await socketDirectory(name)) ?? "";
      succeed(await user.slipway("stop", name));
      rmSync(directory, { recursive: true });
      succeed(await user.slipway(...build(name, user)));
      expect(succeed(await user.slipway("inspect", name))).not.toMatch(/^Transport/m);
      succeed(await user.buildx(...build(name, user)));
      succeed(await user.slipway("rm", name));
    });

    test("whose container docker-buildx made anew is reached through docker exec", async () => {
      const user = engineUser(61_005);
      const name = await create(user, "anew", "--driver-opt", "transport=auto");
      expect(await socketDirectory(name)).toBeDefined();
      await engineRequest("DELETE", `/containers/${containerName(name)}?force=1`);
      succeed(await user.buildx("inspect", "--bootstrap", name));
      expect(await socketDirectory(name)).toBeUndefined();
      expect(succeed(await user.slipway("inspect", name))).toMatch(/^Transport: +exec$/m);
      succeed(await user.slipway(...build(name, user)));
      succeed(await user.slipway("rm", name));
      expect(readdirSync(join(user.home, ".local/state/slipway"))).toEqual([]);
    });

    test("says why it cannot be reached directly where that is wanted", async () => {
      const user = engineUser(61_006);
      const name = await create(user, "cannot", "--driver-opt", "transport=exec");
      expect(await socketDirectory(name)).toBeUndefined();
      const args = ["--append", "--name", name, "--node", `${name}0`];
      const change = ["--driver-opt", `image=${lab.image}`, "--driver-opt", "transport=direct"];
      const { code, stderr } = await user.slipway("create", ...args, ...change);
      expect(code).toBe(1);
      expect(stderr).toContain("cannot reach the daemon of builder container");
      expect(stderr).toContain("transport=auto");
      succeed(await user.slipway("rm", name));
    });
  },
);
