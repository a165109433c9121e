import { expect, onTestFinished, test } from "vitest";
import { type FakeAnswer, fakeEngine, json } from "../../../test/support/fake-engine.js";
import { connectEngine } from "../connect-engine.js";

const inspect = "GET /containers/a/json";
const container = json({
  Id: "1",
  Name: "/a",
  State: {
    Running: true,
    Pid: 1,
    Restarting: false,
    ExitCode: 0,
    FinishedAt: "",
    OOMKilled: false,
    Status: "running",
  },
  Mounts: [],
  Config: {},
});

async function engineThatAnswers(answer: FakeAnswer | readonly FakeAnswer[]) {
  const { host, asked, close } = await fakeEngine({ [inspect]: answer });
  onTestFinished(close);
  const engine = await connectEngine({ endpoint: host, env: {} });
  onTestFinished(() => engine.close());
  return { engine, asked };
}

test("what is alike in all versions of the API is asked for without knowing the engine's", async () => {
  const { engine, asked } = await engineThatAnswers(container);
  await engine.inspectContainer("a");
  expect(asked).toEqual([inspect]);
});

test("an engine that wants a version is asked for its own", async () => {
  const refusal = json({ message: "page not found" }, 404);
  const { engine, asked } = await engineThatAnswers([refusal, container]);
  await engine.inspectContainer("a");
  expect(asked).toEqual([inspect, "GET /_ping", inspect]);
});

test("one that has no such container is believed at once", async () => {
  const { engine, asked } = await engineThatAnswers(json({ message: "No such container: a" }, 404));
  await expect(engine.inspectContainer("a")).rejects.toMatchObject({ code: "not-found" });
  expect(asked).toEqual([inspect]);
});
