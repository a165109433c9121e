import { describe, expect, test } from "vitest";
import type { Vertex } from "../../progress/model/status.js";
import { SourceFiles } from "./source-files.js";
import { StepModel } from "./step-model.js";

const MEGA = 1024 * 1024;
const vertex = (digest: string, more: Partial<Vertex> = {}): Vertex => ({
  ...{ digest, name: `[${digest} 1/1] RUN ${digest}`, inputs: [], cached: false },
  ...more,
});
const modelOf = (...vertexes: Vertex[]) => {
  const model = new StepModel(new SourceFiles());
  model.update({ vertexes });
  return model;
};
const hostile = (index: number) =>
  vertex(String(index), {
    name: "\u0001".repeat(4_096),
    error: `${"\u0001".repeat(16_384)} context canceled`,
  });

describe("the texts of all steps together are bounded", () => {
  test("so that they fit into one string, and what is cut shows it", () => {
    const model = modelOf(...Array.from({ length: 4_000 }, (_, index) => hostile(index)));
    const steps = model.steps(true);
    expect(JSON.stringify(steps).length).toBeLessThan(200 * MEGA);
    expect(model.exceeded).toBe(true);
    const last = steps.at(-1);
    expect(last?.name).toMatch(/…$/);
    expect(last?.error).toMatch(/^….* context canceled$/s);
    expect(last?.state).toBe("canceled");
  });

  test("however often a step is told anew: what is replaced counts no more", () => {
    const model = modelOf();
    for (let round = 0; round < 3_000; round++) model.update({ vertexes: [hostile(0)] });
    model.update({ vertexes: [vertex("b", { name: "n".repeat(4_000) })] });
    expect(model.exceeded).toBe(false);
    expect(model.steps(true)[1]?.name).toBe("n".repeat(4_000));
  });

  test("a step that gets another name has no longer the old one's instruction", () => {
    const model = modelOf(vertex("a", { name: "RUN old" }));
    model.update({ vertexes: [vertex("a", { name: "RUN new" })] });
    expect(model.some([0])).toMatchObject([{ name: "RUN new", instruction: "RUN new" }]);
  });

  test("parts and warnings too", () => {
    const model = modelOf(...Array.from({ length: 800 }, (_, index) => hostile(index)));
    const data = new Uint8Array(20_000).fill(1);
    model.update({
      warnings: Array.from({ length: 500 }, () => ({
        ...{ vertex: "0", level: 1, short: data, detail: Array.from({ length: 20 }, () => data) },
        ...{ url: "u".repeat(9_000), ranges: [] },
      })),
    });
    expect(JSON.stringify(model.warnings).length).toBeLessThan(100 * MEGA);
    expect(model.warnings[0]?.url).toMatch(/^u{10,}…$/);
  });

  test("a build of a usual kind is whole", () => {
    const model = modelOf(
      ...Array.from({ length: 20_000 }, (_, index) => vertex(`sha256:${String(index).padStart(64, "0")}`)),
    );
    expect(model.exceeded).toBe(false);
  });
});

describe("a digest that is too long to be one", () => {
  const long = (end: string) => `${"d".repeat(MEGA)}${end}`;

  test("is cut, shows it, and is told apart from others that begin as it does", () => {
    const model = modelOf(vertex(long("1")), vertex(long("2"), { inputs: [long("1")] }));
    expect(model.idOf(long("2"))).toBe(1);
    const [one, two] = model.steps(true);
    expect(one?.digest).toMatch(/^d+…[0-9a-f]{64}$/);
    expect(one?.digest.length).toBeLessThanOrEqual(200);
    expect(two).toMatchObject({ inputs: [0] });
  });
});

test("an input that is told of many times is one, and takes no other's place", () => {
  const model = modelOf(
    vertex("a"),
    vertex("b", { inputs: Array.from({ length: 200_000 }, () => "a") }),
    vertex("c", { inputs: ["a", "b"] }),
  );
  expect(model.steps(true).map(({ inputs }) => inputs)).toEqual([[], [0], [0, 1]]);
});

test("samples that many steps share count for each", () => {
  const steps = Array.from({ length: 2_000 }, (_, index) => vertex(String(index)));
  const model = modelOf(...steps);
  const resources = Array.from({ length: 500 }, (_, time) => ({ time }));
  model.learn(new Map(steps.map(({ digest }) => [digest, { resources }])));
  const all = model.steps(true).map((step) => step.resources.length);
  expect(all[0]).toBe(500);
  expect(all.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(200_000);
  expect(model.exceeded).toBe(true);
});
