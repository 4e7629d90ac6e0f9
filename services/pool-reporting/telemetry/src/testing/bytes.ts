/** A body that comes in chunks of so many bytes, or in those given. */
export async function* inChunks(
  body: Uint8Array,
  bytes: number = Math.max(1, body.length),
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += bytes) yield body.subarray(at, at + bytes);
}
