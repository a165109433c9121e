import { expect, test } from "vitest";
import { choosePod } from "./choose-pod.js";

const pods = ["pod-a", "pod-b", "pod-c"];

test.each([
  ["/tmp/x", "pod-a"],
  ["/work", "pod-c"],
  ["/home/u/app", "pod-a"],
])("builds of %s go to the pod that docker-buildx takes", (key, pod) => {
  expect(choosePod(pods, "sticky", key)).toBe(pod);
  expect(choosePod([...pods].reverse(), "sticky", key)).toBe(pod);
});

test("a pod that goes moves only the builds that were on it", () => {
  const keys = Array.from({ length: 300 }, (_, index) => `/src/${index}`);
  const left = ["pod-a", "pod-c"];
  for (const key of keys) {
    const before = choosePod(pods, "sticky", key);
    if (before !== "pod-b") expect(choosePod(left, "sticky", key)).toBe(before);
  }
  expect(new Set(keys.map((key) => choosePod(pods, "sticky", key))).size).toBe(3);
});

test("random takes each of the pods", () => {
  const taken = new Set(Array.from({ length: 200 }, () => choosePod(pods, "random", "/same")));
  expect([...taken].sort()).toEqual(pods);
});

test.each(["sticky", "random"] as const)("%s of no pods is none", (loadBalance) => {
  expect(choosePod([], loadBalance, "/x")).toBeUndefined();
});
