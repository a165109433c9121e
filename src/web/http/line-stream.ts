import type { ServerResponse } from "node:http";
import { securityHeaders } from "../access/headers.js";

/** Milliseconds between two lines at the least, and between signs of life. */
const PACE = 100;
const SIGN_OF_LIFE = 15_000;

/** What is told line by line. */
export interface LineSource {
  /** What there is to tell now; undefined for nothing. Asked when the reader has taken what came before. */
  readonly next: () => object | undefined;
  /** Nothing comes any more, once `next` has nothing. */
  readonly ended: () => boolean;
}

/**
 * Sends JSON values, one per line and at most ten lines a second, until the source ends or the reader goes. A reader that
 * does not keep up is told less often; nothing piles up for it.
 */
export function sendLines(response: ServerResponse, { next, ended }: LineSource): Promise<void> {
  response.writeHead(200, { ...securityHeaders, "content-type": "application/x-ndjson; charset=utf-8" });
  let told = Date.now();
  return new Promise((resolve) => {
    const tell = () => {
      if (response.writableNeedDrain) return;
      const value = next();
      if (value !== undefined) {
        response.write(`${JSON.stringify(value)}\n`);
        told = Date.now();
      } else if (ended()) {
        response.end();
      } else if (Date.now() - told >= SIGN_OF_LIFE) {
        response.write("\n");
        told = Date.now();
      }
    };
    const timer = setInterval(tell, PACE);
    response.once("close", () => {
      clearInterval(timer);
      resolve();
    });
    tell();
  });
}
