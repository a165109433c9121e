import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { busyboxContext, createBuilder, runSlipway, temporaryDirectory } from "../support/index.js";

test("build --ui opens the running build in the browser, and ends with the build where nobody is at a terminal", async () => {
  const builder = await createBuilder("view-of-build");
  const bin = temporaryDirectory("browser");
  const seen = join(bin, "seen");
  const browser = join(bin, "xdg-open");
  // The browser follows the file that it is given.
  const read = 'require("fs").readFileSync(new URL(process.argv[2]), "utf8").match(/url=([^"]+)/)[1]';
  const look = `fetch(url).then(({ status }) => require("fs").writeFileSync(${JSON.stringify(seen)}, url + " " + status))`;
  writeFileSync(browser, `#!${process.execPath}\nconst url = ${read}; ${look};\n`);
  chmodSync(browser, 0o755);
  const context = busyboxContext("FROM base\nRUN sleep 2\n");
  const { code, stderr } = await runSlipway(["build", "--ui", "--builder", builder, context], {
    env: { PATH: `${bin}:${process.env.PATH}` },
  });
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Build view at http:/m) });
  const [url = "", status] = readFileSync(seen, "utf8").split(" ");
  expect(status).toBe("200");
  expect(url).toMatch(
    new RegExp(`^http://127\\.0\\.0\\.1:\\d+/#[^/]+/builds/${builder}/${builder}0/[a-z0-9]{25}$`),
  );
  await expect(fetch(url)).rejects.toThrow();
});
