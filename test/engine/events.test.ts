import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import type { EngineEvent } from "../../src/engine/index.js";
import { engineProxy } from "./proxy.js";
import { createContainer, labEngine } from "./sleeper.js";

const engine = await labEngine();

it("events of one container arrive as they happen, until the loop is left", async () => {
  const proxy = await engineProxy("unix");
  const through = await labEngine({ DOCKER_HOST: proxy.host });
  const name = await createContainer(engine, "exit 7");
  const seen: EngineEvent[] = [];
  const following = (async () => {
    for await (const event of through.events({ filters: { type: ["container"], container: [name] } })) {
      seen.push(event);
      if (event.Action === "die") break;
    }
  })();
  await delay(300);
  await engine.startContainer(name);
  await following;
  expect(seen.map(({ Action }) => Action)).toEqual(expect.arrayContaining(["start", "die"]));
  expect(seen.at(-1)?.Actor.Attributes).toMatchObject({ exitCode: "7", name });
  through.close();
  for (let attempt = 0; attempt < 100 && proxy.open() > 0; attempt++) await delay(50);
  expect(proxy.open()).toBe(0);
});

it("events end with the signal", async () => {
  const signal = AbortSignal.timeout(300);
  const following = (async () => {
    for await (const _event of engine.events({ signal, filters: { event: ["no-such-event"] } }));
  })();
  await expect(following).rejects.toMatchObject({ code: "canceled" });
});
