import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  contextDirectory,
  createBuilder,
  inspectImage,
  lab,
  onCleanup,
  parsePlain,
  type RunOptions,
  removeImage,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";

/** The flags of `docker buildx build`, in docker-buildx's own words. */
const help = execFileSync(lab.buildx, ["build", "--help"], {
  encoding: "utf8",
  env: { ...process.env, BUILDX_EXPERIMENTAL: "1" },
});
/** Flags that docker-buildx 0.36 describes in other words than the releases before it. */
const newWords: Readonly<Record<string, string>> = {
  allow: '(e.g., "network.host", "security.insecure", "device", "buildx.local.delete")',
  push: 'Shorthand for "--output=type=registry,unpack=false"',
  tag: 'Image identifier (format: "[registry/]repository[:tag]")',
};
const flags = [...help.matchAll(/^ {2,6}(?:-\w, |\s{4})--([a-z-]+)/gm)].map(([, flag = ""]) => flag);

/** Differs each time a step runs that reads it. */
const RANDOM = "/proc/sys/kernel/random/uuid";

const registry = lab.registry.replace("127.0.0.1", "localhost");

let builder: string;
let context: string;

beforeAll(async () => {
  builder = await createBuilder("flags", { driverOptions: { network: "host" } });
  context = busyboxContext("FROM base AS tools\n");
});

/** Builds `base` and the given lines on the shared builder. */
async function build(lines: string, args: readonly string[], options: RunOptions = {}) {
  const dockerfile = `${readFileSync(join(context, "Dockerfile"), "utf8")}${lines}`;
  const file = join(temporaryDirectory("file"), "Dockerfile");
  writeFileSync(file, dockerfile);
  return run(["-f", file, ...args, context], options);
}

async function run(args: readonly string[], options: RunOptions = {}) {
  const result = await runSlipway(["build", "--builder", builder, "--progress", "plain", ...args], options);
  expect(result.code, result.stderr).toBe(0);
  return result;
}

/** What the last stage holds when the lines are built with the flags: a file's text by name. */
async function output(lines: string, args: readonly string[], options: RunOptions = {}) {
  const directory = temporaryDirectory("output");
  await build(`${lines}\n`, [...args, "-o", directory], options);
  return (name: string) => readFileSync(join(directory, name), "utf8").trim();
}

/** What a step prints into a file. */
async function printed(command: string, args: readonly string[]) {
  const read = await output(`RUN ${command} > /printed\nFROM scratch\nCOPY --from=tools /printed /\n`, args);
  return read("printed");
}

interface Described {
  readonly digest: string;
  readonly mediaType: string;
  readonly annotations?: Record<string, string>;
}

/** The image that the flags make of the lines, as an OCI layout; `entry` is the index's only one. */
async function layout(lines: string, args: readonly string[], provenance: readonly string[] = NO_PROVENANCE) {
  const directory = temporaryDirectory("layout");
  await build(lines, [...args, ...provenance, "-o", `type=oci,tar=false,dest=${directory}`]);
  const blob = <T>(digest: string) =>
    JSON.parse(readFileSync(join(directory, "blobs", digest.replace(":", "/")), "utf8")) as T;
  const { manifests } = JSON.parse(readFileSync(join(directory, "index.json"), "utf8")) as {
    manifests: Described[];
  };
  const [entry] = manifests;
  if (entry === undefined) throw new Error("an empty layout");
  return { entry, blob };
}
const NO_PROVENANCE = ["--provenance=false"];

async function imageConfig(lines: string, args: readonly string[]) {
  const { entry, blob } = await layout(lines, args);
  const { config } = blob<{ config: Described }>(entry.digest);
  return blob<{ architecture: string; config: { Labels?: Record<string, string> } }>(config.digest);
}

/** The predicate types of the attestations that the image carries. */
async function attested(args: readonly string[]): Promise<string[]> {
  const { entry, blob } = await layout("FROM scratch\nCOPY --from=tools /bin/busybox /\n", args, []);
  const { manifests = [] } = blob<{ manifests?: Described[] }>(entry.digest);
  const attestation = manifests.find(
    ({ annotations }) => annotations?.["vnd.docker.reference.type"] === "attestation-manifest",
  );
  if (attestation === undefined) return [];
  const { layers } = blob<{ layers: Described[] }>(attestation.digest);
  return layers.map(({ annotations }) => annotations?.["in-toto.io/predicate-type"] ?? "");
}

