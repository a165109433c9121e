import { expect, test } from "vitest";
import { parseMount } from "./parse-mount.js";

test.each([
  ["npm", { id: "npm" }],
  ["id=npm", { id: "npm" }],
  ["type=cache,id=npm,sharing=shared", { id: "npm", sharing: "shared" }],
  ["target=/root/.cache/", { id: "/root/.cache" }],
  ["dst=/a//b/../c", { id: "/a/c" }],
  ["target=/x,id=y,uid=1000,gid=0,mode=0755", { id: "y", uid: 1000, gid: 0, mode: 0o755 }],
  ['"id=a,""b"" $c",namespace=n', { id: 'a,"b" $c', namespace: "n" }],
])("%s is a mount", (text, mount) => {
  expect(parseMount(text)).toMatchObject(mount);
});

test.each([
  ["", "needs an id"],
  ["uid=1", "needs an id"],
  ["id=a,size=3", "unexpected key 'size'"],
  ["id=a,uid=x", "invalid value for uid: x"],
  ["id=a,uid=4294967295", "no user or group id"],
  ["id=a,mode=99", "invalid value for mode: 99"],
  ["id=a,mode=17777", "no permissions"],
  ["id=a,sharing=no", "none of shared, private, locked"],
  ["id=a,ro", "must be key=value"],
  ["type=bind,id=a", "only cache mounts"],
  ["id=a\nb", "no line breaks"],
])("%j is refused", (text, message) => {
  expect(() => parseMount(text)).toThrow(message);
});

test("a mount with a base has no name outside of its build", () => {
  expect(() => parseMount("id=a,from=stage")).toThrow(expect.objectContaining({ code: "unsupported" }));
});
