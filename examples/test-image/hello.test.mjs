import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildTestImage } from "./build-test-image.mjs";

/** @type {Awaited<ReturnType<typeof buildTestImage>>} */
let image;

before(async () => {
  const builder = process.env.EXAMPLE_BUILDER;
  image = await buildTestImage(
    fileURLToPath(new URL("../hello", import.meta.url)),
    builder ? { builder } : {},
  );
});
after(() => image?.remove());

test("the image greets", async () => {
  const { exitCode, output } = await image.run();
  assert.equal(exitCode, 0);
  assert.match(output, /^Hello from an image/);
});

test("the image has nothing but what it needs", async () => {
  await assert.rejects(image.run(["/bin/sh"]), { name: "SlipwayError" });
});
