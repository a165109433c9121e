import type { Display } from "./display/display.js";

/** A display that is two: both show everything, and what is left in the end is told by the first. */
export function teeDisplay(first: Display, second: Display): Display {
  return {
    update(status) {
      first.update(status);
      second.update(status);
    },
    writeLine(line) {
      first.writeLine(line);
      second.writeLine(line);
    },
    async finish(error) {
      const [finished] = await Promise.all([first.finish(error), second.finish(error)]);
      return finished;
    },
  };
}
