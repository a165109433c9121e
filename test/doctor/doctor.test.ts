import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { diagnose } from "../../src/index.js";
import {
  builderName,
  containerName,
  createBuilder,
  dockerConfig,
  engineGet,
  engineRequest,
  onCleanup,
  programEnvironment,
  projectRoot,
  runSlipway,
  serve,
  startProgram,
  temporaryDirectory,
  volumeName,
} from "../support/index.js";

interface Line {
  readonly area: string;
  readonly severity: string;
  readonly cause: string;
  readonly fixable: boolean;
}

async function doctor(env: NodeJS.ProcessEnv = {}, ...args: string[]) {
  const began = Date.now();
  const { code, stdout } = await runSlipway(["doctor", "--format", "json", ...args], { env });
  const took = Date.now() - began;
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { code, took, findings: lines.map((line): Line => JSON.parse(line)) };
}

const instances = (name: string) => join(dockerConfig(), "buildx", "instances", name);
const configFile = () => join(dockerConfig(), "config.json");

/** What others have left on this engine, or are about to use from another state directory, is none of this test's. */
const ofThisTest = ({ area, cause }: Line, ...names: string[]) =>
  area !== "leaks" || names.some((name) => cause.includes(name));

test("a healthy machine has no findings", async () => {
  const name = await createBuilder("well");
  const { findings } = await doctor({ BUILDX_BUILDER: name });
  expect(findings.filter((finding) => ofThisTest(finding, name))).toEqual([]);
});

describe("of faults that are there at once", () => {
  let sick: string;
  let lost: string;
  let registry: string;
  let damaged: string;
  let far: string;
  let unused: string;
  let releaseLock: () => void;
  let findings: readonly Line[];
  let took: number;

  beforeAll(async () => {
    lost = await createBuilder("lost");
    rmSync(instances(lost));
    sick = await makeSickBuilder();
    unused = await createBuilder("unused", { bootstrap: false });
    const yesterday = new Date(Date.now() - 25 * 3600_000).toISOString();
    writeFileSync(join(dockerConfig(), "buildx", "activity", unused), yesterday);
    damaged = builderName("damaged");
    writeFileSync(instances(damaged), "{");
    far = builderName("far");
    const node = { Name: `${far}0`, Endpoint: `unix://${dockerConfig()}/gone.sock` };
    const moved = { Name: `${far}1`, Endpoint: "no-such-context" };
    writeFileSync(
      instances(far),
      JSON.stringify({ Name: far, Driver: "docker-container", Nodes: [node, moved] }),
    );
    registry = await serveRefusing();
    const auth = Buffer.from("user:old").toString("base64");
    writeFileSync(
      configFile(),
      JSON.stringify({ auths: { [registry]: { auth }, [hostname()]: { auth } }, proxies: 1 }),
    );
    chmodSync(configFile(), 0o644);
    releaseLock = holdLock();
    ({ findings, took } = await doctor({ BUILDX_BUILDER: "nobody" }));
  }, 60_000);

  async function makeSickBuilder(): Promise<string> {
    const directory = temporaryDirectory("sick");
    const ca = join(directory, "ca.crt");
    const toml = join(directory, "buildkitd.toml");
    writeFileSync(ca, "certificate");
    writeFileSync(toml, `[registry."docker.io"]\nmirrors = ["localhost:59999"]\nca = ["${ca}"]\n`);
    const name = await createBuilder("sick", {
      driverOptions: { memory: "400m" },
      args: ["--platform", "linux/mips64", "--buildkitd-config", toml],
      bootstrap: false,
    });
    const DriverOpts = { type: "tmpfs", device: "tmpfs", o: "size=300m" };
    await engineRequest("POST", "/volumes/create", { Name: volumeName(name), DriverOpts });
    const { code, stderr } = await runSlipway(["inspect", "--bootstrap", name]);
    expect(code, stderr).toBe(0);
    const record = JSON.parse(readFileSync(instances(name), "utf8"));
    for (const path of Object.keys(record.Nodes[0].Files)) {
      if (path.startsWith("certs/")) delete record.Nodes[0].Files[path];
    }
    writeFileSync(instances(name), JSON.stringify(record));
    return name;
  }

  /** A registry that takes no password. */
  async function serveRefusing(): Promise<string> {
    const url = await serve((_, response) =>
      response.writeHead(401, { "WWW-Authenticate": 'Basic realm="test"' }).end(),
    );
    return new URL(url).host;
  }

  function holdLock(): () => void {
    const path = join(dockerConfig(), "buildx", ".lock");
    const holder = spawn("flock", [path, "sleep", "30"], { stdio: "ignore", detached: true });
    const release = () => {
      if (holder.pid !== undefined && holder.exitCode === null && holder.signalCode === null) {
        process.kill(-holder.pid);
      }
    };
    onCleanup(release);
    return release;
  }

  test.each<[fault: string, area: string, cause: () => string]>([
    ["full disk", "disk", () => `the disk of node ${sick}0`],
    ["missing emulator", "emulators", () => "linux/mips64, which its machine can neither run nor emulate"],
    ["memory limit below need", "builder", () => "may use 400m of memory"],
    ["dead mirror", "network", () => `the mirror localhost:59999 of builder ${sick} does not answer`],
    [
      "certificate missing",
      "registry",
      () => `node ${sick}0 of builder ${sick} has no file certs/docker.io/`,
    ],
    ["names that the builder cannot look up", "network", () => `cannot look up ${hostname()}`],
    ["orphans", "leaks", () => `no builder knows the container and volume ${containerName(lost)}`],
    ["dead record", "leaks", () => `nothing is left of the builder ${unused} but its record`],
    ["damaged record", "builder", () => `builder ${damaged}: `],
    ["unreachable node", "builder", () => `node ${far}0 of builder ${far}`],
    ["node of a context that is gone", "builder", () => `node ${far}1 of builder ${far}`],
    ["expired login", "registry", () => `the registry ${registry} refuses the login`],
    ["registry of a login that is gone", "registry", () => `the registry ${hostname()}, for which a login`],
    ["readable logins", "configuration", () => "can be read by others (mode 644)"],
    ["configuration that cannot be used", "configuration", () => "config.json"],
    ["stale lock", "configuration", () => "another process has held the lock"],
    ["unknown builder", "configuration", () => "BUILDX_BUILDER names a builder that is not there: nobody"],
  ])("%s is found", (_, area, cause) => {
    const said = findings.filter((finding) => finding.area === area).map((finding) => finding.cause);
    expect(said.join("\n")).toContain(cause());
  });

  test("nothing takes longer than five seconds", () => {
    expect(took).toBeLessThan(6_000);
  });

  test("what is harmless is mended, and without a question nothing is removed", async () => {
    await runSlipway(["doctor", "--fix", "--force"]);
    const { findings: left } = await doctor();
    const causes = left.map(({ cause }) => cause).join("\n");
    expect(causes).not.toContain("can be read by others");
    for (const name of [lost, unused]) expect(causes).toContain(name);
  });

  test("what is left of a builder, and a record of which nothing is left, are removed", async () => {
    releaseLock();
    const found = await diagnose({ env: programEnvironment() });
    const mine = found.filter(({ area, cause }) => {
      return area === "leaks" && [lost, unused].some((name) => cause.includes(name));
    });
    expect(mine.map(({ deletes }) => deletes)).toEqual([true, true]);
    for (const { fix } of mine) await fix?.();
    expect(await engineGet(`/volumes/${volumeName(lost)}`)).toBeUndefined();
    expect(await engineGet(`/containers/${containerName(lost)}/json`)).toBeUndefined();
    expect(existsSync(instances(unused))).toBe(false);
    expect(existsSync(instances(sick))).toBe(true);
  });
});

