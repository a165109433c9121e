import { createHash, randomBytes } from "node:crypto";
import { beforeAll, expect, test, vi } from "vitest";
import { createBuilder } from "../../src/index.js";
import { builderName, lab } from "../support/index.js";
import { busyboxFiles, context, run } from "./support.js";

const channel = vi.hoisted((): { pingDelay?: number } => ({}));
vi.mock("../../src/buildkit/client/index.js", async (original) => {
  const actual = await original<typeof import("../../src/buildkit/client/index.js")>();
  return {
    ...actual,
    openBuildKit: (stream: Parameters<typeof actual.openBuildKit>[0]) => actual.openBuildKit(stream, channel),
  };
});

let builder: string;
beforeAll(async () => {
  builder = builderName("ping");
  const driverOptions = { image: lab.image, transport: "exec" };
  await createBuilder({ name: builder, driverOptions, bootstrap: true, ...context });
});

test.each([[0], [30], [200]])(
  "a context of 32 MiB arrives whole with PINGs answered %i ms late",
  async (delay) => {
    channel.pingDelay = delay;
    const big = randomBytes(32 << 20);
    const files = busyboxFiles("FROM base\nCOPY big /\nRUN sha256sum /big\n").set("big", { content: big });
    const building = run(builder, { context: { files }, outputs: [{ type: "cacheonly" }] });
    const lines: string[] = [];
    for await (const event of building) if (event.type === "log") lines.push(event.line);
    await building;
    const digest = createHash("sha256").update(big).digest("hex");
    expect(lines.join("\n")).toContain(`${digest}  /big`);
  },
);
