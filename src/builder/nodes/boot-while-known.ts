import type { Driver, DriverOperationOptions } from "../../driver/contract/driver.js";
import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";

/**
 * A driver whose boot is taken back when its builder has been removed meanwhile, by whatever process: nothing would know
 * of the daemon any more. A removal looks a second time for what is there once the record is gone, so that one of the
 * two sees the other, whichever comes first.
 *
 * @param isKnown whether the builder's record is still there
 */
export function bootWhileKnown(driver: Driver, builder: string, isKnown: () => Promise<boolean>): Driver {
  const boot = async (options: DriverOperationOptions = {}): Promise<void> => {
    await driver.boot(options);
    if (await isKnown()) return;
    await driver.remove();
    throw new SlipwayError("not-found", `builder ${quoteGo(builder)} was removed while it was booted`, {
      details: { builder },
      hint: "`slipway ls` lists the builders",
    });
  };
  return new Proxy(driver, {
    get(target, key) {
      if (key === "boot") return boot;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
