import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { build, exportBuilds } from "../../src/index.js";
import type { BuildEvent, InlineBuild } from "../../src/web/contract/index.js";
import { serveBuilds } from "../../src/web/index.js";
import {
  busyboxContext,
  createBuilder,
  lab,
  onCleanup,
  programEnvironment,
  projectRoot,
  runBuildx,
  temporaryDirectory,
} from "../support/index.js";
import { startBrowser } from "../support/web/browser.js";
import { fixtureDocument } from "../support/web/fixture-build.js";
import { type FixtureData, serveFixture } from "../support/web/fixture-server.js";
import { type Look, openWatched, type WatchedPage } from "../support/web/watched-page.js";

const bundled = join(projectRoot, "dist/web/page");
const pictures = join(projectRoot, ".tmp/web");
const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>\u202egnp.exe\u001b[31m';
const both = ["linux/amd64", "linux/arm64"];
const buildPath = (ref: string, tab: string) => `#/builds/fixture/fixture0/${encodeURIComponent(ref)}/${tab}`;

let browser: Browser;
let url = "";
const data: FixtureData = {
  changes: [],
  documents: [
    fixtureDocument({ ref: "live", status: "running", platforms: both, started: Date.now() - 3000 }),
    fixtureDocument({ ref: "fails", status: "failed", started: Date.now() - 60_000 }),
    fixtureDocument({ ref: "multi", platforms: both, stages: 3, started: Date.now() - 7_200_000 }),
    fixtureDocument({ ref: "earlier", platforms: both, cachedEvery: 2, started: Date.now() - 9_000_000 }),
    fixtureDocument({ ref: "hostile", name: hostile, started: Date.now() - 10_000_000 }),
    ...Array.from({ length: 60 }, (_, index) =>
      fixtureDocument({ ref: `past${index}`, started: Date.now() - (index + 4) * 4_000_000 }),
    ),
  ],
  line: (document, step, index) =>
    document.build.ref === "hostile"
      ? `${hostile} ${index}`
      : `\u001b[3${index % 8}mline ${index}\u001b[0m of step ${step}`,
};

async function open(hash: string, look?: Look): Promise<WatchedPage> {
  const watched = await openWatched(browser, `${url}/#CODE${hash.slice(1)}`, pictures, look);
  onCleanup(() => watched.page.context().close());
  await watched.page.waitForSelector("#main");
  return watched;
}

beforeAll(async () => {
  browser = await startBrowser(lab.chromium);
  const server = await serveFixture(data, bundled);
  url = server.url;
  onCleanup(async () => {
    await browser.close();
    server.close();
  });
});

const places: [name: string, hash: string, shows: RegExp][] = [
  ["list", "#/builds", /app\/fails/],
  ["timeline", `${buildPath("multi", "timeline")}?step=5`, /RUN step 2/],
  ["graph", `${buildPath("multi", "graph")}?step=5`, /stage2/],
  ["logs", buildPath("multi", "logs"), /line 1 of step/],
  ["failing instruction", buildPath("fails", "source"), /RUN exit 3/],
  ["why", buildPath("multi", "why"), /src\/version\.txt/],
  ["inputs", buildPath("multi", "inputs"), /looks like a credential/],
  ["results", buildPath("multi", "results"), /package-0/],
  ["warnings", buildPath("multi", "warnings"), /FromAsCasing/],
  ["machine", buildPath("multi", "machine"), /processor/],
  ["compare", "#/compare?a=fixture%2Ffixture0%2Fearlier&b=fixture%2Ffixture0%2Fmulti", /argument VERSION/],
  ["series", "#/series/app", /over time/],
  ["builders", "#/builders/fixture", /300 records/],
];

describe.each<[string, Look]>([
  ["light", {}],
  ["dark and 400 pixels wide", { width: 400, colorScheme: "dark" }],
])("%s", (look, how) => {
  let watched: WatchedPage;
  beforeAll(async () => {
    watched = await open("#/builds", how);
  });

  test.each(places)("%s: shows what it should, and axe-core finds nothing", async (name, hash, shows) => {
    const { page } = watched;
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await page.getByText(shows).first().waitFor();
    await watched.picture(`${name}, ${look}`);
    expect(await watched.findings()).toEqual([]);
    const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(wide, "nothing is wider than the window").toBeLessThanOrEqual(0);
    expect(watched.complaints).toEqual([]);
  });
});

test("a running build is kept current from its start to its end", async () => {
  const [live] = data.documents;
  if (live === undefined) throw new Error("the fixture has no running build");
  let send: ((event: BuildEvent) => void) | undefined;
  data.live = (sender) => {
    send = sender;
    sender({ type: "build", document: live });
    return () => undefined;
  };
  const { page, complaints } = await open(buildPath("live", "timeline"));
  await expect.poll(() => send).toBeDefined();
  const step = live.steps[3];
  if (step === undefined) throw new Error("the build has too few steps");
  send?.({
    type: "steps",
    steps: [{ ...step, state: "running", instruction: "RUN now", completed: undefined } as never],
    warnings: [],
  });
  await page.getByText("RUN now").waitFor();
  await expect.poll(() => page.locator(".track .bar-running").count()).toBe(1);
  const ended = { ...live, build: { ...live.build, live: false, status: "completed" as const } };
  send?.({ type: "end", document: ended });
  await page.locator("h1 + .state-completed").waitFor();
  expect(complaints).toEqual([]);
});

test("names and logs of a hostile build are text, and make the page load nothing", async () => {
  const { page, complaints, picture, findings } = await open(buildPath("hostile", "logs"));
  await page.getByText("⟨U+202E⟩gnp.exe").first().waitFor();
  const shown = '<img src=x onerror="alert(1)"><script>alert(2)</script>⟨U+202E⟩gnp.exe␛[31m';
  expect(await page.title()).toBe(`Build ${shown} – Slipway`);
  expect(await page.locator("main img, main script").count()).toBe(0);
  expect(await page.locator("h1").textContent()).toContain('<img src=x onerror="alert(1)">');
  await picture("hostile");
  expect(await findings()).toEqual([]);
  expect(complaints).toEqual([]);
});

test("everything is reached by the keyboard alone", async () => {
  const { page, complaints, picture, findings } = await open("#/builds");
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () =>
    page.evaluate<string>(
      "document.activeElement.matches('body, main') ? '' : document.activeElement.textContent",
    );
  await page.getByText("app/fails").waitFor();
  await press("Tab");
  expect(await focused()).toBe("Skip to the content");
  await press("/");
  await page.keyboard.type("app past");
  await expect.poll(() => page.getByRole("listitem").first().textContent()).toContain("app/past0");
  await press("Escape");
  for (let tabs = 0; tabs < 20 && !(await focused()).includes("app/past0"); tabs++) await press("Tab");
  await press("ArrowDown", "ArrowDown", "c", "ArrowDown", "c", "End");
  await expect.poll(focused).toContain("app/past59");
  await press("C");
  await page.getByText("argument VERSION").waitFor();
  await press("g", "b");
  await page.getByText("app/past0").waitFor();
  for (let tabs = 0; tabs < 25 && !(await focused()).includes("app/past"); tabs++) await press("Tab");
  await press("Home", "Enter");
  await page.getByText("at most").first().waitFor();
  await press("2");
  await page.locator(".node").first().focus();
  await press("ArrowRight", "Enter");
  await page.locator(".step-panel").waitFor();
  await press("Escape", "3");
  await page.getByText("line 0").waitFor();
  await press("/");
  await page.keyboard.type("line 39");
  await page.getByText("1 of 1").waitFor();
  await press("Escape", "?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await picture("keyboard alone");
  expect(await findings()).toEqual([]);
  await press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("a cache is pruned after a question, and not before", async () => {
  const { page } = await open("#/builders/fixture");
  await page.getByRole("button", { name: "Prune…" }).click();
  await page.getByRole("dialog").waitFor();
  expect(data.changes.filter((path) => path.includes("prune"))).toEqual([]);
  await page.getByRole("button", { name: "Prune", exact: true }).click();
  await page.getByText("250 records are gone").waitFor();
  expect(data.changes).toContain("builders/fixture/prune");
});

test("a bundle that is dropped on the page opens", async () => {
  const { page, picture, complaints } = await open("#/builds");
  await page.evaluate(`
    const files = new DataTransfer();
    files.items.add(new File(["bytes"], "app.dockerbuild"));
    dispatchEvent(new DragEvent("dragover", { dataTransfer: files, cancelable: true }));
    dispatchEvent(new DragEvent("drop", { dataTransfer: files, cancelable: true }));
  `);
  await page.getByRole("heading", { name: "app/past59" }).waitFor();
  await picture("bundle");
  expect(data.changes).toContain("bundles");
  expect(complaints).toEqual([]);
});

test("a build in a single file needs no server", async () => {
  const document = fixtureDocument({ ref: "saved", name: `saved ${hostile}`, status: "failed" });
  const failed = document.failure?.step ?? 0;
  const inline: InlineBuild = {
    document,
    logs: {
      [failed]: {
        offset: 10,
        total: 12,
        lines: [
          [0, 1, "\u001b[1mone but last"],
          [1, 2, hostile],
        ],
      },
    },
    packages: [{ name: "musl", version: "1.2", license: "MIT", purl: "" }],
    version: "0.0.0",
  };
  const file = join(temporaryDirectory("saved"), "build.html");
  const read = (name: string) => readFileSync(join(bundled, name), "utf8");
  writeFileSync(
    file,
    read("index.html")
      .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${read("page.css")}</style>`)
      .replace(/<script[^>]*><\/script>/, "")
      .replace(
        "</body>",
        () =>
          `<script type="application/json" id="slipway-build">${JSON.stringify(inline).replaceAll("<", "\\u003c")}</script><script type="module">${read("page.js")}</script></body>`,
      ),
  );
  const watched = await openWatched(browser, pathToFileURL(file).href, pictures);
  onCleanup(() => watched.page.context().close());
  const { page } = watched;
  await page.getByText("at most").first().waitFor();
  expect(await page.title()).toMatch(/^Build saved .* – Slipway$/);
  await page.getByRole("link", { name: "Log of the step" }).click();
  await page.getByText("one but last").waitFor();
  await page.getByText("(this line is not in the saved page)").first().waitFor();
  await watched.picture("single file");
  expect(await watched.findings()).toEqual([]);
  expect(watched.complaints).toEqual([]);
});

describe("builds of a real builder", () => {
  const env = programEnvironment({ SLIPWAY_BUILD_NOTES: "1" });
  const refs: Record<string, string> = {};
  let builder = "";
  let watched: WatchedPage;
  let options: { context: string; builder: string; env: NodeJS.ProcessEnv };
  const go = (place: string) => watched.page.evaluate(`location.hash = ${JSON.stringify(`#/${place}`)}`);

  beforeAll(async () => {
    builder = await createBuilder("page");
    const dockerfile = [
      "ARG COLOR=red",
      'RUN echo -e "\\033[32mcolor\\033[0m $COLOR <script>alert(1)</script>"',
      "FROM base AS slow",
      "RUN for i in 1 2 3 4; do echo line $i; sleep 1; done",
      "FROM base AS bad",
      "RUN echo before; exit 3",
      "FROM base",
    ];
    const architectures = ["amd64", "arm64"];
    options = { context: busyboxContext(dockerfile.join("\n"), { architectures }), builder, env };
    const view = await serveBuilds({ env });
    onCleanup(() => view.close());
    watched = await openWatched(browser, view.link(), pictures);
    onCleanup(() => watched.page.context().close());
  });

  test("one of two platforms is seen from its start to its end", async () => {
    const { page } = watched;
    const building = build({ ...options, target: "slow", platforms: both });
    const running = page.locator(".build-row.is-running");
    await expect.poll(() => running.locator(".steps").textContent()).toMatch(/^\d+\/[1-9]/);
    await running.locator("a").click();
    await page.locator("h1 + .state-running").waitFor();
    await page.locator(".track .bar-running").first().waitFor();
    await watched.picture("real, running");
    expect(await watched.findings()).toEqual([]);
    await go(`${new URL(page.url()).hash.slice(2)}/logs`);
    await page
      .getByText(/^line \d$/)
      .first()
      .waitFor();
    refs.slow = (await building).ref;
    await page.locator("h1 + .state-completed").waitFor();
    await page.getByText("line 4").waitFor();
    await page.getByRole("link", { name: "Timeline" }).click();
    await page.locator(".bar.critical").first().waitFor();
    await watched.picture("real, past");
    expect(await watched.findings()).toEqual([]);
  });

  test("one that failed shows its instruction in the Dockerfile", async () => {
    const { page } = watched;
    await expect(build({ ...options, target: "bad" })).rejects.toThrow();
    await go("builds");
    await page.locator(".build-row.is-failed a").click();
    await page.getByRole("link", { name: "Its line in the source" }).click();
    expect(await page.locator(".code-row.failed").textContent()).toContain("RUN echo before; exit 3");
    await page.locator(".code-row.failed .state-failed").waitFor();
    await page.getByRole("link", { name: "Log of the step" }).click();
    await page.getByText("before", { exact: true }).waitFor();
    await watched.picture("real, failed");
    expect(await watched.findings()).toEqual([]);
  });

  test("one of docker-buildx is there, and is compared with one of Slipway", async () => {
    const { page } = watched;
    refs.red = (await build(options)).ref;
    const args = ["build", "--builder", builder, "--build-arg", "COLOR=blue", options.context];
    expect((await runBuildx(args)).code).toBe(0);
    await go("builds");
    await page.locator(".build-row").nth(3).waitFor();
    for (const row of [0, 1])
      await page
        .getByRole("checkbox", { name: /^Compare/ })
        .nth(row)
        .check();
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await page.getByText("argument COLOR").waitFor();
    await watched.picture("real, compared");
    expect(await watched.findings()).toEqual([]);
    // The same target, whichever client built it.
    await go("builds");
    await page.locator(".build-row a").first().click();
    await page.getByRole("link", { name: "Compare with the one before" }).waitFor();
    await watched.picture("real, docker-buildx");
    expect(await watched.findings()).toEqual([]);
    await page.getByRole("link", { name: "Over time" }).click();
    await expect.poll(() => page.locator(".series tbody tr").count()).toBe(2);
  });

  test("one is saved in a single file, which opens without a server", async () => {
    const { page } = watched;
    await go(`builds/${refs.slow}/logs`);
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as HTML" }).click();
    const file = join(temporaryDirectory("saved"), "build.html");
    await (await saving).saveAs(file);
    const saved = await openWatched(browser, pathToFileURL(file).href, pictures);
    onCleanup(() => saved.page.context().close());
    await saved.page.getByText("at most").first().waitFor();
    await saved.page.getByRole("link", { name: "Logs" }).click();
    await saved.page.getByText("line 4").waitFor();
    await saved.picture("real, single file");
    expect(await saved.findings()).toEqual([]);
    expect(saved.complaints).toEqual([]);
  });

  test("one in a bundle opens without its builder", async () => {
    const { page } = watched;
    const bundle = join(temporaryDirectory("bundle"), "b.dockerbuild");
    await exportBuilds(builder, [refs.slow?.split("/").at(-1) ?? ""], { env, output: bundle });
    await go("builds");
    await page.locator("input[type=file]").setInputFiles(bundle);
    await expect.poll(() => page.url()).toContain("/builds/.bundle/");
    await page.getByRole("link", { name: "Logs" }).click();
    await page.getByText("line 4").waitFor();
    await watched.picture("real, bundle");
    expect(await watched.findings()).toEqual([]);
    expect(watched.complaints).toEqual([]);
  });
});
