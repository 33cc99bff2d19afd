// Resource ids as the SDK parses them: base64 of 4 bytes database, 4 bytes container (high bit set), 8 bytes document;
// '/' is written as '-'.

export const databaseRid = (number) => encode([[number, 4]]);

export const containerRid = (database, number) => encode([[database, 4], [(number | 0x80000000) >>> 0, 4]]);

export const documentRid = (database, container, number) =>
  encode([[database, 4], [(container | 0x80000000) >>> 0, 4], [number, 8]]);

function encode(parts) {
  const bytes = Buffer.alloc(parts.reduce((sum, [, width]) => sum + width, 0));
  let at = 0;
  for (const [value, width] of parts) {
    if (width === 8) bytes.writeBigUInt64LE(BigInt(value), at);
    else bytes.writeUInt32BE(value, at);
    at += width;
  }
  return bytes.toString('base64').replaceAll('/', '-');
}
