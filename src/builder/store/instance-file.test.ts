import { describe, expect, test } from "vitest";
import { formatInstance, parseInstance } from "./instance-file.js";

/** As buildx writes it, with every field. */
const full =
  '{"Name":"b","Driver":"docker-container","Nodes":[{"Name":"b0","Endpoint":"desktop",' +
  '"Platforms":[{"architecture":"amd64","os":"windows","os.version":"10.0.17763","os.features":["win32k"]},' +
  '{"architecture":"arm","os":"linux","variant":"v7"}],"DriverOpts":{"cpus":"1","image":"x"},"Flags":["--debug"],' +
  '"Files":{"buildkitd.toml":"ZGVidWc=","certs/ca.pem":""},"New":1}],"Dynamic":true,"Newer":{"a":[1]}}';

const bare = '{"Name":"b","Driver":"remote","Nodes":null,"Dynamic":false}';

describe("a builder's file", () => {
  test("is read and written without a change", () => {
    expect(formatInstance(parseInstance(full))).toBe(full);
    expect(parseInstance(full)).toMatchObject({
      dynamic: true,
      extra: { Newer: { a: [1] } },
      nodes: [
        {
          platforms: [{ os: "windows", osVersion: "10.0.17763", osFeatures: ["win32k"] }, { variant: "v7" }],
          files: new Map([
            ["buildkitd.toml", new Uint8Array(Buffer.from("debug"))],
            ["certs/ca.pem", new Uint8Array()],
          ]),
          extra: { New: 1 },
        },
      ],
    });
  });

  test("without nodes has none", () => {
    expect(parseInstance(bare).nodes).toEqual([]);
  });

  test("keeps what was inherited in a field of its own", () => {
    const inherited = { "env.HTTP_PROXY": "the engine's proxies" };
    const base = { name: "b0", endpoint: "", platforms: null, driverOptions: null, flags: null, files: null };
    const nodes = [{ ...base, inherited, extra: {} }];
    const written = formatInstance({ name: "b", driver: "d", dynamic: false, nodes, extra: {} });
    expect(written).toContain('"Files":null,"SlipwayInherited":{"env.HTTP_PROXY":"the engine\'s proxies"}');
    expect(parseInstance(written).nodes).toEqual(nodes);
  });

  test.each([
    [{ transport: "direct" }, 'null,"Flags":null,"Files":null,"SlipwayDriverOpts":{"transport":"direct"}'],
    [
      { transport: "exec", cpus: "1" },
      '{"cpus":"1"},"Flags":null,"Files":null,"SlipwayDriverOpts":{"transport":"exec"}',
    ],
  ])("keeps Slipway's own options %j where buildx does not look", (driverOptions, text) => {
    const node = {
      name: "b0",
      endpoint: "",
      platforms: null,
      driverOptions,
      flags: null,
      files: null,
      extra: {},
    };
    const written = formatInstance({
      name: "b",
      driver: "docker-container",
      dynamic: false,
      nodes: [node],
      extra: {},
    });
    expect(written).toContain(`"DriverOpts":${text}`);
    expect(parseInstance(written).nodes[0]?.driverOptions).toEqual(driverOptions);
  });

  const node = (field: string, value: unknown) =>
    JSON.stringify({ Name: "b", Driver: "d", Nodes: [{ Name: "b0", Endpoint: "", [field]: value }] });

  test.each([
    ["[]", "the file is not an object"],
    ['{"Name":1}', "Name is not a string"],
    ['{"Name":"b","Driver":null}', "Driver is not a string"],
    ['{"Name":"b","Driver":"d","Nodes":{}}', "Nodes is not a list"],
    ['{"Name":"b","Driver":"d","Nodes":[null]}', "Nodes[0] is not an object"],
    [node("Name", 1), "Nodes[0].Name is not a string"],
    [node("Platforms", {}), "Nodes[0].Platforms is not a list"],
    [node("Platforms", ["linux"]), "a platform is not an object"],
    [node("Platforms", [{ os: "linux" }]), "a platform's architecture is not a string"],
    [
      node("Platforms", [{ os: "linux", architecture: "a", variant: 7 }]),
      "a platform's variant is not a string",
    ],
    [node("Platforms", [{ os: "w", architecture: "a", "os.features": [1] }]), "a feature is not a string"],
    [node("DriverOpts", { cpus: 1 }), "Nodes[0].DriverOpts.cpus is not a string"],
    [node("SlipwayDriverOpts", []), "Nodes[0].SlipwayDriverOpts is not an object"],
    [node("Flags", [1]), "a flag is not a string"],
    [node("Files", { a: 1 }), "Nodes[0].Files.a is not a string"],
  ])("%s is damaged, and it is said where", (text, message) => {
    expect(() => parseInstance(text)).toThrow(message);
  });
});
