import { expect, test } from "vitest";
import { connectionSettings } from "./connection-settings.js";

test.each([
  [undefined, {}],
  ["", {}],
  ["90s", { silenceLimit: 90_000 }],
  ["1m30s", { silenceLimit: 90_000 }],
  ["250ms", { silenceLimit: 250 }],
  ["0", { silenceLimit: 0 }],
])("a connection timeout of %j makes %j", (text, settings) => {
  expect(connectionSettings({ SLIPWAY_CONNECTION_TIMEOUT: text })).toEqual(settings);
});

test.each(["soon", "60", "-1s"])("%s is no duration, which is said with the variable's name", (text) => {
  expect(() => connectionSettings({ SLIPWAY_CONNECTION_TIMEOUT: text })).toThrow(
    `SLIPWAY_CONNECTION_TIMEOUT is "${text}", which is no duration`,
  );
});
