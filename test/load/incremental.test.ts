import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import {
  busyboxPath,
  contextDirectory,
  createBuilder,
  lab,
  nativeArchitecture,
  onCleanup,
  type RunResult,
  runBuildx,
  runSlipway,
  startProgram,
  startSlipway,
} from "../support/index.js";
import { classicEngine, containerdEngine, type TestEngine } from "./engines.js";
import { type LoadProxy, loadProxy } from "./load-proxy.js";

const MIB = 1 << 20;
/** The image's large layer. Nobody else has its content. */
const BIG = 12 * MIB;

const builder = await createBuilder("incremental");
const stores = { classic: classicEngine(), containerd: await containerdEngine() };

describe.each(["classic", "containerd"] as const)("--load into a %s store", (store) => {
  describeLoads(stores[store], store);
});

describe.each(["classic", "containerd"] as const)("--load of two platforms into a %s store", (store) => {
  test("runs on both, and sends nothing twice", async () => {
    const engine = stores[store];
    const proxy = await loadProxy(engine.host);
    const total = () => proxy.loads.reduce((sum, bytes) => sum + bytes, 0);
    const context = contextDirectory({
      Dockerfile:
        'FROM scratch\nCOPY big /big\nARG TARGETARCH\nCOPY --chmod=755 $TARGETARCH /uname\nCMD ["/uname", "-m"]\n',
      big: randomBytes(BIG),
      amd64: readFileSync(busyboxPath("amd64")),
      arm64: readFileSync(busyboxPath("arm64")),
    });
    const reference = `${builder}-platforms-${store}:1`;
    const tags = [reference, `${reference}-amd64`, `${reference}-arm64`];
    onCleanup(async () => {
      for (const tag of tags) await engine.removeImage(tag);
    });
    const load = (how: string) =>
      runSlipway(
        [
          ...["build", "--builder", builder, how, "-t", reference, "--progress", "plain"],
          ...["--platform", "linux/amd64,linux/arm64", context],
        ],
        { env: { DOCKER_HOST: proxy.host } },
      );
    const run = async (image: string, platform: string) => {
      const args = ["run", "--rm", "--network", "none", "--pull", "never", "--platform", platform, image];
      const { stdout, stderr } = await startProgram(lab.docker, args, {
        env: { DOCKER_HOST: engine.host },
      }).finished;
      return stdout.trim() || stderr;
    };
    const own = await load("--load");
    expect(own.code, own.stderr).toBe(0);
    expect(await run(reference, `linux/${nativeArchitecture}`)).toMatch(/^(x86_64|aarch64)$/);
    const first = total();
    proxy.reset();
    const all = await load("--load=all");
    expect(all.code, all.stderr).toBe(0);
    const machines = { "linux/amd64": "x86_64", "linux/arm64": "aarch64" };
    for (const [platform, machine] of Object.entries(machines)) {
      const image = store === "classic" ? `${reference}-${platform.split("/")[1]}` : reference;
      expect(await run(image, platform)).toBe(machine);
    }
    expect(first + total()).toBeLessThan(2 * BIG);
    proxy.reset();
    expect(await load("--load=all")).toMatchObject({ code: 0 });
    expect(total()).toBeLessThan(64 << 10);
  }, 90_000);
});