/** An image that does what BuildKit asks of an SBOM generator, in the lab's registry. */
async function sbomGenerator(): Promise<string> {
  const name = `${registry}/slipway-test/${builder}:generator`;
  const statement = {
    _type: "https://in-toto.io/Statement/v0.1",
    predicateType: "https://spdx.dev/Document",
    predicate: { spdxVersion: "SPDX-2.3" },
  };
  const script = `echo '${JSON.stringify(statement)}' > $BUILDKIT_SCAN_DESTINATION/sbom.spdx.json`;
  const entrypoint = JSON.stringify(["/bin/busybox", "sh", "-c", script]);
  await build(`ENTRYPOINT ${entrypoint}\n`, ["--push", "-t", name, "--provenance=false"]);
  return name;
}

/** Outcome of the step whose name holds the text. */
function outcome(stderr: string, text: string) {
  return parsePlain(stderr)
    .steps.find(({ name }) => name.includes(text))
    ?.lines.at(-1);
}

async function inRegistry(repository: string, tag: string): Promise<boolean> {
  const { status } = await fetch(`http://${lab.registry}/v2/${repository}/manifests/${tag}`, {
    headers: {
      Accept: "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json",
    },
  });
  return status === 200;
}

/** Each exercises its flag on the builder and looks at what it does. */
const rows: Readonly<Record<string, () => Promise<void>>> = {
  "add-host": async () => {
    expect(await printed("cat /etc/hosts", ["--add-host", "somewhere:10.1.2.3"])).toMatch(
      /^10\.1\.2\.3\s+somewhere$/m,
    );
  },
  allow: async () => {
    const lines = "RUN --network=host true\n";
    const file = join(temporaryDirectory("file"), "Dockerfile");
    writeFileSync(file, readFileSync(join(context, "Dockerfile"), "utf8") + lines);
    const refused = await runSlipway(["build", "--builder", builder, "-f", file, context]);
    expect(refused.stderr).toContain("network.host is not allowed");
    await build(lines, ["--allow", "network.host"]);
  },
  annotation: async () => {
    const { entry, blob } = await layout("", [
      "--annotation",
      "a=1",
      "--annotation",
      "manifest-descriptor:b=2",
    ]);
    expect(blob<Described>(entry.digest).annotations).toEqual({ a: "1" });
    expect(entry.annotations).toMatchObject({ b: "2" });
  },
  attest: async () => {
    expect(await attested(["--attest", "type=provenance,mode=max"])).toEqual([
      expect.stringContaining("slsa.dev/provenance"),
    ]);
  },
  "build-arg": async () => {
    expect(await printed("echo $NAME", ["--build-arg", "NAME=value", "--build-arg", "OTHER=x"])).toBe("");
    const read = await output("ARG NAME\nRUN echo $NAME > /out\nFROM scratch\nCOPY --from=tools /out /\n", [
      ...["--build-arg", "NAME=value"],
    ]);
    expect(read("out")).toBe("value");
  },
  "build-context": async () => {
    const other = contextDirectory({ file: "from elsewhere" });
    const read = await output("FROM scratch\nCOPY --from=other file /\n", [
      "--build-context",
      `other=${other}`,
    ]);
    expect(read("file")).toBe("from elsewhere");
  },
  "cache-from": async () => {
    const cache = temporaryDirectory("cache");
    const lines = "RUN echo worth keeping > /kept\n";
    await build(lines, ["--cache-to", `type=local,mode=max,dest=${cache}`]);
    expect((await runSlipway(["prune", "--builder", builder, "-af"])).code).toBe(0);
    const { stderr } = await build(lines, ["--cache-from", `type=local,src=${cache}`]);
    expect(outcome(stderr, "worth keeping"), stderr).toBe("CACHED");
  },
  "cache-to": async () => {
    const cache = join(temporaryDirectory("cache"), "new");
    await build("", ["--cache-to", `type=local,dest=${cache}`]);
    expect(existsSync(join(cache, "index.json"))).toBe(true);
  },
  call: async () => {
    const { stdout } = await build("ARG NAME=value\n", ["--call", "outline,format=json"]);
    expect(JSON.parse(stdout)).toMatchObject({ args: [{ name: "NAME", value: "value" }] });
  },
  "cgroup-parent": async () => {
    const cgroup = await printed("cat /proc/self/cgroup", ["--cgroup-parent", "/slipway-flag"]);
    // The second version of cgroups shows a step only itself.
    if (cgroup !== "0::/") expect(cgroup).toContain("/slipway-flag/");
  },
  check: async () => {
    const lint = contextDirectory({ Dockerfile: "from scratch\nCOPY . /\n" });
    const result = await runSlipway(["build", "--builder", builder, "--check", lint]);
    expect(result.code).toBe(1);
    expect(result.stdout).toContain("Check complete, 1 warning has been found!");
  },
  file: async () => {
    const files = contextDirectory({
      "sub/Other": "FROM scratch\nCOPY other /\n",
      other: "by the other one",
      Dockerfile: "FROM scratch\n",
    });
    const directory = temporaryDirectory("output");
    await run(["-f", join(files, "sub/Other"), "-o", directory, files]);
    expect(readFileSync(join(directory, "other"), "utf8")).toBe("by the other one");
  },
  help: async () => {
    const { stdout } = await run(["--help"]);
    expect(stdout).toMatch(/^Start a build\n\nUsage:\n {2}slipway build \[OPTIONS\] PATH \| URL \| -\n/);
  },
  iidfile: async () => {
    const file = join(temporaryDirectory("iid"), "id");
    await build("", ["--iidfile", file, "-o", "type=image", "--provenance=false"]);
    expect(readFileSync(file, "utf8")).toMatch(/^sha256:[0-9a-f]{64}$/);
  },
  label: async () => {
    const { config } = await imageConfig("", ["--label", "some.label=value", "--label", "empty"]);
    expect(config.Labels).toEqual({ "some.label": "value", empty: "" });
  },
  load: async () => {
    const tag = `${builder}:load`;
    onCleanup(() => removeImage(tag));
    await build("", ["--load", "-t", tag]);
    expect(await inspectImage(tag)).toBeDefined();
  },
  "metadata-file": async () => {
    const file = join(temporaryDirectory("metadata"), "metadata.json");
    await build("", ["--metadata-file", file, "-o", "type=image,name=metadata:flag"]);
    const metadata = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    expect(metadata["image.name"]).toBe("metadata:flag");
    expect(metadata["buildx.build.ref"]).toMatch(new RegExp(`^${builder}/${builder}0/`));
    expect(metadata).toHaveProperty(["buildx.build.provenance", "buildType"]);
  },
  network: async () => {
    expect(await printed("ls /sys/class/net", ["--network", "none"])).toBe("lo");
  },
  "no-cache": async () => {
    const command = `cat ${RANDOM}`;
    const first = await printed(command, []);
    expect(await printed(command, [])).toBe(first);
    expect(await printed(command, ["--no-cache"])).not.toBe(first);
  },
  "no-cache-filter": async () => {
    const stages = ["one", "two"]
      .map((name) => `FROM tools AS ${name}\nRUN cat ${RANDOM} > /${name}\n`)
      .join("");
    const lines = `${stages}FROM scratch\nCOPY --from=one /one /\nCOPY --from=two /two /\n`;
    const before = await output(lines, []);
    const after = await output(lines, ["--no-cache-filter", "two"]);
    expect(after("one")).toBe(before("one"));
    expect(after("two")).not.toBe(before("two"));
  },
  output: async () => {
    const directory = temporaryDirectory("output");
    await build("FROM scratch\nCOPY --from=tools /bin/busybox /x\n", [
      "--output",
      `type=local,dest=${directory}`,
    ]);
    expect(existsSync(join(directory, "x"))).toBe(true);
  },
  platform: async () => {
    const config = await imageConfig("FROM scratch AS bare\n", [
      "--platform",
      "linux/s390x",
      "--target",
      "bare",
    ]);
    expect(config.architecture).toBe("s390x");
  },
  progress: async () => {
    const { stderr } = await build("", ["--progress", "rawjson"]);
    const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
    expect(
      lines.flatMap((line) => (JSON.parse(line) as { vertexes?: unknown[] }).vertexes ?? []),
    ).not.toEqual([]);
  },
  provenance: async () => {
    expect(await attested(["--provenance=mode=max"])).toEqual([
      expect.stringContaining("slsa.dev/provenance"),
    ]);
    expect(await attested(["--provenance=false"])).toEqual([]);
  },
  pull: async () => {
    const name = `${registry}/slipway-test/${builder}:pull`;
    await build("", ["--push", "-t", name, "--provenance=false"]);
    const file = join(temporaryDirectory("metadata"), "metadata.json");
    const resolveMode = async (args: readonly string[]) => {
      const env = { BUILDX_METADATA_PROVENANCE: "max" };
      await build(`FROM ${name}\nRUN true\n`, ["--metadata-file", file, ...args], { env });
      return /"image.resolvemode": "(\w+)"/.exec(readFileSync(file, "utf8"))?.[1];
    };
    expect(await resolveMode([])).toBeUndefined();
    expect(await resolveMode(["--pull"])).toBe("pull");
  },
  push: async () => {
    await build("", ["--push", "-t", `${registry}/slipway-test/${builder}:push`]);
    expect(await inRegistry(`slipway-test/${builder}`, "push")).toBe(true);
  },
  quiet: async () => {
    const args = ["build", "--builder", builder, "--quiet", "-o", "type=image", context];
    const { code, stdout, stderr } = await runSlipway(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
  },
  resource: async () => {
    // A daemon that knows the attribute limits the step by it; an older one takes no notice.
    await build("RUN true\n", ["--resource", "memory=64m", "--resource", "cpu-shares=512"]);
  },
  sbom: async () => {
    expect(await attested([`--sbom=generator=${await sbomGenerator()}`, "--provenance=false"])).toEqual([
      "https://spdx.dev/Document",
    ]);
  },
  secret: async () => {
    const files = contextDirectory({ token: "s3cret" });
    const command = "--mount=type=secret,id=token md5sum < /run/secrets/token";
    const sum = await printed(command, ["--secret", `id=token,src=${join(files, "token")}`]);
    expect(sum).toMatch(/^33e1b232a4e6fa0028a6670753749a17\b/);
  },
  "shm-size": async () => {
    expect(await printed("grep /dev/shm /proc/mounts", ["--shm-size", "20m"])).toContain("size=20480k");
  },
  ssh: async () => {
    const keys = temporaryDirectory("keys");
    execFileSync("ssh-keygen", ["-q", "-N", "", "-t", "ed25519", "-f", join(keys, "id")]);
    const command = "--mount=type=ssh,id=work,required=true [ -S $SSH_AUTH_SOCK ] && echo there";
    expect(await printed(command, ["--ssh", `work=${join(keys, "id")}`])).toBe("there");
  },
  tag: async () => {
    const { entry } = await layout("", ["-t", "some/name:v1"]);
    expect(entry.annotations).toMatchObject({ "io.containerd.image.name": "docker.io/some/name:v1" });
  },
  target: async () => {
    const lines = "FROM scratch AS wanted\nCOPY Dockerfile /a\nFROM scratch\nCOPY Dockerfile /b\n";
    const read = await output(lines, ["--target", "wanted"]);
    expect(read("a")).toContain("FROM scratch");
  },
  ulimit: async () => {
    expect(await printed("(ulimit -Sn; ulimit -Hn)", ["--ulimit", "nofile=100:200"])).toBe("100\n200");
  },
  builder: async () => {
    const result = await runSlipway(["--builder", "nobody", "build", context]);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('no builder "nobody" found') });
  },
  debug: async () => {
    const broken = contextDirectory({ Dockerfile: "FROM scratch\nCOPY nothing /\n" });
    const args = ["build", "--builder", builder, broken];
    const [short, long] = [await runSlipway(args), await runSlipway([...args, "--debug"])];
    expect(long.code).toBe(1);
    expect(long.stderr.length).toBeGreaterThan(short.stderr.length);
  },
};

describe("every flag of docker buildx build", () => {
  test("is in the table, and Slipway's help describes it in the same words", async () => {
    expect(flags.length).toBeGreaterThan(30);
    const ours = (await runSlipway(["build", "--help"])).stdout.split("\n").map((line) => line.trim());
    const theirs = help.split("\n").filter((line) => /^ +(-\w, )? *--/.test(line));
    const line = (flag: string) => ours.find((text) => new RegExp(`^(?:-\\w, )?--${flag} `).test(text));
    for (const [flag, words] of Object.entries(newWords)) expect(line(flag)).toContain(words);
    const sameWords = theirs.filter(
      (text) => !Object.keys(newWords).some((flag) => new RegExp(`--${flag} `).test(text)),
    );
    expect(ours).toEqual(expect.arrayContaining(sameWords.map((text) => text.trim())));
    expect(flags.filter((flag) => !(flag in rows))).toEqual([]);
  });

  test.each([...new Set([...flags, ...Object.keys(rows)])])("--%s", async (flag) => {
    const row = rows[flag];
    if (row === undefined) throw new Error(`no row exercises --${flag}`);
    await row();
  });
});
