import { beforeAll, describe, expect, test } from "vitest";
import { createBuilder } from "../support/index.js";
import { definitionScenarios } from "./definition-scenarios.js";
import { fileScenarios } from "./file-scenarios.js";
import { ownCauses, play, type Scenario } from "./scenario.js";

let builder: string;

beforeAll(async () => {
  builder = await createBuilder("explain", { driverOptions: { network: "host" } });
});

describe.each([
  ["files", fileScenarios],
  ["definitions", definitionScenarios],
])("%s", (_, scenarios: readonly Scenario[]) => {
  test.concurrent.each(scenarios)("$name", async (scenario) => {
    const explanation = await play(builder, scenario);
    const found = ownCauses(explanation);
    expect(found).toEqual(
      scenario.causes.map(([step, kind, message]) => [
        expect.stringContaining(step),
        kind,
        message === undefined ? expect.any(String) : expect.stringMatching(exactly(message)),
      ]),
    );
    const others = explanation.steps.filter(({ cause }) => cause.kind === "earlier-step");
    // What ran after another step names one that has a cause of its own.
    const roots = found.map(([name]) => name);
    for (const { root } of others) {
      expect(roots).toContain(explanation.steps.find(({ digest }) => digest === root)?.name);
    }
  });
});

function exactly(message: string | RegExp): RegExp {
  if (message instanceof RegExp) return message;
  return new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}
