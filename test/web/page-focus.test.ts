import { join } from "node:path";
import type { Browser } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { ListEvent } from "../../src/web/contract/index.js";
import { lab, onCleanup, projectRoot } from "../support/index.js";
import { startBrowser } from "../support/web/browser.js";
import { fixtureDocument } from "../support/web/fixture-build.js";
import { type FixtureData, serveFixture } from "../support/web/fixture-server.js";
import { openWatched } from "../support/web/watched-page.js";

let browser: Browser;
let url = "";
const data: FixtureData = {
  changes: [],
  documents: Array.from({ length: 40 }, (_, index) =>
    fixtureDocument({ ref: `past${index}`, started: Date.now() - (index + 1) * 4_000_000 }),
  ),
  line: () => "line",
};

async function open(hash: string) {
  const watched = await openWatched(browser, `${url}/#CODE${hash.slice(1)}`, join(projectRoot, ".tmp/web"));
  onCleanup(() => watched.page.context().close());
  await watched.page.waitForSelector("#main");
  const focused = () =>
    watched.page.evaluate<string>(
      "document.activeElement.id === 'main' ? '#main' : document.activeElement.dataset.build ?? document.activeElement.tagName",
    );
  return { ...watched, focused };
}

const row = (ref: string) => `fixture\nfixture0\n${ref}`;

beforeAll(async () => {
  browser = await startBrowser(lab.chromium);
  const server = await serveFixture(data, join(projectRoot, "dist/web/page"));
  url = server.url;
  onCleanup(async () => {
    await browser.close();
    server.close();
  });
});

test("each place has a title of its own", async () => {
  const { page, complaints } = await open("#/builds");
  const titles = {
    "#/builds": "Builds – Slipway",
    "#/builders": "Builders – Slipway",
    "#/compare?a=fixture%2Ffixture0%2Fpast1&b=fixture%2Ffixture0%2Fpast0": "Compare – Slipway",
    "#/builds/fixture/fixture0/past3/logs": "Build app/past3 – Slipway",
    "#/series/app": "app/past0 over time – Slipway",
  };
  for (const [hash, title] of Object.entries(titles)) {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await expect.poll(() => page.title()).toBe(title);
  }
  expect(complaints).toEqual([]);
});

test("the focus goes to the view that opens, and stays where it is within it", async () => {
  const { page, focused } = await open("#/builds");
  await page.getByText("app/past0").click();
  await page.getByText("at most").first().waitFor();
  expect(await focused()).toBe("#main");
  await page.goBack();
  await page.locator(`.build-row a`).nth(2).focus();
  await page.keyboard.press("Enter");
  await page.getByText("at most").first().waitFor();
  expect(await focused()).toBe("#main");
  await page.getByRole("link", { name: "Logs" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Lines" }).waitFor();
  expect(await focused()).toBe("A");
});

test("a row keeps the focus, and the stop of the tab key, when builds begin and end", async () => {
  let send: ((event: ListEvent) => void) | undefined;
  data.list = (sender) => {
    send = sender;
    return () => undefined;
  };
  const { page, focused } = await open("#/builds");
  await expect.poll(() => send).toBeDefined();
  await page.locator(".build-row a").nth(3).focus();
  const begun = fixtureDocument({ ref: "begun", status: "running", started: Date.now() }).build;
  send?.({ type: "change", changed: [begun], removed: [], waiting: [] });
  await page.getByText("app/begun").waitFor();
  expect(await focused()).toBe(row("past3"));
  const [fourth] = data.documents.slice(3).map(({ build }) => build);
  if (fourth === undefined) throw new Error("the fixture has too few builds");
  send?.({
    type: "change",
    changed: [{ ...fourth, status: "running", started: Date.now() + 1 }],
    removed: [begun],
    waiting: [],
  });
  await expect.poll(() => page.getByText("app/begun").count()).toBe(0);
  expect(await page.getByRole("listitem").first().textContent()).toContain("app/past3");
  expect(await focused()).toBe(row("past3"));
  await page.keyboard.press("ArrowDown");
  await expect.poll(focused).toBe(row("past0"));
});

test("a page of a command that was started again says what helps, and its new link opens in the same tab", async () => {
  const { page, findings } = await open("#/builds");
  await page.evaluate(`sessionStorage.setItem("slipway-session", '{"token":"old"}')`);
  await page.reload();
  await page.getByText("Open the link that the command printed").waitFor();
  expect(await page.getByText("trying again").count()).toBe(0);
  expect(await findings()).toEqual([]);
  await page.evaluate(`location.hash = "#CODE/builders"`);
  await page.getByRole("heading", { name: "Builders" }).waitFor();
  await page.getByRole("heading", { name: "fixture" }).waitFor();
  expect(page.url()).toBe(`${url}/#/builders`);
});

test("keys of one letter, digit or sign can be turned off, and stay so", async () => {
  const { page, findings } = await open("#/builds/fixture/fixture0/past0");
  await page.getByText("at most").first().waitFor();
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Keys that are" }).uncheck();
  expect(await findings()).toEqual([]);
  await page.keyboard.press("Escape");
  for (const reload of [false, true]) {
    if (reload) await page.reload();
    await page.getByText("at most").first().waitFor();
    for (const key of ["?", "3", "g", "n", "/"]) await page.keyboard.press(key);
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(page.url()).toBe(`${url}/#/builds/fixture/fixture0/past0`);
  }
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByRole("checkbox", { name: "Keys that are" }).check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("3");
  await expect.poll(() => page.url()).toContain("/past0/logs");
});
