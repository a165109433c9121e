import { expect, test } from "vitest";
import { parseContainerOptions } from "../../../driver/docker-container/options.js";
import { containerDriverOptions } from "./driver-options.js";

test("the help names the options that the driver has, in its order", () => {
  const named = containerDriverOptions.map(([option]) => option);
  let hint: unknown;
  try {
    parseContainerOptions({ "no such option": "" });
  } catch (error) {
    hint = error instanceof Error && "hint" in error ? error.hint : undefined;
  }
  expect(hint).toBe(`the options are ${named.slice(0, -1).join(", ")} and ${named.at(-1)}`);
});
