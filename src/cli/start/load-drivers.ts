import { createRequire } from "node:module";
import { delimiter, isAbsolute } from "node:path";
import { type DriverFactory, registerDriver, SlipwayError } from "../../index.js";
import { quoteGo } from "../../util/go-quote.js";

const hint = "SLIPWAY_DRIVERS holds absolute paths of modules that export `driver`, a DriverFactory";

/**
 * Registers the drivers of modules that the user names, each of which exports a factory as `driver`.
 *
 * @param list absolute paths, separated as those of PATH are
 * @throws SlipwayError `invalid-argument` for a path that is not absolute and a module that has no driver, `io-error`
 * for one that cannot be loaded, and what registering throws.
 */
export function loadDrivers(list: string): void {
  for (const path of list.split(delimiter)) {
    // A relative path would let whoever owns the working directory run code.
    if (!isAbsolute(path)) {
      throw new SlipwayError("invalid-argument", `driver module ${quoteGo(path)} is no absolute path`, {
        hint,
      });
    }
    registerDriver(driverOf(path, loadModule(path)));
  }
}

function loadModule(path: string): unknown {
  try {
    return createRequire(path)(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause);
    throw new SlipwayError("io-error", `cannot load driver module ${path}: ${reason}`, { cause, hint });
  }
}

function driverOf(path: string, module: unknown): DriverFactory {
  const driver = isObject(module) ? module.driver : undefined;
  if (isFactory(driver)) return driver;
  throw new SlipwayError("invalid-argument", `driver module ${path} does not export a driver`, { hint });
}

function isFactory(value: unknown): value is DriverFactory {
  return (
    isObject(value) &&
    typeof value.name === "string" &&
    typeof value.create === "function" &&
    typeof value.endpoint === "function"
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
