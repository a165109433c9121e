import { expect, test } from "vitest";
import { plainDisplay } from "../plain/plain-display.js";

test("a display finishes on a stream that takes no callback", async () => {
  const written: string[] = [];
  const display = plainDisplay({
    write: (chunk) => written.push(new TextDecoder().decode(chunk as Uint8Array)) > 0,
  });
  display.writeLine("the end");
  await display.finish();
  expect(written).toEqual(["the end\n"]);
});

test("a display waits for a stream that tells when it has written", async () => {
  let release = () => {};
  const display = plainDisplay({
    write: (_chunk, callback) => {
      release = () => callback?.();
      return false;
    },
  });
  let finished = false;
  const finishing = display.finish().then(() => {
    finished = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(finished).toBe(false);
  release();
  await finishing;
});
