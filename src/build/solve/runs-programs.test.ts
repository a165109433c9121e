// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfiles have variables of the same form
import { expect, test } from "vitest";
import { runsPrograms } from "./runs-programs.js";

test.each([
  ["runs something", "FROM alpine\nRUN true\n", true],
  ["only copies", "FROM scratch\nCOPY app /app\nENTRYPOINT run\n", false],
  [
    "compiles on the builder's platform",
    "FROM --platform=$BUILDPLATFORM go AS b\nRUN go build\nFROM alpine\nCOPY --from=b a /",
    false,
  ],
  ["does so in braces and quotes", 'FROM --platform="${BUILDPLATFORM}" go\nRUN go build\n', false],
  ["names the platform of the stage", "FROM --platform=linux/amd64 go\nRUN go build\n", false],
  ["has a stage for the target's platform", "FROM --platform=$TARGETPLATFORM go\nRUN go build\n", true],
  ["has a platform by a variable of its own", "ARG P\nFROM --platform=$P go\nRUN go build\n", true],
  [
    "goes on from a stage of the builder's",
    "FROM --platform=$BUILDPLATFORM go AS B\nfrom b\nrun go build\n",
    false,
  ],
  ["goes on from a stage of the target's", "FROM go AS b\nFROM b AS c\nFROM scratch\nFROM c\nRUN x\n", true],
  ["speaks of it in comments", "FROM scratch\n# RUN x\n", false],
  ["speaks of it in a following line", "FROM scratch\nLABEL a=b \\\n  # and so on\n  RUN=x\n\nRUN x", true],
  ["only continues with it", "FROM scratch\nLABEL a=b \\\nRUN x\n", false],
  ["continues by another character", "# escape=`\nFROM scratch\nLABEL a=b `\nRUN x\n", false],
  ["copies a text with it", "FROM scratch\nCOPY <<EOF <<-'B' /a/\nRUN x\nEOF\nRUN y\n\tB\nENV a=b\n", false],
  ["is none", "target:\n  run: x\n", true],
  ["is empty, or elsewhere", "", true],
])("a Dockerfile that %s", (_, dockerfile, expected) => {
  expect(runsPrograms(dockerfile)).toBe(expected);
});

test("a long file takes a moment", () => {
  const began = performance.now();
  runsPrograms(`FROM a AS b\n${"FROM b AS b\n".repeat(20_000)}${"COPY <<A\n".repeat(20_000)}`);
  expect(performance.now() - began).toBeLessThan(2_000);
});
