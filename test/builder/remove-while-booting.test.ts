import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  containerName,
  createBuilder,
  inspectContainer,
  inspectVolume,
  runSlipway,
  startSlipway,
  volumeName,
} from "../support/index.js";

/** Milliseconds after the start of a boot at which the builder is removed: while it loads, makes and starts. */
const moments = [0, 150, 350, 700];

test("a builder that is removed while another process boots it leaves no container and no volume", async () => {
  const removeAt = async (moment: number) => {
    const name = await createBuilder("removed", { bootstrap: false });
    const boot = startSlipway(["inspect", "--bootstrap", name]);
    await delay(moment);
    const removed = await runSlipway(["rm", "--force", name]);
    const { code, stderr } = await boot.finished;
    const [container, volume] = [
      await inspectContainer(containerName(name)),
      await inspectVolume(volumeName(name)),
    ];
    expect({ removed: removed.code, container, volume }, `${moment} ms: ${removed.stderr}${stderr}`).toEqual({
      removed: 0,
      container: undefined,
      volume: undefined,
    });
    // Whoever boots may have been done before.
    expect([0, 1]).toContain(code);
    return (await runSlipway(["inspect", name])).stderr;
  };
  for (let index = 0; index < moments.length; index += 2) {
    const said = await Promise.all(moments.slice(index, index + 2).map(removeAt));
    for (const text of said) expect(text).toContain("no builder");
  }
});
