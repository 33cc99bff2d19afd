// Holds JSON documents against a schema of JSON Schema 2020-12. Usage: node validate.mjs SCHEMA DOCUMENTS, the latter a file with one document a line.
// Prints a line for each: an empty one when it conforms, else its faults.
import { readFileSync } from 'node:fs'
import Ajv from 'ajv/dist/2020.js'

const [schema, documents] = process.argv.slice(2).map(path => readFileSync(path, 'utf8'))
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: false })
const validate = ajv.compile(JSON.parse(schema))
const faults = line => validate(JSON.parse(line)) ? '' : ajv.errorsText(validate.errors)
process.stdout.write(documents.trimEnd().split('\n').map(faults).join('\n') + '\n')
