import { type Browser, chromium } from "playwright-core";
import { browserFlags } from "./browser-flags.js";

/** A headless Chromium with a profile of its own. */
export function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...browserFlags] });
}
