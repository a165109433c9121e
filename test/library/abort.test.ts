import { expect, test } from "vitest";
import {
  type Builder,
  build,
  connectEngine,
  ensureBuilder,
  inspectBuilder,
  listBuilders,
} from "../../src/index.js";
import { engineProxy } from "../engine/proxy.js";
import { builderName, inspectContainer, lab } from "../support/index.js";
import { context } from "./support.js";

const options = { context: { files: new Map([["a", "x"]]) }, dockerfile: "FROM scratch\nCOPY a /\n" };

/** Everything that can be waited for. */
const calls: Record<string, (builder: Builder, signal: AbortSignal) => PromiseLike<unknown>> = {
  connectEngine: (_builder, signal) => connectEngine({ ...context, signal }),
  "a call on the engine": async (_builder, signal) => (await connectEngine(context)).info({ signal }),
  listBuilders: (_builder, signal) => listBuilders({ ...context, signal }),
  inspectBuilder: ({ name }, signal) => inspectBuilder(name, { ...context, signal }),
  ensureBuilder: ({ name }, signal) => ensureBuilder({ ...context, name, bootstrap: true, signal }),
  build: (builder, signal) => build({ builder, ...options, signal }),
  "builder.build": (builder, signal) => builder.build({ ...options, signal }),
  "builder.inspect": (builder, signal) => builder.inspect({ signal }),
  "builder.bootstrap": (builder, signal) => builder.bootstrap({ signal }),
  "builder.diskUsage": (builder, signal) => builder.diskUsage({ signal }),
  "builder.prune": (builder, signal) => builder.prune({ signal }),
  "builder.stop": (builder, signal) => builder.stop({ signal }),
  "builder.remove": (builder, signal) => builder.remove({ signal }),
};

test("whatever is waited for ends with its signal, and as canceled whatever the signal's reason is", async () => {
  const name = builderName("abort");
  const wanted = { ...context, name, driverOptions: { image: lab.image }, bootstrap: true };
  await using builder = await ensureBuilder(wanted);
  const canceled = { name: "SlipwayError", code: "canceled" };
  for (const [what, call] of Object.entries(calls)) {
    for (const reason of [undefined, new Error("of my own"), new DOMException("late", "TimeoutError")]) {
      const before = AbortSignal.abort(reason);
      await expect(call(builder, before), `${what}, aborted before`).rejects.toMatchObject(canceled);
    }
    if (what === "connectEngine") continue;
    const during = new AbortController();
    const running = call(builder, during.signal);
    during.abort(new Error("of my own"));
    await expect(running, `${what}, aborted after`).rejects.toMatchObject(canceled);
  }
  expect((await builder.inspect()).nodes[0]?.status).toBe("running");
  await builder.remove();
});

test("a removal that is called off leaves a builder that can be removed", async () => {
  const name = builderName("called-off");
  const proxy = await engineProxy("unix");
  const env = { ...context.env, DOCKER_HOST: proxy.host };
  const builder = await ensureBuilder({ env, name, driverOptions: { image: lab.image }, bootstrap: true });
  const cancel = new AbortController();
  const underWay = proxy.hold(/^DELETE \S*\/containers\//);
  const removing = builder.remove({ signal: cancel.signal });
  await underWay;
  cancel.abort();
  await expect(removing).rejects.toMatchObject({ code: "canceled" });
  expect((await listBuilders(context)).map((known) => known.name)).toContain(name);
  await builder.remove();
  expect(await inspectContainer(`buildx_buildkit_${name}0`)).toBeUndefined();
});
