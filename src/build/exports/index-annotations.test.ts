import { expect, it } from "vitest";
import { parseAnnotations } from "../attributes/annotation.js";
import { indexAnnotations } from "./index-annotations.js";

it("takes what --annotation says of an index and of its descriptors", () => {
  const attrs = parseAnnotations([
    "plain=1",
    "manifest:m=2",
    "index-descriptor:id=3",
    "index:org.example.a=4=5",
    "manifest-descriptor[linux/arm64/v8],manifest-descriptor:d.e=6",
  ]);
  expect(indexAnnotations([{ type: "image", attrs, target: { kind: "daemon" } }])).toEqual({
    index: { "org.example.a": "4=5" },
    descriptors: [
      { platform: "linux/arm64", key: "d.e", value: "6" },
      { platform: undefined, key: "d.e", value: "6" },
    ],
  });
});
