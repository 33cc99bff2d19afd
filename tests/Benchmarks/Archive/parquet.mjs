// Writes columns (JSON, a file) as Parquet in every encoding and codec that fits, takes the smallest of each column, and prints the sizes of the files.
// Usage: node parquet.mjs COLUMNS.json
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'

const compressors = {
  GZIP: bytes => gzipSync(bytes, { level: 9 }),
  BROTLI: bytes => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
}
const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI']
const encodings = {
  DOUBLE: ['PLAIN', 'RLE_DICTIONARY', 'BYTE_STREAM_SPLIT'],
  INT64: ['PLAIN', 'RLE_DICTIONARY', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT'],
  STRING: ['PLAIN', 'RLE_DICTIONARY', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'],
  UUID: ['PLAIN', 'BYTE_STREAM_SPLIT']
}

function write(columns, codec) {
  const rows = columns[0].data.length
  const writer = new ByteWriter()
  parquetWrite({ writer, columnData: columns, compressors, codec, statistics: false, rowGroupSize: rows, pageSize: 1 << 30 })
  return new Uint8Array(writer.getBuffer())
}

const sizes = new Map()

function sizeOf(column, encoding, codec) {
  const key = `${column.name} ${column.type} ${encoding} ${codec}`
  if (!sizes.has(key)) sizes.set(key, write([{ ...column, encoding, codec }], codec).length)
  return sizes.get(key)
}

function best(columns, allowed) {
  return columns.map(column => {
    const choices = encodings[column.type].flatMap(encoding => allowed.map(codec => ({ ...column, encoding, codec })))
    return choices.reduce((found, one) => sizeOf(column, one.encoding, one.codec) < sizeOf(column, found.encoding, found.codec) ? one : found)
  })
}

const fix = column => column.type === 'INT64' ? { ...column, data: column.data.map(value => value === null ? null : BigInt(value)) } : column

// A value that is a decimal number of few digits, as a whole number: what Parquet's DECIMAL of 64 bits holds.
const decimal = column => column.scale === undefined
  ? column
  : { name: column.name, type: 'INT64', data: column.data.map(value => value === null ? null : BigInt(Math.round(value * 10 ** column.scale))) }

const plain = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const columns = plain.map(fix)
const report = {}
for (const codec of ['SNAPPY', 'GZIP', 'BROTLI']) report[codec.toLowerCase()] = write(best(columns, [codec]), codec).length
const chosen = best(columns, codecs)
const file = write(chosen, 'BROTLI')
report.best = file.length
report.bestWithoutIds = write(chosen.filter(column => column.name !== 'id'), 'BROTLI').length
const decimals = best(plain.map(decimal).map(fix), codecs)
report.bestWithDecimals = write(decimals, 'BROTLI').length
report.bestWithDecimalsWithoutIds = write(decimals.filter(column => column.name !== 'id'), 'BROTLI').length

// The file holds the same rows: an independent reader gives them back.
const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.length)
const { brotliDecompressSync, gunzipSync } = await import('node:zlib')
const rows = await parquetReadObjects({ file: buffer, compressors: { BROTLI: bytes => brotliDecompressSync(bytes), GZIP: bytes => gunzipSync(bytes) } })
for (const column of columns) {
  for (let i = 0; i < rows.length; i++) {
    const [read, written] = [rows[i][column.name] ?? null, column.data[i]]
    if (!Object.is(read, written) && String(read) !== String(written)) throw new Error(`${column.name}, row ${i}: ${read} is not ${written}`)
  }
}
if (rows.length !== columns[0].data.length) throw new Error(`${rows.length} rows, not ${columns[0].data.length}`)
console.log(JSON.stringify(report))
