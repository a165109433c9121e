import { randomBytes } from "node:crypto";
import { connectEngine, ensureBuilder } from "slipway";

/**
 * Builds an image for a test and loads it into the engine under a tag that nobody else has. `run` starts a container of
 * it, waits for its end and gives what it printed; `remove` takes the image away. The builder stays for the next run:
 * what has not changed comes from its cache.
 *
 * @param {string} context directory with a Dockerfile
 * @param {{ builder?: string } & import("slipway").BuilderBuildOptions} [options] more options of the build
 */
export async function buildTestImage(context, { builder: name = "test-images", ...options } = {}) {
  const tag = `test-image:${randomBytes(6).toString("hex")}`;
  const builder = await ensureBuilder({ name });
  try {
    await builder.build({ ...options, context, tags: [tag], load: true });
  } finally {
    builder.close();
  }
  const engine = await connectEngine();
  return {
    tag,
    /** @param {readonly string[]} [command] in place of the image's own */
    run: (command) => runContainer(engine, tag, command),
    async remove() {
      await engine.removeImage(tag, { force: true });
      engine.close();
    },
  };
}

/**
 * @param {import("slipway").Engine} engine
 * @param {string} image
 * @param {readonly string[] | undefined} command
 */
async function runContainer(engine, image, command) {
  const name = `test-${randomBytes(6).toString("hex")}`;
  await engine.createContainer(name, { Image: image, ...(command && { Cmd: command }) });
  try {
    await engine.startContainer(name);
    const exitCode = await engine.waitContainer(name);
    return { exitCode, output: await engine.containerLogs(name) };
  } finally {
    await engine.removeContainer(name, { force: true, volumes: true });
  }
}
