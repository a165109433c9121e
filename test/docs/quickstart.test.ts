import { describe, expect, test } from "vitest";
import { builderName, projectRoot, startProgram } from "../support/index.js";

describe("the quickstart on a machine that has what it needs", () => {
  const builder = builderName("quickstart");
  const quickstart = () =>
    startProgram("npm", ["run", "--silent", "quickstart", "--", builder], { cwd: projectRoot }).finished;

  test("builds the example with progress shown, runs it and says what to type next", async () => {
    const { code, stdout, stderr } = await quickstart();
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("[internal] booting"),
    });
    expect(stdout).toContain("Hello from an image that Slipway built on Linux");
    expect(stderr).toContain(`slipway rm ${builder}`);
  });

  test("when run again it creates nothing and finds every step cached", async () => {
    const { code, stdout, stderr } = await quickstart();
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining("slipway create"),
    });
    expect(stderr).toContain("CACHED");
    expect(stderr).not.toContain("[internal] booting");
    expect(stdout).toContain("Hello from an image that Slipway built on Linux");
  });
});
