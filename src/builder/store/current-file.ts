import { stringifyLikeGo } from "../../util/go-json.js";

/** The builder that `use` selected. */
export interface CurrentSelection {
  /** The endpoint for which it was selected: a docker context's name, or the host URL of context `default`. */
  readonly key: string;
  /** Empty when none is selected. */
  readonly name: string;
  /** The selection holds for every endpoint. */
  readonly global: boolean;
}

/** Writes the `current` file as buildx does. */
export function formatCurrent(selection: CurrentSelection): string {
  return stringifyLikeGo({ Key: selection.key, Name: selection.name, Global: selection.global });
}

/** Reads the `current` file; `null` is no selection, as for buildx. Throws an Error that says what is wrong. */
export function parseCurrent(text: string): CurrentSelection {
  const value: unknown = JSON.parse(text) ?? {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("it is not an object");
  }
  const key = "Key" in value ? value.Key : "";
  const name = "Name" in value ? value.Name : "";
  if (typeof key !== "string" || typeof name !== "string") throw new Error("Key or Name is not a string");
  return { key, name, global: "Global" in value && value.Global === true };
}
