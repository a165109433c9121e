import { afterEach, expect, test, vi } from "vitest";

afterEach(() => void vi.unstubAllGlobals());

async function opened(storage: unknown) {
  vi.stubGlobal("localStorage", storage);
  vi.resetModules();
  return import("./key-setting.js");
}

test("that keys are turned off is remembered, and so is that they are on again", async () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  };
  const first = await opened(storage);
  expect(first.singleKeys.value).toBe(true);
  first.setSingleKeys(false);
  const second = await opened(storage);
  expect(second.singleKeys.value).toBe(false);
  second.setSingleKeys(true);
  expect((await opened(storage)).singleKeys.value).toBe(true);
});

test("keys can be turned off where storage is denied", async () => {
  const deny = () => {
    throw new Error("denied");
  };
  const page = await opened({ getItem: deny, setItem: deny, removeItem: deny });
  expect(page.singleKeys.value).toBe(true);
  page.setSingleKeys(false);
  expect(page.singleKeys.value).toBe(false);
});
