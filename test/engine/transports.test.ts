import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { connectEngine, type Engine, resolveEndpoint } from "../../src/engine/index.js";
import { dockerConfig, onCleanup, programEnvironment, temporaryDirectory } from "../support/index.js";
import { makeCertificates } from "./certificates.js";
import { engineProxy } from "./proxy.js";
import { labEngine, startSleeper } from "./sleeper.js";
import { standInPath } from "./stand-ins.js";

const direct = await labEngine();
const container = await startSleeper(direct);
const certificates = makeCertificates();
const { ca, cert, key, clientDirectory } = certificates;

/** Small calls, a stream that is half-closed, and bytes enough to need back-pressure. */
async function works(engine: Engine): Promise<void> {
  expect((await engine.info()).ID).toBe((await direct.info()).ID);
  const stream = await engine.execStream(container, ["sh", "-c", "md5sum; head -c 20000000 /dev/zero"]);
  stream.end(Buffer.alloc(20_000_000));
  const output = Buffer.concat(await stream.toArray());
  const sum = createHash("md5").update(Buffer.alloc(20_000_000)).digest("hex");
  expect(output.subarray(0, 32).toString()).toBe(sum);
  expect(output.length).toBe(sum.length + "  -\n".length + 20_000_000);
}

describe("over TCP", () => {
  it("everything works", async () => {
    const { host } = await engineProxy("tcp");
    await works(await labEngine({ DOCKER_HOST: host }));
  });

  it("a port where nobody listens is named, with the reason", async () => {
    const engine = await labEngine({ DOCKER_HOST: "tcp://127.0.0.1:1" });
    await expect(engine.info()).rejects.toMatchObject({
      code: "engine-unreachable",
      message:
        "Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running? (connection refused)",
      hint: expect.stringContaining("DOCKER_HOST"),
    });
  });

  it("an address that does not answer is given up", async () => {
    const env = programEnvironment({ DOCKER_HOST: "tcp://192.0.2.1:2375" });
    const engine = await connectEngine({ env, timeout: 300 });
    await expect(engine.info()).rejects.toMatchObject({ code: "engine-unreachable" });
  });
});

describe("over TLS", () => {
  it("everything works with the daemon and the client verified", async () => {
    const { host } = await engineProxy("tcp", { ca, cert, key, requestCert: true, rejectUnauthorized: true });
    const engine = await labEngine({
      DOCKER_HOST: host,
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: clientDirectory,
    });
    expect(engine.endpoint).toMatchObject({ host, tls: true, source: "DOCKER_HOST" });
    await works(engine);
  });

  it("everything works through a docker context that holds the material", async () => {
    const { host } = await engineProxy("tcp", { ca, cert, key, requestCert: true, rejectUnauthorized: true });
    const id = createHash("sha256").update("secure").digest("hex");
    const meta = join(dockerConfig(), "contexts", "meta", id);
    const tls = join(dockerConfig(), "contexts", "tls", id, "docker");
    for (const directory of [meta, tls]) mkdirSync(directory, { recursive: true });
    const docker = { Host: host, SkipTLSVerify: false };
    writeFileSync(
      join(meta, "meta.json"),
      JSON.stringify({ Name: "secure", Metadata: {}, Endpoints: { docker } }),
    );
    for (const file of readdirSync(clientDirectory)) {
      writeFileSync(join(tls, file), readFileSync(join(clientDirectory, file)));
    }
    const engine = await labEngine({ DOCKER_CONTEXT: "secure", DOCKER_HOST: undefined });
    expect(engine.endpoint).toMatchObject({ host, tls: true, context: "secure", source: "DOCKER_CONTEXT" });
    await works(engine);
  });

  it("a daemon signed by somebody else is refused", async () => {
    const other = makeCertificates();
    const { host } = await engineProxy("tcp", { cert: other.cert, key: other.key });
    const env = { DOCKER_HOST: host, DOCKER_CERT_PATH: clientDirectory };
    await expect((await labEngine({ ...env, DOCKER_TLS_VERIFY: "1" })).info()).rejects.toMatchObject({
      code: "engine-unreachable",
      message: expect.stringContaining("certificate"),
      hint: expect.stringContaining("DOCKER_CERT_PATH"),
    });
    expect((await (await labEngine({ ...env, DOCKER_TLS: "1" })).info()).ID).toBeDefined();
  });

  it("a client without the certificate that the daemon wants is told so", async () => {
    const { host } = await engineProxy("tcp", { ca, cert, key, requestCert: true, rejectUnauthorized: true });
    const engine = await labEngine({
      DOCKER_HOST: host,
      DOCKER_TLS: "1",
      DOCKER_CERT_PATH: temporaryDirectory(),
    });
    await expect(engine.info()).rejects.toMatchObject({
      code: "engine-unreachable",
      message: expect.stringContaining("certificate required"),
    });
  });
});

