// Reads a Parquet file with hyparquet and prints it as JSON lines: first what the file says of itself, then its rows.
// Usage: node read.mjs FILE [meta]. A row holds its columns that are not null; doubles as 16 hexadecimal digits (their bits), numbers of 64 bits as texts.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'

const bytes = readFileSync(process.argv[2])
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
const metadata = parquetMetadata(file)
const columns = metadata.schema.slice(1)

const plain = value => typeof value === 'bigint' || value instanceof Date ? String(Number(value)) : value
const print = async value => {
  if (!process.stdout.write(JSON.stringify(value) + '\n')) await once(process.stdout, 'drain')
}

await print({
  rows: Number(metadata.num_rows),
  columns: columns.map(column => ({
    name: column.name,
    type: [column.type, column.converted_type, column.logical_type?.type, column.logical_type?.unit, column.logical_type?.isAdjustedToUTC, column.repetition_type].filter(item => item !== undefined).join(' ')
  })),
  groups: metadata.row_groups.map(group => ({
    rows: Number(group.num_rows),
    bytes: Number(group.total_byte_size),
    columns: group.columns.map(({ meta_data: data }) => ({
      codec: data.codec,
      encodings: data.encodings.join(' '),
      least: plain(data.statistics?.min_value),
      most: plain(data.statistics?.max_value),
      nulls: plain(data.statistics?.null_count)
    }))
  })),
  facts: metadata.key_value_metadata,
  by: metadata.created_by
})
if (process.argv[3] === 'meta') process.exit()

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const view = new DataView(new ArrayBuffer(8))
const bits = value => {
  view.setFloat64(0, value)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}
const cells = {
  DOUBLE: bits,
  INT64: String,
  INT32: value => value,
  BYTE_ARRAY: value => value
}
const rows = await parquetReadObjects({
  file,
  metadata,
  compressors: { GZIP: packed => gunzipSync(packed) },
  parsers: { stringFromBytes: text => text && decoder.decode(text), timestampFromMilliseconds: time => time }
})
for (const row of rows) {
  await print(columns.filter(column => row[column.name] !== null && row[column.name] !== undefined).map(column => [column.name, cells[column.type](row[column.name])]))
}
