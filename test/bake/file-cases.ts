// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import type { DefinitionCase } from "./hcl-cases.js";

const compose = "services:\n  web:\n    build: ./web\n    image: me/web\n  db:\n    image: postgres\n";

/** Several files, other kinds of files, and what the environment and the options say about them. */
export const fileCases: readonly DefinitionCase[] = [
  { files: {}, args: ["--print"] },
  { files: {}, args: ["-f", "missing.hcl", "--print"] },
  { files: { "docker-bake.json": '{"target":{"default":{"tags":["a"]}}}' } },
  { files: { "docker-bake.json": '{"target":{"default":[{"tags":["a"]},{"args":{"x":"${1 + 1}"}}]}}' } },
  {
    files: {
      "docker-bake.json": '{"target":{"default":{"args":{"x":"${V}"}}},"variable":{"V":{"default":3}}}',
    },
  },
  {
    files: {
      "docker-bake.json":
        '{"group":{"default":{"targets":["a","b"]}},"target":{"a":{},"b":{"inherits":["a"]}}}',
    },
  },
  {
    files: {
      "docker-bake.hcl": 'target "default" {\n  tags = ["a"]\n  args = { a = "1" }\n}\n',
      "docker-bake.override.hcl": 'target "default" {\n  tags = ["b"]\n  args = { b = "2" }\n}\n',
    },
  },
  {
    files: {
      "docker-bake.hcl":
        'v = "1"\nvariable "w" { default = v }\ntarget "default" { args = { v = v, w = w } }\n',
      "docker-bake.override.hcl": 'v = "2"\n',
    },
  },
  {
    files: {
      "docker-bake.hcl": 'target "default" { tags = ["a"] }\n',
      "docker-bake.json": '{"target":{"default":{"tags":["c"], "labels": {"x": "y"}}}}',
    },
  },
  { files: { "compose.yaml": compose } },
  { files: { "compose.yaml": compose }, args: ["--print", "web", "--set", "web.tags=x"] },
  { files: { "compose.yaml": compose, "docker-bake.hcl": 'target "web" { args = { A = "1" } }\n' } },
  {
    files: {
      "compose.yaml": compose,
      "docker-bake.hcl": 'group "default" { targets = ["x"] }\ntarget "x" {}\n',
    },
  },
  { files: { "compose.yaml": compose, "docker-bake.hcl": 'target "x" { context = target.web.context }\n' } },
  { files: { "compose.yaml": "services:\n  a:\n    image: x\n" } },
  { files: { "compose.yaml": "foo: bar\n" } },
  {
    files: {
      "compose.yaml": "services:\n  a:\n    build:\n      args: {V: $V, W: '${W:-w}'}\n",
      ".env": "V=1\n",
    },
  },
  { files: { "compose.yaml": compose, ".env": "=x\n" } },
  { files: { definition: compose }, args: ["-f", "definition", "--print"] },
  { files: { definition: 'target "default" {}\n' }, args: ["-f", "definition", "--print"] },
  { files: { definition: '{"target":{"default":{}}}' }, args: ["-f", "definition", "--print"] },
  { files: { definition: "this is nothing\n" }, args: ["-f", "definition", "--print"] },
  { files: {}, stdin: 'target "default" { tags = ["in"] }\n', args: ["-f", "-", "--print"] },
  { files: {}, stdin: '{"target":{"default":{"tags":["in"]}}}', args: ["-f", "-", "--print"] },
  { files: {}, stdin: 'target "default" { tags = [nope] }\n', args: ["-f", "-", "--print"] },
  { files: {}, stdin: compose, args: ["--file", "-", "--print"] },
  { files: { "a.hcl": 'target "default" { tags = ["a"] }\n' }, args: ["-f", "cwd://a.hcl", "--print"] },
  { files: { "a.hcl": 'target "default" { tags = ["a"] }\n' }, env: { BUILDX_BAKE_FILE: "a.hcl" } },
  { files: { "a.hcl": 'target "default" { tags = ["a"] }\n' }, env: { BUILDX_BAKE_FILE: " a.hcl : b.hcl" } },
  {
    files: { "a.hcl": 'target "default" {}\n', "b.hcl": 'target "b" {}\n' },
    env: { BUILDX_BAKE_FILE: "a.hcl;b.hcl", BUILDX_BAKE_PATH_SEPARATOR: ";" },
    args: ["b", "--print"],
  },
  { hcl: 'variable "V" {}\ntarget "default" { args = { v = V } }\n', env: { V: "from env" } },
  {
    hcl: 'variable "V" {}\ntarget "default" { args = { v = V } }\n',
    env: { V: "from env", BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP: "1" },
  },
  {
    hcl: 'variable "V" {}\ntarget "default" { args = { v = V } }\n',
    env: { V: "e" },
    args: ["--var", "V=f", "--print"],
  },
  {
    hcl: 'variable "V" {\n  type = list(string)\n}\ntarget "default" { tags = V }\n',
    env: { V: "e", V_JSON: '["j"]' },
  },
  { hcl: 'variable "V" {}\ntarget "default" { args = { v = V } }\n', env: { V: "e", V_JSON: '"j"' } },
  { hcl: 'target "default" { }\n', args: ["--print", "--set", "default.args.V"], env: { V: "e" } },
  { hcl: 'target "default" { }\n', args: ["--print", "--set", "default.args.V"] },
  { hcl: 'target "default" { }\n', env: { SOURCE_DATE_EPOCH: "123" } },
  { hcl: 'target "default" { args = { SOURCE_DATE_EPOCH = "0" } }\n', env: { SOURCE_DATE_EPOCH: "123" } },
  { hcl: 'target "default" { }\n', args: ["--print", "--var", "x"] },
  { hcl: 'target "default" { }\n', args: ["--print", "--var", "=x"] },
  { hcl: 'target "default" { }\n', args: ["--print", "--progress", "none"] },
  { hcl: 'target "default" { }\n', args: ["--print", "--allow", "foo"] },
  { hcl: 'target "default" { }\n', args: ["--print", "--policy", "disabled=true"] },
  { hcl: 'target "default" { }\n', args: ["--print", "--policy", "filename=x"] },
  { hcl: 'target "default" { policy = ["filename=x"] }\n', args: ["--print", "--policy", "strict=true"] },
  { hcl: 'target "default" { }\n', args: ["--print", "--unknown"] },
  {
    hcl: 'target "default" { description = "d" }\ntarget "b" { description = "" }\n',
    args: ["--list=targets"],
  },
  {
    files: {
      "sub/docker-bake.hcl":
        'target "default" {\n  context = "x"\n  contexts = { a = "../y", b = "target:c" }\n}\ntarget "c" {}\n',
    },
    args: ["-f", "sub/docker-bake.hcl", "--print"],
    env: { BUILDX_BAKE_FILE_RELATIVE_PATHS: "1" },
    newer: true,
  },
  { hcl: 'target "default" {}\n', env: { BUILDX_BAKE_FILE_RELATIVE_PATHS: "maybe" }, newer: true },
  {
    hcl: 'target "default" {\n  output = ["type=registry", "type=image,push=true"]\n}\n',
    args: ["--print", "--set", "default.push=false"],
  },
  {
    hcl: 'target "default" { secret = ["id=a,env=X"] }\n',
    args: ["--print", "--set", "default.secret.a=env=Y"],
    newer: true,
  },
  { hcl: 'target "default" {\n  secret = ["id=a,env=X", {id = "b", env = "Y"}, {id="a",env="Z"}]\n}\n' },
  { hcl: 'target "default" {\n  cache-from = ["a", "type=registry,ref=a", "b", "a"]\n}\n' },
  {
    hcl: 'target "default" {\n  attest = ["type=sbom", {type="provenance",mode="max"}, "type=sbom,disabled=true"]\n}\n',
  },
  { hcl: 'target "default" {\n  output = [{type="local",dest="out"}, "out2", "type=tar,dest=x.tar"]\n}\n' },
  { hcl: 'target "default" {\n  network = "host"\n  entitlements = ["security.insecure"]\n}\n' },
  {
    hcl: 'target "default" {\n  extra-hosts = { b = "1.1.1.1", a = null }\n  ulimits = ["nofile=1:2", "nofile=1:2"]\n}\n',
  },
  {
    hcl: 'target "default" {\n  annotations = ["a=b", "index:c=d", "a=b"]\n  labels = { z = "<&>", a = "%{x" }\n}\n'.replace(
      '"%{x"',
      '"%%{x"',
    ),
  },
  { hcl: 'target "default" {\n  dockerfile-inline = <<EOT\nFROM scratch\nARG $${A}\nEOT\n}\n' },
  { hcl: 'target "default" {\n  resources = { memory = "1g", cpu-shares = 5 }\n}\n', newer: true },
  {
    hcl: 'target "a" {\n  matrix = { x = ["1", "2"], y = ["p"] }\n  name = "a-${x}-${y}"\n  inherits = ["b"]\n  args = { x = x }\n}\ntarget "b" { args = { b = "b" } }\n',
    args: ["--print", "a", "--set", "*.args.q=1"],
  },
  { hcl: 'target "a" {\n  matrix = { x = [] }\n  name = "a-${x}"\n}\n', args: ["--print", "a"] },
  { hcl: 'target "a" {\n  matrix = {}\n  name = "a-x"\n}\n', args: ["--print", "a"] },
  {
    hcl: 'target "a" {\n  matrix = { x = ["1"] }\n  name = "a-${x}"\n}\ntarget "b" {\n  contexts = { x = "target:a-1" }\n  tags = target.a-1.tags\n}\n',
    args: ["--print", "b"],
  },
];