describe("an engine", () => {
  test.each([
    ["that is down", { DOCKER_HOST: "unix:///nowhere.sock" }, "Is the docker daemon running?"],
    ["of a wrong context", { DOCKER_CONTEXT: "wrong", DOCKER_HOST: undefined }, "wrong"],
  ])("%s is found within five seconds", async (_, env, cause) => {
    const { code, took, findings } = await doctor(env);
    expect([code, took < 6_500]).toEqual([1, true]);
    expect(findings.map((finding) => finding.cause).join("\n")).toContain(cause);
  });

  test("that keeps silent is found within five seconds", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    onCleanup(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const { code, took, findings } = await doctor({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    expect([code, took < 6_500]).toEqual([1, true]);
    expect(findings.map(({ cause }) => cause).join("\n")).toMatch(/the engine .*did not answer in time/);
  });

  test("that this user may not use is found", async () => {
    const home = temporaryDirectory("nobody");
    chmodSync(home, 0o777);
    cpSync(join(projectRoot, "dist/cli"), join(home, "cli"), { recursive: true });
    mkdirSync(join(home, "docker"), { mode: 0o777 });
    const identity = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
    const command = [process.execPath, join(home, "cli/slipway.js"), "doctor"];
    const env = { HOME: home, DOCKER_CONFIG: join(home, "docker") };
    execFileSync("chmod", ["-R", "a+rX", home]);
    const { stdout } = await startProgram("setpriv", [...identity, ...command], { env, cwd: home }).finished;
    expect(stdout).toMatch(/^ERROR engine: permission denied .*; mend it with: sudo usermod -aG docker/m);
  });

  test("that DOCKER_HOST puts in the place of the selected context is told", async () => {
    const { findings } = await doctor({
      DOCKER_HOST: "unix:///var/run/docker.sock",
      DOCKER_CONTEXT: undefined,
    });
    expect(findings.every(({ cause }) => !cause.includes("does not count"))).toBe(true);
    writeFileSync(configFile(), JSON.stringify({ currentContext: "other" }));
    const said = await doctor({ DOCKER_HOST: "unix:///var/run/docker.sock" });
    expect(said.findings.map(({ cause }) => cause).join("\n")).toContain("context other, which is selected");
  });
});
