import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How the page is to be looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
}

/** A page of which everything is noted that should not be. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors, warnings of the browser, and requests to anything but the page's own server. */
  readonly complaints: string[];
  /** What axe-core finds wrong with what is shown now, by rule and place. */
  findings(): Promise<string[]>;
  /** Keeps a picture of what is shown now. */
  picture(name: string): Promise<void>;
}

/**
 * Opens an address in a browser window of its own.
 *
 * @param pictures the directory that pictures go to
 */
export async function openWatched(
  browser: Browser,
  url: string,
  pictures: string,
  look: Look = {},
): Promise<WatchedPage> {
  const { width = 1280, height = 800, colorScheme = "light" } = look;
  // axe-core is put into the page by the test, past the page's own policy, only when it is looked at.
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const { origin } = new URL(url);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("dialog", (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(origin) && asked !== url && !/^(?:blob|data):/.test(asked))
      complaints.push(`asks for ${asked}`);
  });
  await page.goto(url);
  mkdirSync(pictures, { recursive: true });
  return {
    page,
    complaints,
    findings: async () => {
      await page.evaluate(axe);
      return page.evaluate(async () => {
        const { axe: checker } = globalThis as unknown as {
          axe: {
            run(): Promise<{
              violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
            }>;
          };
        };
        const { violations } = await checker.run();
        return violations.flatMap(({ id, nodes }) =>
          nodes
            .slice(0, 3)
            .map(({ target, failureSummary = "" }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
        );
      });
    },
    picture: async (name) => {
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
  };
}
