import { randomBytes } from "node:crypto";
import { connectEngine, type Engine } from "../../src/engine/index.js";
import { lab, onCleanup, programEnvironment } from "../support/index.js";

/** Slipway's client for the engine of the tests, closed after the test file. */
export async function labEngine(env: NodeJS.ProcessEnv = {}): Promise<Engine> {
  const engine = await connectEngine({ env: programEnvironment(env) });
  onCleanup(() => engine.close());
  return engine;
}

/** A name that no other test uses. */
export function uniqueName(): string {
  return `slipway-test-${randomBytes(6).toString("hex")}`;
}

/** Creates a container that runs a shell script; it is gone after the test file. */
export async function createContainer(engine: Engine, script = "exec sleep 600"): Promise<string> {
  const name = uniqueName();
  onCleanup(() => engine.removeContainer(name, { force: true, volumes: true }).catch(() => undefined));
  await engine.createContainer(name, {
    Image: lab.image,
    Entrypoint: ["/bin/sh", "-c", script],
    Cmd: [],
    HostConfig: { Init: true },
  });
  return name;
}

/** A running container to execute commands in. */
export async function startSleeper(engine: Engine): Promise<string> {
  const name = await createContainer(engine);
  await engine.startContainer(name);
  return name;
}
