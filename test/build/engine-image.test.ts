import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { classicEngine, containerdEngine, type TestEngine } from "../load/engines.js";
import {
  busyboxContext,
  contextDirectory,
  createBuilder,
  onCleanup,
  parsePlain,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";

const builder = await createBuilder("daemonctx");
/** Of these builds alone: other tests spool at the same time. */
const temporary = temporaryDirectory("spool");
const stores = { classic: classicEngine(), containerd: await containerdEngine() };

interface Config {
  readonly config: { readonly Env: string[]; readonly Entrypoint: string[] };
  readonly history: { readonly created_by?: string }[];
  readonly rootfs: { readonly diff_ids: string[] };
}

describe.each(["classic", "containerd"] as const)("an image in a %s store as build context", (store) => {
  describeContexts(stores[store], `${builder}-${store}`);
});

function describeContexts(engine: TestEngine, name: string): void {
  const image = `${name}:base`;
  onCleanup(() => engine.removeImage(image));
  const context = busyboxContext(
    'FROM base\nCOPY data /data\nENV GREETING=hello\nENTRYPOINT ["/bin/busybox", "echo"]\n',
    { files: { data: "first" } },
  );
  const run = async (args: readonly string[]) => {
    const command = ["build", "--builder", builder, "--progress", "plain", "--provenance=false", ...args];
    const result = await runSlipway(command, { env: { DOCKER_HOST: engine.host, TMPDIR: temporary } });
    expect(result.code, result.stderr).toBe(0);
    return result;
  };
  const load = async () => {
    await run(["--load", "-t", image, context]);
  };
  beforeAll(load);
  const user = contextDirectory({
    Dockerfile: 'FROM given AS made\nRUN ["/bin/busybox", "sh", "-c", "echo $GREETING > /said"]\n',
    Copy: "FROM scratch\nCOPY --from=given /data /copied\n",
    Unused: "FROM scratch\nCOPY Unused /\n",
  });
  const given = ["--build-context", `given=docker-daemon://${image}`];
  const layout = async () => {
    const directory = temporaryDirectory("layout");
    const { stderr } = await run([...given, "-o", `type=oci,tar=false,dest=${directory}`, user]);
    const blob = <T>(digest: string) =>
      JSON.parse(readFileSync(join(directory, "blobs", digest.replace(":", "/")), "utf8")) as T;
    const index = JSON.parse(readFileSync(join(directory, "index.json"), "utf8")) as {
      manifests: { digest: string }[];
    };
    const { config } = blob<{ config: { digest: string } }>(index.manifests[0]?.digest ?? "");
    return { config: blob<Config>(config.digest), stderr };
  };
  const copied = async () => {
    const directory = temporaryDirectory("copied");
    const { stderr } = await run([...given, "-f", join(user, "Copy"), "-o", directory, user]);
    return { text: readFileSync(join(directory, "copied"), "utf8"), stderr };
  };
  /** Whether the image was read from the engine. */
  const wasRead = (stderr: string) => stderr.includes(`load image ${image} from the engine`);

  test("FROM keeps its configuration, history and layers; the second build reads nothing", async () => {
    const first = await layout();
    expect(first.config.config.Env).toContain("GREETING=hello");
    expect(first.config.config.Entrypoint).toEqual(["/bin/busybox", "echo"]);
    const history = first.config.history.map(({ created_by: by }) => by?.split(" ", 1)[0]);
    expect(history).toEqual(["ARG", "COPY", "SHELL", "RUN", "COPY", "ENV", "ENTRYPOINT", "RUN"]);
    expect(first.config.rootfs.diff_ids).toHaveLength(4);
    expect(wasRead(first.stderr)).toBe(true);
    const second = await layout();
    expect(second.config).toEqual(first.config);
    expect(wasRead(second.stderr)).toBe(false);
    const step = parsePlain(second.stderr).steps.find(({ name: step }) => step.includes("RUN"));
    expect(step?.lines).toEqual(["CACHED"]);
  });

  test("COPY --from takes files out of it, and out of what it becomes", async () => {
    expect((await copied()).text).toBe("first");
    writeFileSync(join(context, "data"), "second");
    await load();
    expect((await copied()).text).toBe("second");
  });

  test("its layers are read again, once, when the builder has lost them", async () => {
    expect((await runSlipway(["prune", "--builder", builder, "-af"])).code).toBe(0);
    const { text, stderr } = await copied();
    expect(text).toBe("second");
    expect(
      parsePlain(stderr).steps.filter(({ name: step }) => step.includes("from the engine")),
    ).toHaveLength(1);
  });

  test("one that the build does not use is not sent", async () => {
    const { stderr } = await run([...given, "-f", join(user, "Unused"), user]);
    expect(stderr).not.toContain("from the engine");
    expect(stderr).not.toContain("OCI load from client");
  });
}

describe("an image that cannot be had", () => {
  const directory = contextDirectory({ Dockerfile: "FROM given\n" });
  const build = (value: string, env: NodeJS.ProcessEnv = {}) => {
    const command = ["build", "--builder", builder, "--build-context", `given=${value}`, directory];
    return runSlipway(command, { env: { TMPDIR: temporary, ...env } });
  };

  test.each([
    [
      "is not there",
      "docker-daemon://slipway-test/nobody:x",
      /^Hint: docker pull .*\nERROR: failed to build: failed to get build context given: the Docker Engine at unix:\S+ has no image slipway-test\/nobody:x$/m,
    ],
    [
      "is no reference",
      "docker-daemon://No:Body:x",
      /^ERROR: failed to build: failed to get build context given: invalid image reference "No:Body:x": invalid reference format$/m,
    ],
    [
      "has no name",
      "docker-daemon://",
      /^ERROR: failed to build: failed to get build context given: invalid image reference ""/m,
    ],
  ])("because it %s is told before anything is built", async (_why, value, message) => {
    const { code, stderr } = await build(value);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("[internal]");
  });

  test("because the engine does not answer is told with its address", async () => {
    const { code, stderr } = await build("docker-daemon://any", {
      DOCKER_HOST: "unix:///nowhere/docker.sock",
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/failed to get build context given: .*unix:\/\/\/nowhere\/docker\.sock/);
    expect(stderr).not.toContain("[internal]");
  });
});

test("no file is left where temporary files go", () => {
  expect(readdirSync(temporary).filter((name) => name.startsWith("slipway-image-"))).toEqual([]);
});