describe("over ssh", () => {
  it("everything works, through the command that Docker runs", async () => {
    const { path, calls } = standInPath();
    const engine = await labEngine({ DOCKER_HOST: "ssh://me@box.example:2222/run/other.sock", PATH: path });
    expect(engine.endpoint.host).toBe("ssh://me@box.example:2222/run/other.sock");
    await works(engine);
    const remote = "docker --host=unix:///run/other.sock system dial-stdio";
    expect(readFileSync(calls, "utf8").split("\n")).toContain(
      `ssh -o ConnectTimeout=30 -T -l me -p 2222 -- box.example ${remote}`,
    );
  });

  it("its command ends with the stream, and with close()", async () => {
    const { path } = standInPath();
    const marker = "/run/marker-of-this-test.sock";
    const engine = await labEngine({ DOCKER_HOST: `ssh://box.example${marker}`, PATH: path });
    await engine.info();
    const stream = await engine.execStream(container, ["cat"]);
    expect(running(marker)).not.toEqual([]);
    stream.destroy();
    engine.close();
    for (let attempt = 0; attempt < 100 && running(marker).length > 0; attempt++) await delay(50);
    expect(running(marker)).toEqual([]);
  });

  it("a failure gives ssh's own words", async () => {
    const { path } = standInPath();
    const engine = await labEngine({ DOCKER_HOST: "ssh://refused.example", PATH: path });
    await expect(engine.info()).rejects.toMatchObject({
      code: "engine-unreachable",
      message:
        "Cannot connect to the Docker daemon at ssh://refused.example: command [ssh -o ConnectTimeout=30 -T -- " +
        "refused.example docker system dial-stdio] has exited with exit status 255, make sure the URL is valid, and " +
        "Docker 18.09 or later is installed on the remote host: stderr=ssh: connect to host refused.example port 22: " +
        "Connection refused",
    });
  });

  it("a missing ssh is named", async () => {
    const engine = await labEngine({ DOCKER_HOST: "ssh://box.example", PATH: temporaryDirectory() });
    await expect(engine.info()).rejects.toMatchObject({
      code: "engine-unreachable",
      message: expect.stringContaining("ssh"),
    });
  });
});

describe("as a plugin whose Docker CLI asks for it", () => {
  it("the CLI's own connection is used, with its flags", async () => {
    const { path, calls } = standInPath();
    const env = programEnvironment({
      PATH: path,
      DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: "docker",
      DOCKER_CLI_PLUGIN_USE_DIAL_STDIO: "1",
    });
    const engine = await connectEngine({ env, docker: { host: "tcp://not.reachable.example:1" } });
    onCleanup(() => engine.close());
    await works(engine);
    expect(readFileSync(calls, "utf8")).toContain(
      "docker --host=tcp://not.reachable.example:1 system dial-stdio\n",
    );
  });
});

describe("an upgraded connection", () => {
  it("reaches the BuildKit inside the engine", async () => {
    const socket = await direct.upgrade("/grpc", "h2c");
    const session = http2.connect("http://localhost", { createConnection: () => socket });
    await new Promise((resolve) => session.once("remoteSettings", resolve));
    session.destroy();
    if (!socket.closed) await once(socket, "close");
  });
});

describe("the configuration", () => {
  it("gives the headers that every request carries, and the API version", async () => {
    writeFileSync(
      join(dockerConfig(), "config.json"),
      JSON.stringify({ HttpHeaders: { "X-Meta-Test": "yes" } }),
    );
    const engine = await labEngine({ DOCKER_API_VERSION: "1.30" });
    expect(await engine.apiVersion()).toBe("1.30");
    expect(await engine.version()).toHaveProperty("Version");
    await expect(labEngine({ DOCKER_API_VERSION: "new" })).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });

  it("is enough to know the endpoint: nothing is connected", async () => {
    const env = programEnvironment({ DOCKER_HOST: "tcp://192.0.2.1:1" });
    expect(await resolveEndpoint({ env })).toMatchObject({ host: "tcp://192.0.2.1:1", tls: false });
    (await connectEngine({ env })).close();
  });
});

/** Command lines of this machine's processes that hold the text. */
function running(text: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return "";
      }
    })
    .filter((line) => line.includes(text));
}
