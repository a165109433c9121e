// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
/** Definitions, and how `bake` is called for them. */
export interface DefinitionCase {
  /** The text of `docker-bake.hcl`. */
  readonly hcl?: string;
  /** Texts by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default `--print`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Buildx before 0.36 does or says something else. */
  readonly newer?: boolean;
}

/** One file of HCL each. */
export const hclCases: readonly DefinitionCase[] = [
  { hcl: 'target "default" { description = null }' },
  { hcl: 'target "default" { tags = [null] }' },
  { hcl: 'target "default" { tags = null }' },
  { hcl: 'target "default" { tags = "a" }' },
  { hcl: 'target "default" { args = {a = null} }' },
  { hcl: 'target "default" { contexts = {a = null} }' },
  { hcl: 'target "default" { pull = "true" }' },
  { hcl: 'target "default" { pull = "yes" }' },
  { hcl: 'target "default" { tags = [x] }' },
  { hcl: 'target "default" { attest = [x] }' },
  { hcl: 'target "default" { attest = x }' },
  { hcl: 'target "default" { attest = "a" }' },
  { hcl: 'target "default" { attest = null }' },
  { hcl: 'target "default" { cache-from = null }' },
  { hcl: 'target "default" { secret = [{id=null}] }' },
  { hcl: 'target "default" { secret = [1] }' },
  { hcl: 'target "default" { ssh = [{id="a",paths=null}] }' },
  { hcl: 'target "default" { ssh = [{id="default",paths=["x"]}] }' },
  { hcl: 'target "default" { resources = {memory=1} }' },
  { hcl: 'target "default" { resources = null }' },
  { hcl: 'target "default" { resources = {cpu-shares=1.5} }' },
  { hcl: 'target "default" { policy = [null] }' },
  { hcl: 'target "default" { foo = 1 }' },
  { hcl: 'target "default" { bar { } }' },
  {
    hcl: `target "default" { args = { for k,v in target.x : k => jsonencode(v)} }
target "x" { }`,
  },
  {
    hcl: `target "default" { args = { for k,v in group.x : k => jsonencode(v)} }
group "x" { targets = ["a"] }`,
  },
  { hcl: 'target "default" { context = "./a/../b" }' },
  { hcl: 'target "default" { context = "docker-image://x" }' },
  { hcl: 'target "default" { context = "cwd://./x" }' },
  { hcl: 'target "default" { secret = ["id=x,src=nope"] }' },
  { hcl: 'target "default" { output = ["type=local"] }' },
  { hcl: 'target "default" { output = ["type=foo"] }' },
  { hcl: 'target "default" { output = ["-"] }' },
  { hcl: 'target "default" { platforms = ["foo/bar/baz/qux"] }' },
  { hcl: 'target "default" { annotations = ["x"] }' },
  { hcl: 'target "default" { call = "foo,format=json" }' },
  { hcl: 'target "default" { call = "check" }' },
  { hcl: 'target "default" { ulimits = ["foo=1"] }' },
  { hcl: 'target "default" { shm-size = "foo" }' },
  { hcl: 'target "default" { cache-from = ["type=local"] }' },
  { hcl: 'target "default" { cache-to = ["type=local"] }' },
  { hcl: 'target "default" { entitlements = ["foo"] }' },
  { hcl: 'target "default" { dockerfile = "./a//b" }' },
  { hcl: 'target "default" { tags = ["INVALID TAG"] }' },
  { hcl: 'target "default" { contexts = { a = "target:nope" } }' },
  {
    hcl: `variable "A" { default = "x" }
target "default" { args = { a = A } }`,
    args: ["--print", "--var", "A=y"],
  },
  {
    hcl: `variable "A" { type = number }
target "default" { args = { a = A } }`,
    args: ["--print", "--var", "A=1e3"],
  },
  {
    hcl: `variable "A" { type = number }
target "default" { args = { a = A } }`,
    args: ["--print", "--var", "A=foo"],
  },
  {
    hcl: `variable "A" { type = list(string) }
target "default" { tags = A }`,
    args: ["--print", "--var", "A=a,b"],
  },
  {
    hcl: `variable "A" { type = list(number) }
target "default" { tags = A }`,
    args: ["--print", "--var", "A=a,b"],
  },
  {
    hcl: `variable "A" { type = map(string) }
target "default" { args = A }`,
    args: ["--print", "--var", "A=a:b,c:d"],
  },
  {
    hcl: `variable "A" { type = map(string) }
target "default" { args = A }`,
    args: ["--print", "--var", "A=a:b:e,c:d"],
  },
  {
    hcl: `variable "A" { type = object({a=string}) }
target "default" { args = A }`,
    args: ["--print", "--var", 'A_JSON={"a":"b"}'],
  },
  {
    hcl: `variable "A" { type = object({a=string}) }
target "default" { args = A }`,
    args: ["--print", "--var", "A=x"],
  },
  {
    hcl: `variable "A" { type = object({a=string}) }
target "default" { args = A }`,
    args: ["--print", "--var", "A_JSON=x"],
  },
  {
    hcl: `variable "A" { type = bool }
target "default" { args = {a = A} }`,
    args: ["--print", "--var", "A=x"],
  },
  {
    hcl: `variable "A" { default = true }
target "default" { args = {a = A} }`,
    args: ["--print", "--var", "A=0"],
  },
  {
    hcl: `variable "A" { default = 5 }
target "default" { args = {a = A} }`,
    args: ["--print", "--var", "A=x"],
  },
  {
    hcl: `variable "A" { default = [] }
target "default" { args = {a = A} }`,
    args: ["--print", "--var", "A=x"],
  },
  {
    hcl: `variable "A" { 
type = tuple([string,number])
}
target "default" { args = {a = jsonencode(A)} }`,
    args: ["--print", "--var", "A=x"],
  },
  {
    hcl: `variable "A" { 
type = foo
}`,
  },
  {
    hcl: `variable "A" { 
type = string
default = []
}`,
  },
  {
    hcl: `variable "A" { 
type = string
}
target "default" { args = {a = A} }`,
  },
  {
    hcl: `variable "A" { 
default = 3
validation {
 condition = A > 5
 error_message = "too small: \${A}"
}
}
target "default" { args = {a = A} }`,
  },
  {
    hcl: `variable "A" { 
default = 3
validation {
 condition = null
 error_message = "too small: \${A}"
}
}`,
  },
  {
    hcl: `variable "A" { 
validation {
 condition = "foo"
 error_message = "too small: \${A}"
}
}`,
  },
  {
    hcl: `variable "A" { 
validation {
 condition = false
 error_message = null
}
}`,
  },
  {
    hcl: `variable "A" { 
validation {
 condition = false
}
}`,
  },
  {
    hcl: `variable "A" { default = C }
target "default" {}`,
  },
  {
    hcl: `x = y
y = "1"
target "default" { args = { x = x } }`,
  },
  {
    hcl: `function "f" {
 params = [a]
 result = "\${a}-\${v}"
}
v = "V"
target "default" { args = { x = f("q") } }`,
  },
  {
    hcl: `function "f" {
 params = [a]
 variadic_params = b
 result = jsonencode([a, b])
}
target "default" { args = { x = f("q", 1, true) } }`,
  },
  {
    hcl: `function "f" {
 params = [a]
 result = nope
}`,
  },
  {
    hcl: `function "f" {
 params = [a]
}`,
  },
  {
    hcl: `function "f" {
 result = 1
}`,
  },
  {
    hcl: `function "f" {
 params = ["a"]
 result = 1
}`,
  },
  {
    hcl: `target "a" {
 matrix = { v = ["1", "2"] }
 name = "a-\${v}"
 args = { v = v }
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" {
 matrix = { v = ["1", "1"] }
 name = "a-\${v}"
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" {
 matrix = { v = "x" }
 name = "a-\${v}"
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" {
 matrix = ["x"]
 name = "a"
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" {
 name = "a"
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" {
 matrix = {v = ["x.y"]}
 name = v
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `group "a" {
 matrix = {v = ["x.y"]}
 targets = []
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `group "a" {
 name = "x"
 targets = []
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `group "a" {
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `group "default" {
 targets = []
}`,
  },
  {
    hcl: `group "default" {
 targets = ["default"]
}`,
  },
  {
    hcl: `group "default" {
 targets = ["a", "b"]
}
group "b" {
 targets = ["c", "a"]
}
target "a" {}
target "c" { inherits = ["a"] }`,
  },
  {
    hcl: `target "a" { inherits = ["b"] }
target "b" { inherits = ["a"] }`,
    args: ["--print", "a", "b"],
  },
  { hcl: 'target "a" { inherits = ["nope"] }', args: ["--print", "a"] },
  {
    hcl: `target "a" { 
 args = { x = target.b.args.y, z = target.b.context }
}
target "b" {
 context = "foo"
 args = { y = "1" }
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 args = { x = target.b.args.y }
}
target "b" {
 args = { y = target.a.args.x }
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 args = target
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 args = target["b"].args
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 args = target.zzz.args
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 tags = group.g.targets
}
group "g" { targets = ["a"] }`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a.b" { 
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target { 
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" "b" { 
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 contexts = { x = "target:b", y = "target:c" }
}
target "b" { entitlements = ["network.host"]
}
target "c" { contexts = { x = "target:b" }
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 contexts = { x = "target:b" }
}
target "b" { 
 contexts = { x = "target:a" }
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 contexts = { x = "target:a" }
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 contexts = { x = "target:b" }
 platforms = ["linux/amd64", "linux/arm64"]
}
target "b" { 
 platforms = ["linux/amd64", "linux/s390x"]
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 args = { x = BAKE_CMD_CONTEXT, y = BAKE_LOCAL_PLATFORM }
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "a" { 
 args = { x = "$\${y} %%{z}" }
}`,
    args: ["--print", "a"],
  },
  {
    hcl: `target "app-1" {}
target "app-2" {}`,
    args: ["--print", "app-*"],
  },
  { hcl: 'target "app-1" {}', args: ["--print", "foo-*"] },
  { hcl: 'target "app-1" {}', args: ["--print", "foo"] },
  { hcl: 'target "app_1" {}', args: ["--print", "app.1"] },
  { hcl: 'target "a" {}', args: ["--print", "a", "--set", "b.args.x=1"] },
  {
    hcl: 'target "a" {}',
    args: ["--print", "a", "--set", "a.args.x=1", "--set", "*.tags=foo", "--set", "*.platform=linux/amd64"],
  },
  {
    hcl: 'target "a" {}',
    args: ["--print", "a", "--push", "--no-cache", "--pull=false", "--provenance=mode=max", "--sbom=true"],
  },
  { hcl: 'target "a" {}', args: ["--print", "a", "--load", "--check"] },
  { hcl: 'target "a" {}', args: ["--print", "a", "--call=foo,bar"] },
  { hcl: 'target "a" {}', args: ["--print", "a", "--list=targets"] },
  { hcl: 'target "a" {}', args: ["--list=foo"] },
  { hcl: 'target "a" {}', args: ["--list=type=targets,format=foo"] },
  {
    hcl: `target "a" { description = "x" }
target "_b" {}
group "default" { 
 description = "dd"
 targets = ["a", "_b"] 
}`,
    args: ["--list=targets"],
  },
  {
    hcl: `target "a" { description = "x" }
group "default" { targets = ["a", "_b"] }`,
    args: ["--list=type=targets,format=json"],
  },
  {
    hcl: `variable "a" {
 description = "x" 
 type = list(string)
 default = ["a"]
}
variable "b" { default = 1 }
variable "c" { default = null }
variable "d" { type = string }
variable "e" { default = [1,"a"] }
variable "f" { type = any
default = {} }
`,
    args: ["--list=variables"],
  },
  {
    hcl: `variable "a" {
 description = "x" 
 type = list(string)
 default = ["a"]
}
variable "b" { default = 1 }
variable "c" { default = null }
variable "d" { type = string }
variable "e" { default = [1,"a"] }
variable "f" { 
type = any
default = {} 
}
`,
    args: ["--list=type=variables,format=json"],
  },
  {
    hcl: `foo "x" {
}
target "default" {}`,
  },
  {
    hcl: `target "default" {
 foo {
 }
}`,
  },
  {
    hcl: `target = 1
target "default" {}`,
  },
  { hcl: 'target "default" { args = { a = undefined1 } }' },
  { hcl: 'target "default" { args = { a = upperr("x") } }' },
  { hcl: 'target "default" { args = { a = convert(1, string), b = convert(1, string) } }' },
  { hcl: 'target "default" { args = { a = try(nope, "x"), b = can(nope2) } }' },
  { hcl: 'target "default" {' },
  {
    hcl: `target "a" { tags = ["a"] }
target "a" { tags = ["b"] }`,
    args: ["--print", "a"],
  },
  { hcl: 'variable "description" { description = foo }' },
  {
    hcl: `variable "JSON" { default = "a" }
variable "A" { default = "q" }
target "default" { args = { a = A } }`,
    args: ["--print", "--var", "A_JSON=x"],
  },
];
