import { expect, test } from "vitest";
import { generateBuilderName } from "./generate-name.js";

test("a generated name is an adjective and a surname", async () => {
  expect(await generateBuilderName(async () => false)).toMatch(/^[a-z]+_[a-z]+$/);
});

test("names after the first try end in a digit", async () => {
  const asked: string[] = [];
  const name = await generateBuilderName(async (candidate) => asked.push(candidate) < 3);
  expect(asked).toHaveLength(3);
  expect(name).toMatch(/^[a-z]+_[a-z]+\d$/);
});

test("six taken names in a row are an error", async () => {
  await expect(generateBuilderName(async () => true)).rejects.toThrow("failed to generate random name");
});
