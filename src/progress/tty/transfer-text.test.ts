import { describe, expect, it } from "vitest";
import { transferText } from "./transfer-text.js";

const half = { perSecond: 1_234_567, share: 0.5, secondsLeft: 41.2 };

describe("transferText", () => {
  it("has a bar, the speed and the time left where there is room", () => {
    expect(transferText(half, 80)).toBe("[==========>         ] 1.23MB/s 42s left");
  });

  it("narrows the bar, then leaves it out, then the time left, then everything", () => {
    const fits = (columns: number) => transferText(half, columns);
    expect(fits(30)).toBe("[=====>    ] 1.23MB/s 42s left");
    expect(fits(27)).toBe("[===>   ] 1.23MB/s 42s left");
    expect(fits(25)).toBe("1.23MB/s 42s left");
    expect(fits(12)).toBe("1.23MB/s");
    expect(fits(7)).toBe("");
    for (let columns = 0; columns < 60; columns++) expect(fits(columns).length).toBeLessThanOrEqual(columns);
  });

  it("has the speed alone where the total is unknown", () => {
    expect(transferText({ perSecond: 0 }, 80)).toBe("0B/s");
  });

  it("has a full bar at the end and an empty one at the beginning", () => {
    expect(transferText({ perSecond: 0, share: 1 }, 20)).toBe("[=============] 0B/s");
    expect(transferText({ perSecond: 0, share: 0 }, 20)).toBe("[>            ] 0B/s");
  });

  it.each([
    [0.2, "1s"],
    [59.5, "1m00s"],
    [185, "3m05s"],
    [7800, "2h10m"],
    [1e6, "277h"],
  ])("tells %d seconds as %s", (secondsLeft, text) => {
    expect(transferText({ perSecond: 1, share: 0, secondsLeft }, 16)).toBe(`1B/s ${text} left`);
  });
});
