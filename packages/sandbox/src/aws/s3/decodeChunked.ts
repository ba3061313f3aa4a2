/** Undoes the `aws-chunked` encoding in which SDKs send bodies whose checksum follows them. */
export function decodeChunked(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let position = 0;
  while (position < body.length) {
    const end = body.indexOf('\r\n', position);
    if (end === -1) {
      break;
    }
    const [size] = body.toString('latin1', position, end).split(';');
    const length = parseInt(size, 16);
    if (!length) {
      break;
    }
    chunks.push(body.subarray(end + 2, end + 2 + length));
    position = end + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}
