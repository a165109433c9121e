import { describe, expect, expectTypeOf, test } from "vitest";
import { type BakeModule, defineBake } from "./define-bake.js";

const versions = ["1", "2"] as const;

describe("defineBake", () => {
  test("gives back what it is given", () => {
    const definition = { targets: { app: { tags: ["app"] } } };
    const make = () => definition;
    expect(defineBake(definition)).toBe(definition);
    expect(defineBake(make)).toBe(make);
  });

  test("takes definitions, and functions that make one at once or later", () => {
    const all = [
      defineBake({}),
      defineBake({
        targets: { app: { network: "host", output: ["out", { type: "docker" }] }, docs: {} },
        groups: { default: ["app"], all: { description: "everything", targets: ["app", "docs"] } },
      }),
      defineBake(({ env, platform }) => ({
        targets: Object.fromEntries(
          versions.map((version) => [
            `app-${version}`,
            { args: { VERSION: version }, platforms: env.CI ? ["linux/amd64"] : [platform] },
          ]),
        ),
      })),
      defineBake(async ({ env }) => ({
        targets: { app: { network: "none", args: { WHO: env.WHO ?? null } } },
      })),
    ];
    expectTypeOf(all).toEqualTypeOf<BakeModule[]>();
    expect(all).toHaveLength(4);
  });

  /** Compiled by the type check, where a mark without a mistake below it is a mistake. */
  test("refuses mistakes at compile time, wherever they stand", () => {
    const wrong = () => [
      // @ts-expect-error: no such attribute
      defineBake({ targets: { app: { tags: ["app"], tag: "app" } } }),
      // @ts-expect-error: nor in what a function returns
      defineBake(() => ({ targets: { app: { tags: ["app"], tag: "app" } } })),
      // @ts-expect-error: nor in what comes later
      defineBake(async () => ({ targets: { app: { tags: ["app"], tag: "app" } } })),
      // @ts-expect-error: nor in targets that are made in a loop
      defineBake(() => ({ targets: Object.fromEntries(versions.map((tag) => [tag, { tags: [tag], tag }])) })),
      // @ts-expect-error: tags are a list
      defineBake(async () => ({ targets: { app: { tags: "app" } } })),
      // @ts-expect-error: no such network
      defineBake({ targets: { app: { network: "hots" } } }),
      // @ts-expect-error: a group has a list of targets
      defineBake({ groups: { all: "app" } }),
      // @ts-expect-error: the parts are called targets and groups
      defineBake({ target: { app: {} } }),
    ];
    expect(wrong()).toHaveLength(8);
  });
});
