import type { WatchTransfer } from "../../buildkit/session/index.js";
import { ListingRecorder } from "./listing-recorder.js";

/** The lists of directories' files, by the name that the daemon has for each. */
export type Recorders = Map<string, ListingRecorder>;

/** Watches the transfers of all directories whose files are steps' inputs. */
export function watchTransfers(recorders: Recorders): WatchTransfer {
  return ({ directory, followPaths }) => {
    // The frontend reads this for itself, and the Dockerfile with the patterns beside it from a directory of their own.
    const isOwn = followPaths.length > 0 && followPaths.every((path) => path === ".dockerignore");
    if (isOwn || directory === "dockerfile") return undefined;
    const recorder = recorders.get(directory) ?? new ListingRecorder();
    recorders.set(directory, recorder);
    return recorder.begin();
  };
}
