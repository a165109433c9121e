import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { build, exportBuilds, isSlipwayError } from "../../src/index.js";
import type { BuildEntry, BuildEvent, ListEvent } from "../../src/web/contract/index.js";
import { startView } from "../../src/web/start-view.js";
import {
  busyboxContext,
  createBuilder,
  onCleanup,
  programEnvironment,
  runBuildx,
  temporaryDirectory,
} from "../support/index.js";
import { openViewClient, smallPage, type ViewClient } from "../support/web/view-client.js";

const dockerfile = `ARG API_TOKEN=none
ARG COLOR=red
RUN echo "color $COLOR"
FROM base AS slow
RUN for i in 1 2 3; do echo "line $i"; sleep 1; done
FROM base AS bad
RUN echo "<b>before</b>"; exit 3
FROM base
`;

let builder: string;
let context: string;
let client: ViewClient;
const env = programEnvironment();

beforeAll(async () => {
  builder = await createBuilder("view");
  context = busyboxContext(dockerfile);
  const view = await startView({ env }, smallPage);
  onCleanup(() => view.close());
  client = await openViewClient(view);
  await listed(({ waiting }) => waiting.every((one) => one.builder !== builder));
});

/** Waits until the list is as is wanted, and gives it. */
async function listed(wanted: (list: Extract<ListEvent, { type: "list" }>) => boolean) {
  for (;;) {
    const list = await client.ask("builds");
    if (wanted(list)) return list;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits for the entry of a build that has ended. */
async function entryOf(ref: string): Promise<BuildEntry> {
  const is = (entry: BuildEntry) => ref.endsWith(entry.ref) && entry.builder === builder && !entry.live;
  const { builds } = await listed((list) => list.builds.some(is));
  return builds.find(is);
}

const pathOf = ({ builder: of, node, ref }: BuildEntry) => `builds/${of}/${node}/${ref}`;

const run = (options: { readonly target?: string; readonly buildArgs?: Record<string, string> }) =>
  build({ context, builder, env: { ...env, SLIPWAY_BUILD_NOTES: "1" }, ...options });

test("a build is seen from its start to its end", async () => {
  const building = run({ target: "slow" });
  const isLive = (entry: BuildEntry) => entry.builder === builder && entry.live;
  const { builds } = await listed((list) => list.builds.some(isLive));
  const live: BuildEntry = builds.find(isLive);
  const events: BuildEvent[] = await client.follow(`${pathOf(live)}/events`, ({ type }) => type === "end");
  await building;
  expect(events[0]?.type).toBe("build");
  expect(events.filter(({ type }) => type === "steps").length).toBeGreaterThan(2);
  const end = events.at(-1);
  if (end?.type !== "end") throw new Error("the stream did not end");
  expect(end.document.build).toMatchObject({ status: "completed", live: false, target: "slow" });
  const slow = end.document.steps.find(({ stage }) => stage === "slow");
  expect(slow).toMatchObject({ kind: "run", state: "done", logs: 3, critical: true, source: { source: 0 } });
  expect(slow?.duration).toBeGreaterThan(2_500);
  const page = await client.ask(`${pathOf(live)}/logs?step=${slow?.id}&offset=1&limit=1`);
  expect(page).toMatchObject({
    offset: 1,
    total: 3,
    live: false,
    lines: [[expect.any(Number), 1, "line 2"]],
  });
  expect((await client.ask(`${pathOf(live)}/logs?step=${slow?.id}&search=LINE%203`)).lines).toEqual([2]);
  expect((await entryOf(live.ref)).status).toBe("completed");
});

describe("builds of the past", () => {
  test("one that failed has its instruction and what it printed", async () => {
    const failure: unknown = await run({ target: "bad" }).catch((reason: unknown) => reason);
    if (!isSlipwayError(failure)) throw new Error("the build did not fail");
    const document = await client.ask(pathOf(await entryOf(String(failure.details.buildRef))));
    expect(document.build.status).toBe("failed");
    expect(document.failure.log).toEqual(["<b>before</b>"]);
    expect(document.steps[document.failure.step].state).toBe("failed");
    const { source, ranges } = document.failure.source;
    const lines = document.sources[source].text.split("\n");
    expect(lines[ranges[0].start - 1]).toBe('RUN echo "<b>before</b>"; exit 3');
  });

  test("one of docker-buildx is there, its credentials are not", async () => {
    const args = ["--build-arg", "API_TOKEN=verysecret", "--build-arg", "COLOR=blue", "--target", "base"];
    const before = (await client.ask("builds")).builds.length;
    const { code } = await runBuildx(["build", "--builder", builder, ...args, context]);
    expect(code).toBe(0);
    const { builds } = await listed(
      (list) => list.builds.length > before && !list.builds.some((one) => one.live),
    );
    const document = await client.ask(pathOf(builds[0]));
    expect(document.inputs.arguments).toEqual([
      { name: "API_TOKEN", value: expect.not.stringContaining("secret"), masked: true },
      { name: "COLOR", value: "blue" },
    ]);
    expect(JSON.stringify(document)).not.toContain("verysecret");
    expect(document.inputs.context).not.toBe("");
  });

  test("two are compared, with why the second one's steps ran", async () => {
    const first = await run({ target: "base", buildArgs: { COLOR: "green" } });
    const second = await run({ target: "base", buildArgs: { COLOR: "pink" } });
    await entryOf(second.ref);
    const comparison = await client.ask(`compare?a=${first.ref}&b=${second.ref}`);
    expect(comparison.inputs).toContainEqual({ group: "argument", name: "COLOR", a: "green", b: "pink" });
    const pair = comparison.steps.find(({ name }: { name: string }) => name.includes("RUN echo"));
    expect(pair.a.state).toBe("done");
    expect(pair.cause).toMatchObject({ kind: "build-argument", argument: "COLOR" });
  });

  test("one is saved as a page that loads nothing", async () => {
    const { builds } = await client.ask("builds");
    const html = await client.ask(`${pathOf(builds[0])}/html`);
    const [, json = ""] = /id="slipway-build">([^<]*)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(json).document.build.ref).toBe(builds[0].ref);
    expect(html).not.toMatch(/(?:src|href)=/);
  });

  test("those of a bundle need no builder", async () => {
    const file = join(temporaryDirectory("bundle"), "b.dockerbuild");
    const [ref = ""] = await exportBuilds(builder, ["^2"], { env, output: file });
    const outcome = await client.ask("bundles", readFileSync(file));
    const [entry] = outcome.builds;
    expect(entry).toMatchObject({ builder: ".bundle", ref, live: false });
    const document = await client.ask(pathOf(entry));
    const original = await client.ask(pathOf(await entryOf(ref)));
    expect(document.steps).toEqual(original.steps);
    expect(document.sources).toEqual(original.sources);
    await client.ask(`${pathOf(entry)}/remove`, { confirm: true });
    await expect(client.ask(pathOf(entry))).rejects.toThrow("404");
  });
});

test("a cache is shown, and pruned once that was confirmed", async () => {
  const { builders } = await client.ask("builders");
  expect(builders.find(({ name }: { name: string }) => name === builder).nodes[0].status).toBe("running");
  const before = await client.ask(`builders/${builder}/cache`);
  expect(before.count).toBeGreaterThan(0);
  await expect(client.ask(`builders/${builder}/prune`, {})).rejects.toThrow("409");
  const { records, size } = await client.ask(`builders/${builder}/prune`, { confirm: true, all: true });
  expect([records > 0, size > 0]).toEqual([true, true]);
  expect((await client.ask(`builders/${builder}/cache`)).count).toBeLessThan(before.count);
});

test("a build that is removed goes from the list", async () => {
  const { builds } = await client.ask("builds");
  await client.ask(`${pathOf(builds[0])}/remove`, { confirm: true });
  const { builds: left } = await client.ask("builds");
  expect(left).toHaveLength(builds.length - 1);
});
