import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RegistryClient } from "../../src/oci/registry/index.js";
import {
  builderName,
  lab,
  onCleanup,
  type RunResult,
  runBuildx,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";
import { faultyRegistry, forward } from "./faulty-registry.js";
import { pull } from "./pullable.js";
import { ImageSeeder } from "./seed-images.js";

const name = `mirrors-${randomBytes(4).toString("hex")}`;
const client = new RegistryClient(lab.registry);

/** A builder that is configured and not booted: only what is stored of it counts. */
async function configured(toml: string): Promise<string> {
  const config = join(temporaryDirectory("config"), "buildkitd.toml");
  writeFileSync(config, toml);
  const builder = builderName("mirrors");
  const args = ["--name", builder, "--driver", "docker-container", "--buildkitd-config", config];
  const { code, stderr } = await runSlipway(["create", ...args]);
  expect(code, stderr).toBe(0);
  return builder;
}

type Run = typeof runSlipway;
const programs: readonly [string, Run][] = [
  ["Slipway", runSlipway],
  ["docker-buildx", runBuildx],
];

async function imagetools(run: Run, builder: string, ...args: string[]): Promise<RunResult> {
  const [command = "", ...rest] = args;
  const result = await run(["imagetools", command, "--builder", builder, ...rest]);
  expect(result.code, result.stderr).toBe(0);
  return result;
}

/** The lab's registry under another address, and what it is asked there. */
async function registry(refuses: (path: string) => boolean = () => false) {
  const asked: string[] = [];
  const { port } = await faultyRegistry(({ method, url = "" }) => {
    asked.push(`${method} ${url}`);
    return refuses(url) ? (_, response) => response.writeHead(503).end() : undefined;
  });
  return { host: `127.0.0.1:${port}`, asked };
}

// The packaged docker-buildx puts a mirror's path before `/v2`, where BuildKit, and so its daemon, puts it behind.
test.each<[string, string, Run]>([
  ["Slipway", "/cache", runSlipway],
  ["Slipway", "", runSlipway],
  ["docker-buildx", "", runBuildx],
])("%s reads from the mirror, in its path %j, and writes to the registry itself", async (who, path, run) => {
  const image = `${name}/${who.toLowerCase()}${path.replace("/", "-")}`;
  const cached = `${path}/${image}`.slice(1);
  await new ImageSeeder(client, cached).image({ os: "linux", architecture: "amd64" }, { tag: "v1" });
  const [mirror, own] = [await registry(), await registry()];
  const builder = await configured(`
    [registry."${own.host}"]
      mirrors = ["${mirror.host}${path}"]
      http = true
    [registry."${mirror.host}"]
      http = true
  `);
  const raw = await imagetools(run, builder, "inspect", "--raw", `${own.host}/${image}:v1`);
  expect(JSON.parse(raw.stdout).layers).toHaveLength(1);
  expect(own.asked).toEqual([]);
  expect(mirror.asked[0]?.replace(/^\w+/, "HEAD")).toBe(
    `HEAD /v2/${cached}/manifests/v1?ns=${encodeURIComponent(own.host)}`,
  );
  await imagetools(run, builder, "create", "-t", `${own.host}/${image}-copy:v1`, `${own.host}/${image}:v1`);
  expect(await pull(client, `${image}-copy`, "v1")).toHaveLength(2);
  const changes = (asked: readonly string[]) => asked.filter((line) => !/^(GET|HEAD) /.test(line));
  expect(changes(mirror.asked)).toEqual([]);
  expect(changes(own.asked).length).toBeGreaterThan(3);
});

test.each(programs)(
  "%s goes to the registry itself where the mirror has nothing or is down",
  async (who, run) => {
    const image = `${name}/fallback-${who.toLowerCase()}`;
    await new ImageSeeder(client, image).image({ os: "linux", architecture: "amd64" }, { tag: "v1" });
    const own = await registry();
    for (const mirror of [
      `${(await registry()).host}/nothing`,
      "127.0.0.1:1",
      (await registry(() => true)).host,
    ]) {
      const builder = await configured(`
      [registry."${own.host}"]
        mirrors = ["${mirror}"]
        http = true
      [registry."${mirror.split("/")[0]}"]
        http = true
    `);
      const { stdout } = await imagetools(run, builder, "inspect", "--raw", `${own.host}/${image}:v1`);
      expect(JSON.parse(stdout).layers).toHaveLength(1);
    }
  },
);

/** The lab's registry behind TLS, by a certificate of an authority of the test's own. */
async function tlsRegistry(): Promise<{ host: string; ca: string }> {
  const directory = temporaryDirectory("tls");
  const file = (path: string) => join(directory, path);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  openssl(
    ..."req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test-ca".split(" "),
  );
  openssl(..."req -newkey rsa:2048 -nodes -keyout key.pem -out csr.pem -subj /CN=registry".split(" "));
  writeFileSync(file("ext"), "subjectAltName=IP:127.0.0.1\n");
  openssl(
    ..."x509 -req -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days 2 -extfile ext".split(
      " ",
    ),
  );
  const server = createTlsServer(
    { key: readFileSync(file("key.pem")), cert: readFileSync(file("cert.pem")) },
    (incoming, response) => forward(incoming, response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, ca: file("ca.pem") };
}

// The packaged docker-buildx does not read the authorities that are stored with a builder.
test("Slipway trusts the authority that the builder is given, or any where it says insecure", async () => {
  const image = `${name}/tls`;
  await new ImageSeeder(client, image).image({ os: "linux", architecture: "amd64" }, { tag: "v1" });
  const { host, ca } = await tlsRegistry();
  for (const setting of [`http = false\nca = ["${ca}"]`, "http = false\ninsecure = true"]) {
    const builder = await configured(`[registry."${host}"]\n${setting}\n`);
    await imagetools(runSlipway, builder, "inspect", `${host}/${image}:v1`);
    const copy = `${image}-${setting.includes("ca") ? "ca" : "insecure"}`;
    await imagetools(runSlipway, builder, "create", "-t", `${host}/${copy}:v1`, `${host}/${image}:v1`);
    expect(await pull(client, copy, "v1")).toHaveLength(2);
  }
  const builder = await configured(`[registry."${host}"]\nhttp = false\n`);
  const { code, stderr } = await runSlipway([
    "imagetools",
    "inspect",
    "--builder",
    builder,
    `${host}/${image}:v1`,
  ]);
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/certificate|signed|verify/),
  });
});
