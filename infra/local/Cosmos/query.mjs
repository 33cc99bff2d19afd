// Runs a query over a container, a page at a time. The continuation is the key of the last row, not a position, so
// documents that come and go between two pages move nothing.
import { badRequest } from './failure.mjs';
import { compareAny, compile } from './sql.mjs';

const PAGE_ROWS = 1000;
const PAGE_BYTES = 4 << 20; // what Cosmos DB answers at most

/** @returns {{rows: string[], continuation: string | undefined}} rows as JSON text */
export function run(container, request, partition, maxItems, continuation) {
  if (typeof request?.query !== 'string') throw badRequest('A query is {"query": text, "parameters": [{"name", "value"}]}.');
  const { top, select, where, order } = compile(request.query);
  const parameters = new Map((request.parameters ?? []).map(({ name, value }) => [name, value]));
  const signs = [...order.map(({ sign }) => sign), 1, 1];
  let rows = matches(container, partition, order, (lookup) => where(lookup, parameters));
  if (select.kind === 'count') return { rows: [String([...rows].length)] };
  if (!isNatural(container, order, partition)) rows = [...rows].sort((left, right) => compareKeys(left.key, right.key, signs));
  return page(rows, select, signs, top ? top(undefined, parameters) : Infinity, maxItems, continuation && decode(continuation));
}

// Lazily: a page of a list that needs no sorting looks at no more documents than it takes.
function* matches(container, partition, order, where) {
  for (const record of container.records(partition)) {
    const lookup = reader(container, record);
    if (where(lookup)) yield { record, lookup, key: [...order.map(({ path }) => lookup(path)), record.partition, record.id] };
  }
}

function page(source, select, signs, limit, maxItems, after) {
  const size = maxItems > 0 ? Math.min(maxItems, PAGE_ROWS) : PAGE_ROWS;
  const rows = [];
  let sent = after?.sent ?? 0;
  let bytes = 0;
  let last;
  for (const row of source) {
    if (after && compareKeys(row.key, after.key, signs) <= 0) continue;
    if (sent >= limit) break;
    const text = project(select, row);
    if (rows.length > 0 && (rows.length >= size || bytes + text.length > PAGE_BYTES)) return { rows, continuation: encode(last, sent) };
    rows.push(text);
    bytes += text.length;
    last = row.key;
    sent++;
  }
  return { rows };
}

function reader(container, record) {
  let document;
  return (path) => {
    if (path.length === 1 && path[0] === 'id') return record.id;
    if (path.length === 1 && path[0] === container.partitionPath) return record.partition;
    document ??= JSON.parse(record.text);
    return path.reduce((value, member) => (value === null || typeof value !== 'object' ? undefined : value[member]), document);
  };
}

// Records come by (partition key, id); an ORDER BY that asks for just that needs no sorting.
function isNatural(container, order, partition) {
  const natural = partition === undefined ? [container.partitionPath, 'id'] : ['id'];
  return order.length <= natural.length && order.every(({ path, sign }, at) => sign === 1 && path.length === 1 && path[0] === natural[at]);
}

function project(select, { record, lookup }) {
  if (select.kind === 'all') return record.text;
  if (select.kind === 'value') return JSON.stringify(lookup(select.path)) ?? '{}';
  return JSON.stringify(Object.fromEntries(select.members.map(({ path, name }) => [name, lookup(path)])));
}

function compareKeys(left, right, signs) {
  for (let i = 0; i < signs.length; i++) {
    const order = compareAny(left[i], right[i]) * signs[i];
    if (order !== 0) return order;
  }
  return 0;
}

const encode = (key, sent) => Buffer.from(JSON.stringify({ key, sent })).toString('base64');

function decode(continuation) {
  try {
    return JSON.parse(Buffer.from(continuation, 'base64').toString('utf8'));
  } catch {
    throw badRequest('The continuation is none that this gateway has given.');
  }
}
