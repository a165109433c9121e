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
  /** It ended before its time: the stream breaks off, so that the reader asks again. */
  readonly broken?: () => boolean;
}

/**
 * Sends JSON values, one per line and at most ten lines a second, until the source ends or the reader goes. A reader that
 * does not keep up is told less often; nothing piles up for it. Where telling fails, the stream breaks off, and no more than it.
 */
export function sendLines(response: ServerResponse, { next, ended, broken }: LineSource): Promise<void> {
  response.writeHead(200, { ...securityHeaders, "content-type": "application/x-ndjson; charset=utf-8" });
  let told = Date.now();
  return new Promise((resolve) => {
    const tell = () => {
      if (broken?.()) {
        response.destroy();
        return;
      }
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
    const tellOrBreak = () => {
      try {
        tell();
      } catch {
        // Thrown out of a timer it would end the process; a reader that sees no end asks again, or says so.
        response.destroy();
      }
    };
    const timer = setInterval(tellOrBreak, PACE);
    response.once("close", () => {
      clearInterval(timer);
      resolve();
    });
    tellOrBreak();
  });
}
