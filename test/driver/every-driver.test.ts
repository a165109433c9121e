import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  builderName,
  contextDirectory,
  inspectContainer,
  inspectImage,
  inspectVolume,
  lab,
  onCleanup,
  type RunResult,
  removeBuilderTraces,
  removeImage,
  runBuildx,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";
import { startCluster } from "../support/kubernetes/index.js";
import { socketDaemon, startContainer } from "./remote/daemon.js";

type Program = "slipway" | "docker-buildx";
type Run = (program: Program, ...args: readonly string[]) => Promise<RunResult>;

/** A way to have a builder, as `create` is told of it. */
interface Place {
  /** Arguments of `create`, but for the name; none where the engine itself is the builder. */
  readonly create: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** What there is of the builder, but for its record. */
  readonly objects: (builder: string) => Promise<readonly string[]>;
}

const present = async (things: Readonly<Record<string, Promise<unknown>>>) => {
  const found = await Promise.all(
    Object.entries(things).map(async ([name, thing]) => ((await thing) === undefined ? [] : [name])),
  );
  return found.flat();
};

const places: Readonly<Record<string, () => Promise<Place>>> = {
  docker: async () => ({ create: undefined, objects: async () => [] }),
  "docker-container": async () => ({
    create: [
      "--driver",
      "docker-container",
      "--driver-opt",
      `image=${lab.image}`,
      "--driver-opt",
      "network=host",
    ],
    objects: (builder) =>
      present({
        container: inspectContainer(`buildx_buildkit_${builder}0`),
        volume: inspectVolume(`buildx_buildkit_${builder}0_state`),
      }),
  }),
  remote: async () => {
    const { endpoint, container } = await socketDaemon();
    await startContainer(container);
    return {
      create: ["--driver", "remote", endpoint],
      objects: () => present({ daemon: inspectContainer(container) }),
    };
  },
  kubernetes: async () => {
    const cluster = await startCluster({ network: "host" });
    return {
      create: ["--driver", "kubernetes", "--driver-opt", `image=${lab.image}`],
      env: { KUBECONFIG: cluster.kubeconfig() },
      objects: async (builder) =>
        ["deployments", "configmaps"].flatMap((plural) =>
          cluster.store
            .list(plural)
            .filter(({ metadata }) => metadata.name.startsWith(builder))
            .map(() => plural),
        ),
    };
  },
};

/** What both programs have to say the same of: exit status, and what `show` makes of the rest. */
const outcome = (result: RunResult, show: (output: string) => unknown) => ({
  code: result.code,
  shown: show(result.stdout + result.stderr),
});

const lines = (pattern: RegExp) => (text: string) => text.match(pattern);
const errors = lines(/^ERROR: .*$/gm);
/** Lines that do not depend on the moment, or on which program has asked before. */
const facts = lines(/^(Driver|Endpoint|Status|Platforms):.*$/gm);
const recordIds = (text: string) => [...(text.match(/^[a-z0-9]{25}\b/gm) ?? [])].sort();

const platforms = "linux/amd64,linux/arm64";
const reproducible = ["--provenance=false", "--build-arg", "SOURCE_DATE_EPOCH=1700000000"];

/** Builds into the engine, a registry and a directory, and tells what came of it. */
async function built(run: Run, program: Program, builder: string, context: string) {
  const build = ["build", "--builder", builder, ...reproducible];
  const tag = `${builder}-${program}:test`;
  onCleanup(() => removeImage(tag));
  const loaded = await run(program, ...build, "--load", "-t", tag, context);
  const pushed = `${lab.registry}/${builder}-${program}:test`;
  const push = await run(program, ...build, "--push", "--platform", platforms, "-t", pushed, context);
  const index = push.code === 0 ? await run(program, "imagetools", "inspect", "--raw", pushed) : undefined;
  const dest = join(temporaryDirectory("out"), "files");
  const local = await run(program, ...build, "-o", `type=local,dest=${dest}`, context);
  return {
    load: outcome(loaded, errors),
    image: (await inspectImage(tag))?.Id,
    push: outcome(push, errors),
    index: index?.stdout,
    local: outcome(local, errors),
  };
}

describe.each(Object.keys(places))("the %s driver", (driver) => {
  test.each([
    ["slipway", "docker-buildx"],
    ["docker-buildx", "slipway"],
  ] as const)("a builder of %s is used and removed by %s, as by itself", async (maker, user) => {
    const place = await places[driver]?.();
    if (place === undefined) throw new Error(`no place for ${driver}`);
    const name = place.create === undefined ? "default" : builderName(driver);
    onCleanup(() => (place.create === undefined ? undefined : removeBuilderTraces(name)));
    const run: Run = (program, ...args) =>
      (program === "slipway" ? runSlipway : runBuildx)(args, place.env && { env: place.env });
    const both = async (show: (output: string) => unknown, ...args: readonly string[]) => {
      const [first, second] = [await run(maker, ...args), await run(user, ...args)];
      expect(outcome(first, show), args.join(" ")).toEqual(outcome(second, show));
      return outcome(second, show);
    };

    if (place.create)
      expect(await run(maker, "create", "--name", name, ...place.create)).toMatchObject({ code: 0 });
    expect(await run(user, "inspect", "--bootstrap", name)).toMatchObject({ code: 0 });
    const shown = await both(facts, "inspect", name);
    expect(shown.shown).toContainEqual(expect.stringMatching(/^Status: +running$/));
    const objects = await place.objects(name);

    const context = contextDirectory({ Dockerfile: "FROM scratch\nCOPY file /\n", file: `for ${name}` });
    const results = await built(run, user, name, context);
    expect(await built(run, maker, name, context)).toEqual(results);
    expect(results).toMatchObject({ load: { code: 0 }, local: { code: 0 }, image: expect.any(String) });
    // The engine's own builder has one platform.
    if (place.create) expect(results.index).toContain('"arm64"');
    else expect(results.push.shown).toHaveLength(1);

    expect((await both(recordIds, "du", "--builder", name)).code).toBe(0);
    const prune = ["prune", "--force", ...(place.create ? ["--all"] : ["--filter", "id=none"])];
    expect((await run(user, ...prune, "--builder", name)).stdout).toMatch(/^Total:/m);
    await both(errors, "stop", name);
    await both(facts, "inspect", name);
    expect(await place.objects(name)).toEqual(objects);

    const removed = await run(user, "rm", name);
    if (place.create === undefined) {
      expect(outcome(removed, errors)).toEqual(outcome(await run(maker, "rm", name), errors));
      return;
    }
    expect(removed).toMatchObject({ code: 0 });
    for (const program of [maker, user]) expect((await run(program, "ls")).stdout).not.toContain(name);
    expect(await place.objects(name)).toEqual(driver === "remote" ? objects : []);
  });
});
