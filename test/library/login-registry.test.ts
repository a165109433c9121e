import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBuilder, type LookUpLogin } from "../../src/index.js";
import { builderName, lab, onCleanup, startProgram, temporaryDirectory } from "../support/index.js";
import { context, run } from "./support.js";

const login = { username: "ci", password: "pass word" };
/** The bcrypt hash of that password. */
const hash = "$2b$05$abcdefghijklmnopqrstuuIt/9/tGzLcigNq/.RWIDjeEVR30RSf.";

/** A registry that asks everybody for the login, on a port of its own. */
async function loginRegistry(): Promise<string> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  const host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  probe.close();
  await once(probe, "close");
  const directory = temporaryDirectory("registry");
  const users = join(directory, "users");
  writeFileSync(users, `${login.username}:${hash}\n`);
  const config = join(directory, "config.yml");
  const settings = {
    version: 0.1,
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: join(directory, "data") } },
    auth: { htpasswd: { realm: "test", path: users } },
    http: { addr: host },
  };
  writeFileSync(config, JSON.stringify(settings));
  const registry = startProgram("docker-registry", ["serve", config]);
  onCleanup(async () => {
    registry.child.kill();
    await registry.finished;
  });
  await expect
    .poll(
      async () => (await fetch(`http://${host}/v2/`).catch(() => undefined))?.headers.get("www-authenticate"),
      { timeout: 20_000 },
    )
    .toContain("Basic");
  return host;
}

test("a registry that wants a login is pushed to and pulled from with what a function says", async ({
  skip,
}) => {
  skip(spawnSync("docker-registry", ["--version"]).error !== undefined, "no docker-registry to start");
  const host = await loginRegistry();
  const builder = builderName("login");
  await createBuilder({
    name: builder,
    driverOptions: { image: lab.image, network: "host" },
    bootstrap: true,
    ...context,
  });
  const asked = new Set<string>();
  const known: LookUpLogin = async (name) => {
    asked.add(name);
    return name === host ? login : null;
  };
  const push = (credentials: LookUpLogin) =>
    run(builder, {
      context: { files: new Map([["a", "from the registry"]]) },
      dockerfile: "FROM scratch\nCOPY a /\n",
      tags: [`${host}/app:1`],
      outputs: ["type=image,push=true,registry.insecure=true"],
      credentials,
    });
  await expect(push(() => null)).rejects.toMatchObject({ code: "auth-failed" });
  await expect(push(() => ({ ...login, password: "wrong" }))).rejects.toMatchObject({ code: "auth-failed" });
  expect((await push(known)).digest).toMatch(/^sha256:/);
  expect([...asked]).toEqual([host]);

  const found: string[] = [];
  await run(builder, {
    context: { files: new Map() },
    dockerfile: `FROM ${host}/app:1\n`,
    noCache: true,
    pull: true,
    credentials: known,
    outputs: [
      {
        type: "tar",
        files: async (files) => {
          for await (const file of files) found.push(new TextDecoder().decode(await file.bytes()));
        },
      },
    ],
  });
  expect(found).toContain("from the registry");
});
