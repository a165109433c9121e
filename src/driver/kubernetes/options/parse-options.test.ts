import { expect, test } from "vitest";
import { parseKubernetesOptions } from "./parse-options.js";

test("without options there is one privileged pod of the usual image", () => {
  expect(parseKubernetesOptions({})).toMatchObject({
    image: "moby/buildkit:buildx-stable-1",
    namespace: undefined,
    replicas: 1,
    rootless: false,
    loadBalance: "sticky",
    qemuImage: undefined,
    timeout: 120_000,
    patient: false,
    defaultLoad: false,
  });
});

test.each([
  [{ rootless: "true" }, { rootless: true, image: "moby/buildkit:buildx-stable-1-rootless" }],
  [{ rootless: "false" }, { rootless: false, image: "moby/buildkit:buildx-stable-1-rootless" }],
  [{ rootless: "true", image: "own/bk" }, { image: "own/bk" }],
  [{ image: "" }, { image: "moby/buildkit:buildx-stable-1" }],
  [
    { namespace: "ci", replicas: "3" },
    { namespace: "ci", replicas: 3 },
  ],
  [
    { "requests.cpu": "0.5", "limits.memory": "1024Mi", "requests.ephemeral-storage": "1Gi" },
    { requests: { cpu: "500m", "ephemeral-storage": "1Gi" }, limits: { memory: "1Gi" } },
  ],
  [{ "qemu.install": "1" }, { qemuImage: "tonistiigi/binfmt:latest" }],
  [{ "qemu.install": "true", "qemu.image": "own/qemu" }, { qemuImage: "own/qemu" }],
  [{ "qemu.image": "own/qemu" }, { qemuImage: undefined }],
  [{ nodeselector: "a=b,c=d" }, { nodeSelector: { a: "b", c: "d" } }],
  [{ labels: '"team=x"' }, { labels: { team: "x" } }],
  [{ annotations: "a/b=c" }, { annotations: { "a/b": "c" } }],
  [{ loadbalance: "random" }, { loadBalance: "random" }],
  [{ timeout: "90s" }, { timeout: 90_000, patient: true }],
  [
    { "env.FOO": "bar", "env.BAZ": "" },
    {
      environment: [
        { name: "FOO", value: "bar" },
        { name: "BAZ", value: "" },
      ],
    },
  ],
  [{ "persistent-volume-claim.requests.storage": "10Gi" }, { claim: "10Gi" }],
  [{ "buildkit-root-volume-memory": "512Mi" }, { rootMemory: "512Mi" }],
  [
    { serviceaccount: "sa", schedulername: "s" },
    { serviceAccount: "sa", schedulerName: "s" },
  ],
  [
    { tolerations: "key=a,operator=Exists,effect=NoExecute,tolerationSeconds=60;key=b,value=c;nonsense" },
    {
      tolerations: [
        { key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 60 },
        { key: "b", value: "c" },
        {},
      ],
    },
  ],
])("%j is read", (options, expected) => {
  expect(parseKubernetesOptions(options as unknown as Readonly<Record<string, string>>)).toMatchObject(
    expected,
  );
});

test.each([
  [{ foo: "x" }, "invalid driver option foo for driver kubernetes"],
  [{ constructor: "x" }, "invalid driver option constructor for driver kubernetes"],
  [{ replicas: "x" }, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [{ replicas: "99999999999" }, 'strconv.ParseInt: parsing "99999999999": value out of range'],
  [{ replicas: "0" }, "invalid replicas 0: a builder has one pod or more"],
  [{ "limits.cpu": "lots" }, /^quantities must match/],
  [{ rootless: "maybe" }, 'strconv.ParseBool: parsing "maybe": invalid syntax'],
  [{ "qemu.install": "" }, 'strconv.ParseBool: parsing "": invalid syntax'],
  [{ "default-load": "no" }, 'strconv.ParseBool: parsing "no": invalid syntax'],
  [{ nodeselector: "x" }, "cannot parse node selector: invalid key-value pair: x"],
  [{ nodeselector: "a=b=c" }, "cannot parse node selector: invalid key-value pair: a=b=c"],
  [{ annotations: "x" }, "cannot parse annotations: invalid key-value pair: x"],
  [{ labels: "a=b,x" }, "cannot parse labels: invalid key-value pair: x"],
  [{ labels: "app=x" }, 'the label "app" is reserved and cannot be customized'],
  [
    { annotations: "buildx.docker.com/platform=x" },
    'the annotation "buildx.docker.com/platform" is reserved and cannot be customized',
  ],
  [{ tolerations: "key=a,colour=b" }, 'invalid tolaration "key=a,colour=b"'],
  [{ tolerations: "tolerationSeconds=z" }, 'strconv.Atoi: parsing "z": invalid syntax'],
  [{ tolerations: "key=a,operator=Is" }, 'invalid operator "Is" of a toleration'],
  [{ tolerations: "key=a,effect=Never" }, 'invalid effect "Never" of a toleration'],
  [{ loadbalance: "round" }, 'invalid loadbalance "round"'],
  [{ timeout: "z" }, 'cannot parse timeout: time: invalid duration "z"'],
  [{ timeout: "-1s" }, "cannot parse timeout: -1s is negative"],
  [{ "env.": "x" }, 'invalid env option "env.", expecting env.FOO=bar'],
])("%j is refused", (options, message) => {
  const parse = () => parseKubernetesOptions(options as unknown as Readonly<Record<string, string>>);
  expect(parse).toThrow(
    expect.objectContaining({
      code: "invalid-argument",
      message: typeof message === "string" ? message : expect.stringMatching(message),
      hint: expect.stringMatching(/\w{3}/),
    }),
  );
});

test("a mistyped option is told the one that is meant", () => {
  expect(() => parseKubernetesOptions({ replica: "2" })).toThrow(
    expect.objectContaining({ hint: "is replicas meant?" }),
  );
});
