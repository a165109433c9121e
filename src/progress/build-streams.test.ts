import { describe, expect, it } from "vitest";
import { ManualClock } from "../../test/progress/replay.js";
import { BuildStreams } from "./build-streams.js";
import type { SolveStatus, Vertex } from "./model/status.js";

function streams() {
  const updates: SolveStatus[] = [];
  const clock = new ManualClock(5_000);
  return { updates, builds: new BuildStreams({ update: (status) => updates.push(status) }, clock) };
}

function vertex(more: Partial<Vertex> = {}): Vertex {
  return { digest: "a", name: "a", inputs: [], cached: false, ...more };
}

const output = (text: string): SolveStatus => ({
  logs: [{ vertex: "a", stream: 1, data: Buffer.from(text), timestamp: 0n }],
});

describe("a build's stream", () => {
  it("begins when it was opened, whatever the daemon's clock says", () => {
    const { updates, builds } = streams();
    const build = builds.open();
    build.update({ vertexes: [vertex({ started: 70n, completed: 90n })] });
    build.update({ ...output("x"), statuses: [{ ...STATUS, timestamp: 100n, started: 80n }] });
    expect(updates[0]?.vertexes?.[0]).toMatchObject({ started: OPENED, completed: OPENED + 20n });
    expect(updates[1]?.statuses?.[0]).toMatchObject({ started: OPENED + 10n, timestamp: OPENED + 30n });
    expect(updates[1]?.logs?.[0]?.timestamp).toBe(OPENED - 70n);
  });

  it("puts its prefix before the names of steps and groups", () => {
    const { updates, builds } = streams();
    const build = builds.open({ prefix: "app" });
    const progressGroup = { id: "g", name: "group", weak: false };
    build.update({
      vertexes: [vertex({ name: "[1/2] RUN x" }), vertex({ name: "exporting", progressGroup })],
    });
    expect(updates[0]?.vertexes?.map((step) => step.name)).toEqual(["[app 1/2] RUN x", "[app] exporting"]);
    expect(updates[0]?.vertexes?.[1]?.progressGroup?.name).toBe("[app] group");
  });
});

describe("builds that share a step", () => {
  it("let through the output of the first until it closes", () => {
    const { updates, builds } = streams();
    const [first, second] = [builds.open(), builds.open()];
    first.update(output("1"));
    second.update(output("2"));
    first.close();
    second.update(output("3"));
    const texts = updates.map((update) => update.logs?.map((log) => Buffer.from(log.data).toString()));
    expect(texts).toEqual([["1"], [], ["3"]]);
  });
});

const OPENED = 5_000_000_000n;
const STATUS = { id: "s", vertex: "a", name: "", current: 0, total: 0 };
