// Which address and method does what. Addresses name databases and containers by id or by resource id.
import { account, containerBody, databaseBody, partitionKeyRanges, queryPlan } from './account.mjs';
import { badRequest, Failure } from './failure.mjs';
import { run } from './query.mjs';

/** @returns {Promise<{status: number, body?: string | object, etag?: string, headers?: object}>} */
export async function route(store, method, path, headers, body, address) {
  const [dbs, database, colls, container, kind, id, ...more] = path;
  if (path.length === 0 && method === 'GET') return { status: 200, body: account(address) };
  if (dbs !== 'dbs' || more.length > 0) throw unsupported(method, path);
  if (path.length <= 2) return databases(store, method, database, body, path);
  if (colls !== 'colls') throw unsupported(method, path);
  if (path.length <= 4) return containers(store, method, database, container, body, path);
  const target = store.container(database, container);
  if (kind === 'pkranges' && method === 'GET') {
    // The SDK reads ranges as a feed until nothing is new.
    if (headers['if-none-match'] === '"0"') return { status: 304, etag: '"0"' };
    return { status: 200, body: partitionKeyRanges(target), etag: '"0"' };
  }
  if (kind === 'docs') return documents(target, method, id, headers, body, path);
  throw unsupported(method, path);
}

async function databases(store, method, id, body, path) {
  if (id === undefined) {
    if (method === 'POST') return { status: 201, body: databaseBody(await store.createDatabase(name(parse(body)))) };
    if (method === 'GET') return { status: 200, body: { _rid: '', Databases: store.databases().map(databaseBody), _count: store.databases().length } };
  } else {
    if (method === 'GET') return { status: 200, body: databaseBody(store.database(id)) };
    if (method === 'DELETE') return { status: 204, body: await store.deleteDatabase(id) };
  }
  throw unsupported(method, path);
}

async function containers(store, method, database, id, body, path) {
  if (id === undefined) {
    if (method === 'POST') {
      const definition = parse(body);
      name(definition);
      return { status: 201, body: containerBody(await store.createContainer(database, definition)) };
    }
    if (method === 'GET') {
      const all = [...store.database(database).containers.values()];
      return { status: 200, body: { _rid: store.database(database).rid, DocumentCollections: all.map(containerBody), _count: all.length } };
    }
  } else {
    if (method === 'GET') return { status: 200, body: containerBody(store.container(database, id)) };
    if (method === 'PUT') return { status: 200, body: containerBody(await store.replaceContainer(database, id, parse(body))) };
    if (method === 'DELETE') return { status: 204, body: await store.deleteContainer(database, id) };
  }
  throw unsupported(method, path);
}

async function documents(container, method, id, headers, body, path) {
  if (id === undefined && method === 'POST') {
    if (headers['x-ms-cosmos-is-query-plan-request']?.toLowerCase() === 'true') return { status: 200, body: queryPlan };
    if (headers['x-ms-documentdb-isquery']?.toLowerCase() === 'true' || headers['content-type']?.startsWith('application/query+json')) return query(container, headers, body);
    const mode = headers['x-ms-documentdb-is-upsert']?.toLowerCase() === 'true' ? 'upsert' : 'create';
    return written(await container.put(parse(body), partition(headers), mode, undefined, headers['if-match']), headers);
  }
  if (id === undefined && method === 'GET') return query(container, headers, '{"query":"SELECT * FROM c"}');
  const key = partition(headers);
  if (key === undefined) throw badRequest('The request has no partition key header.');
  switch (method) {
    case 'GET': {
      const { text, etag, sequence } = container.get(key, id);
      await container.durable({ sequence });
      if (headers['if-none-match'] === etag) return { status: 304, etag };
      return { status: 200, body: text, etag };
    }
    case 'PUT':
      return written(await container.put(parse(body), key, 'replace', id, headers['if-match']), headers);
    case 'DELETE':
      await container.delete(key, id, headers['if-match']);
      return { status: 204 };
    default:
      throw unsupported(method, path);
  }
}

async function query(container, headers, body) {
  const { rows, continuation } = run(container, parse(body), partition(headers), Number(headers['x-ms-max-item-count'] ?? 100), headers['x-ms-continuation']);
  await container.durable();
  return {
    status: 200,
    body: `{"_rid":"${container.rid}","Documents":[${rows.join(',')}],"_count":${rows.length}}`,
    headers: { 'x-ms-item-count': String(rows.length), ...(continuation && { 'x-ms-continuation': continuation }) },
  };
}

function written({ record, created }, headers) {
  const minimal = headers.prefer?.toLowerCase() === 'return=minimal';
  return { status: created ? 201 : 200, body: minimal ? undefined : record.text, etag: record.etag };
}

function partition(headers) {
  const header = headers['x-ms-documentdb-partitionkey'];
  if (header === undefined) return undefined;
  const values = parse(header);
  if (!Array.isArray(values) || values.length > 1 || (values.length === 1 && typeof values[0] !== 'string')) throw badRequest('The partition key header is a JSON array with one text.');
  return values[0];
}

function name(definition) {
  if (typeof definition?.id !== 'string' || !/^[^/\\?#]{1,255}$/.test(definition.id)) throw badRequest('The id is text of 1 to 255 characters without / \\ ? #.');
  return definition.id;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`The request is not JSON: ${error.message}`);
  }
}

const unsupported = (method, path) => new Failure(405, 'MethodNotAllowed', `${method} /${path.join('/')} is not supported by this gateway.`);