function describeLoads(engine: TestEngine, store: "classic" | "containerd"): void {
  let proxy: LoadProxy;
  const context = contextDirectory({
    Dockerfile: "FROM scratch\nCOPY big /big\nCOPY small /small\n",
    big: randomBytes(BIG),
    small: "first",
  });
  const change = () => writeFileSync(join(context, "small"), randomBytes(8).toString("hex"));
  const tag = (name: string) => {
    const reference = `${builder}-${store}:${name}`;
    onCleanup(() => engine.removeImage(reference));
    return reference;
  };
  const args = (...more: string[]) => ["build", "--builder", builder, "--load", ...more, context];
  const env = () => ({ env: { DOCKER_HOST: proxy.host } });
  const load = (...more: string[]) => runSlipway(args("--progress", "plain", ...more), env());
  const total = () => proxy.loads.reduce((sum, bytes) => sum + bytes, 0);
  const expectSuccess = (result: RunResult) => expect(result.code, result.stderr).toBe(0);

  beforeEach(async () => {
    proxy ??= await loadProxy(engine.host);
    proxy.reset();
  });

  test("the first load sends the image whole, and its id and metadata are docker-buildx's", async () => {
    const reference = tag("first");
    const ours = await runSlipway(args("-q", "-t", reference), env());
    expect(ours).toMatchObject({ code: 0, stderr: "" });
    expect(total()).toBeGreaterThan(BIG);
    const id = await engine.imageId(reference);
    expect(ours.stdout).toBe(`${id}\n`);
    expect(await engine.savedSize(reference)).toBeGreaterThan(BIG);
    await engine.removeImage(reference);
    const theirs = await runBuildx(args("-q", "-t", reference), env());
    expect(theirs).toMatchObject({ code: 0, stdout: ours.stdout });
    expect(await engine.imageId(reference)).toBe(id);
  });

  test("an unchanged image is not sent again", async () => {
    const reference = tag("unchanged");
    expectSuccess(await load("-t", reference));
    const id = await engine.imageId(reference);
    proxy.reset();
    const again = await load("-t", reference);
    expectSuccess(again);
    expect(total()).toBeLessThan(64 << 10);
    expect(again.stderr).toContain("2 layers are in the engine already");
    expect(await engine.imageId(reference)).toBe(id);
  });

  test("another tag costs no transfer", async () => {
    const [one, other] = [tag("one"), tag("other")];
    expectSuccess(await load("-t", one));
    proxy.reset();
    expectSuccess(await load("-t", one, "-t", other));
    expect(total()).toBeLessThan(64 << 10);
    expect(await engine.imageId(other)).toBe(await engine.imageId(one));
    expect(await engine.imageId(other)).toBeDefined();
  });

  test("of a changed image the changed layer is sent, and the id is docker-buildx's", async () => {
    const reference = tag("changed");
    expectSuccess(await load("-t", reference));
    proxy.reset();
    change();
    const result = await load("-t", reference);
    expectSuccess(result);
    expect(total()).toBeLessThan(MIB);
    expect(result.stderr).toContain("1 layer is in the engine already");
    const id = await engine.imageId(reference);
    expect(await engine.savedSize(reference)).toBeGreaterThan(BIG);
    expectSuccess(await runBuildx(args("-q", "-t", tag("buildx")), env()));
    expect(await engine.imageId(tag("buildx"))).toBe(id);
  });

  test("a changed image under a new tag of the repository is sent no further", async () => {
    expectSuccess(await load("-t", tag("before")));
    proxy.reset();
    change();
    expectSuccess(await load("-t", tag("after")));
    expect(total()).toBeLessThan(MIB);
    expect(await engine.savedSize(tag("after"))).toBeGreaterThan(BIG);
  });

  test("when the engine loses a layer between check and load, it gets the whole image", async () => {
    writeFileSync(join(context, "big"), randomBytes(BIG));
    const reference = tag("lost");
    expectSuccess(await load("-t", reference));
    const old = await engine.imageId(reference);
    proxy.reset();
    // A classic engine is asked with a first load what it has; the second one brings what it lacks.
    const partial = store === "classic" ? 1 : 0;
    proxy.beforeLoad = async (index) => {
      if (index === partial) await engine.removeImage(old ?? "");
    };
    change();
    const result = await load("-t", reference);
    expectSuccess(result);
    expect(result.stderr).toContain("loading the whole image");
    expect(proxy.loads).toHaveLength(partial + 2);
    expect(proxy.loads.at(-1)).toBeGreaterThan(BIG);
    expect(await engine.savedSize(reference)).toBeGreaterThan(BIG);
    expect(await engine.imageId(reference)).not.toBe(old);
  });

  test("several at once each end with a whole image", async () => {
    writeFileSync(join(context, "big"), randomBytes(BIG));
    const references = ["a", "b", "c"].map((name) => tag(`at-once-${name}`));
    for (const result of await Promise.all(references.map((reference) => load("-t", reference)))) {
      expectSuccess(result);
    }
    const ids = await Promise.all(references.map((reference) => engine.imageId(reference)));
    expect(new Set(ids).size).toBe(1);
    for (const reference of references) expect(await engine.savedSize(reference)).toBeGreaterThan(BIG);
  });

  test("one that is cancelled leaves no image, and the next one is whole", async () => {
    writeFileSync(join(context, "big"), randomBytes(BIG));
    const reference = tag("cancelled");
    let release: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      release = resolve;
    });
    const halfway = new Promise<void>((resolve) => {
      proxy.duringLoad = async (bytes) => {
        if (bytes < BIG / 2) return;
        resolve();
        await over;
      };
    });
    const running = startSlipway(args("--progress", "plain", "-t", reference), env());
    await halfway;
    running.child.kill("SIGINT");
    expect((await running.finished).code).toBe(130);
    release();
    expect(await engine.imageId(reference)).toBeUndefined();
    proxy.reset();
    expectSuccess(await load("-t", reference));
    expect(await engine.savedSize(reference)).toBeGreaterThan(BIG);
  });
}
