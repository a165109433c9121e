import { expect, test, vi } from "vitest";
import type { Driver } from "../../driver/contract/driver.js";
import { bootWhileKnown } from "./boot-while-known.js";

class Container {
  readonly name = "fake";
  #runs = false;
  get transport() {
    return this.#runs ? ("direct" as const) : undefined;
  }
  async boot() {
    this.#runs = true;
  }
  readonly remove = vi.fn(async () => {
    this.#runs = false;
  });
  async status() {
    return this.#runs ? ("running" as const) : ("inactive" as const);
  }
}

test("a daemon whose builder is still known stays", async () => {
  const driver = bootWhileKnown(new Container() as unknown as Driver, "b", async () => true);
  await driver.boot();
  expect(await driver.status()).toBe("running");
  expect(driver.transport).toBe("direct");
});

test("one whose builder was removed meanwhile goes, and whoever wanted it is told", async () => {
  const container = new Container();
  const driver = bootWhileKnown(container as unknown as Driver, "b", async () => false);
  await expect(driver.boot()).rejects.toMatchObject({
    code: "not-found",
    message: 'builder "b" was removed while it was booted',
  });
  expect(container.remove).toHaveBeenCalledOnce();
});
