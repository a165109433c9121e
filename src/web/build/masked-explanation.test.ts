import { expect, test } from "vitest";
import { ValueMask } from "../access/value-mask.js";
import type { Explanation } from "../contract/index.js";
import { maskedExplanation } from "./masked-explanation.js";

const value = "verysecretvalue77";
const mask = new ValueMask([{ name: "API_TOKEN", value }]);

test("why steps ran is told without values of credentials, and with the names of their arguments", () => {
  const explanation: Explanation = {
    cached: 1,
    steps: [
      {
        ...{ name: `WORKDIR /w/${value}`, digest: "sha256:1", took: 1, root: "sha256:1" },
        cause: {
          ...{ kind: "build-argument", certainty: "certain", argument: "API_TOKEN" },
          ...{ message: `/w/${value} changed`, remedy: `look at ${value}` },
          files: { count: 1, names: [`w/${value}`], modeOnly: false },
        },
      },
    ],
  };
  const masked = maskedExplanation(explanation, mask);
  expect(JSON.stringify(masked)).not.toContain(value);
  expect(masked).toEqual(JSON.parse(JSON.stringify(explanation).replaceAll(value, "••••••")));
});
