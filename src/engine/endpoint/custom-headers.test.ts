import { describe, expect, test } from "vitest";
import { engineHeaders } from "./custom-headers.js";
import type { DockerConfig } from "./docker-config.js";

const config = { httpHeaders: { "X-Meta": "1" } } as unknown as DockerConfig;
const headers = (value: string) => engineHeaders({ DOCKER_CUSTOM_HEADERS: value }, config);

describe("the engine's headers", () => {
  test("are those of the configuration", () => {
    expect(engineHeaders({}, config)).toEqual({ "X-Meta": "1" });
    expect(headers("")).toEqual({ "X-Meta": "1" });
  });

  test("are those of DOCKER_CUSTOM_HEADERS in their place, values as they are", () => {
    expect(headers('A=1, B = two words,"C=x,y"')).toEqual({ A: "1", B: " two words", C: "x,y" });
  });

  test.each([
    ['"', "value must be formatted as comma-separated key=value pairs"],
    ["=x", "value contains a key=value pair with an empty key"],
    ["A", "missing \"=\" in key=value pair: 'A'"],
  ])("%j is refused", (value, message) => {
    expect(() => headers(value)).toThrow(message);
  });
});
