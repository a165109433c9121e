import { expect, test } from "vitest";
import { SharedDirectories, type SharingPlan } from "./shared-directories.js";

const node = "node0";

function plan(name: string, directory: string): SharingPlan {
  return {
    name,
    sharedKey: "key",
    shares: [{ node: { name: node } }] as unknown as SharingPlan["shares"],
    main: { directories: new Map([["context", { kind: "disk", root: directory }]]) },
    named: { directories: new Map() },
  };
}

test("what several targets read is read ahead once, from the session that they share; what one reads from its own", () => {
  const [one, other, alone] = [plan("one", "/shared"), plan("other", "/shared"), plan("alone", "/own")];
  const shared = new SharedDirectories([one, other, alone]);
  const session = shared.attrsOf(one, node)["local-sessionid:context"];
  expect(session).toMatch(/^[0-9a-z]{25}$/);
  expect(shared.attrsOf(other, node)["local-sessionid:context"]).toBe(session);
  expect(shared.takeReadAhead(one, node, "own")).toBe(session);
  expect(shared.takeReadAhead(other, node, "own")).toBeUndefined();
  expect(shared.takeReadAhead(alone, node, "own")).toBe("own");
});
