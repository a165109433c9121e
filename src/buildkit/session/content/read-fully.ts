import type { FileHandle } from "node:fs/promises";
import { byteCount, dropBytes } from "../../../util/byte-views.js";
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
  const wanted = byteCount(views);
  let { bytesRead: done } = await file.readv(views, position);
  while (done < wanted) {
    const { bytesRead } = await file.readv(dropBytes(views, done), position + done);
    if (bytesRead === 0) throw new GrpcError(GrpcCode.DataLoss, `content ${digest} ended early`);
    done += bytesRead;
  }
}
