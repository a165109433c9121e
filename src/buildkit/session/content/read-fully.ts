import type { FileHandle } from "node:fs/promises";
import { GrpcCode, GrpcError } from "../../transport/types.js";

/**
 * Fills the views from `position` of the file on; readv may stop short, though not on a local file that stays as it is.
 *
 * @throws GrpcError DataLoss, naming the content, when the file ends before they are full.
 */
export async function readFully(
  file: FileHandle,
  views: readonly Uint8Array[],
  position: number,
  digest: string,
): Promise<void> {
  const wanted = views.reduce((sum, view) => sum + view.byteLength, 0);
  let { bytesRead: done } = await file.readv(views, position);
  while (done < wanted) {
    const { bytesRead } = await file.readv(after(views, done), position + done);
    if (bytesRead === 0) throw new GrpcError(GrpcCode.DataLoss, `content ${digest} ended early`);
    done += bytesRead;
  }
}

/** What is left of `views` after their first `count` bytes. */
function after(views: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  return views.flatMap((view) => {
    const rest = view.subarray(Math.min(skip, view.byteLength));
    skip -= view.byteLength - rest.byteLength;
    return rest.byteLength === 0 ? [] : [rest];
  });
}
