import { access } from "node:fs/promises";
import { isThisMachine } from "../../driver/docker-container/this-machine.js";
import type { Engine } from "../../engine/index.js";
import { withCaller } from "../../errors/index.js";
import { checkArgument, checkOptions, text } from "../../util/options/index.js";
import { resolveBuilder } from "../nodes/resolve-builder.js";
import { enginesOf } from "./emulator-engines.js";
import { type Handler, readHandlers } from "./handlers.js";
import { defaultEmulatorImage, runBinfmt } from "./run-binfmt.js";
import { type Emulator, type ListEmulatorsOptions, listEmulatorsOptions } from "./types.js";

/**
 * The emulators that the machines of a builder's engines have, of the current builder when `builder` is undefined. A
 * machine that is not this one is looked at by a privileged container.
 *
 * @throws SlipwayError `unsupported` for a builder whose engine is not known, `image-unavailable`, `protocol-error`, what
 * finding the builder and asking an engine throws.
 */
export function listEmulators(
  builder: string | undefined,
  options: ListEmulatorsOptions = {},
): Promise<Emulator[]> {
  return withCaller(listEmulators, async () => {
    checkArgument("listEmulators", "builder", text, builder);
    checkOptions("listEmulators", listEmulatorsOptions, options);
    const engines = enginesOf(await resolveBuilder(builder, options));
    const found = await Promise.all(engines.map((engine) => emulatorsOf(engine, options)));
    return found.flat();
  });
}

/** The emulators of one engine's machine. */
export async function emulatorsOf(
  engine: Engine,
  { image = defaultEmulatorImage, signal, progress }: ListEmulatorsOptions,
): Promise<Emulator[]> {
  if (isThisMachine(await engine.info({ signal }))) {
    return Promise.all((await readHandlers()).map((handler) => ofThisMachine(engine, handler)));
  }
  const { handlers } = await runBinfmt(engine, [], { image, signal, progress });
  return handlers.map((handler) => ({ ...handler, host: engine.endpoint.host }));
}

/** What an image has installed is a program of a container that is gone. */
async function ofThisMachine(engine: Engine, handler: Handler): Promise<Emulator> {
  const { interpreter } = handler;
  const fromSystem =
    interpreter !== undefined &&
    (await access(interpreter).then(
      () => true,
      () => false,
    ));
  return { ...handler, host: engine.endpoint.host, fromSystem };
}
