// A Cosmos DB gateway for a laptop and for tests: node server.mjs --port P --directory D [--compact-bytes N]
// Serves the SDKs' gateway mode over plain HTTP on 127.0.0.1; port 0 takes a free one. Never for the open network:
// a request needs an authorization header, but any key signs well.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { lock } from './lock.mjs';
import { Failure } from './failure.mjs';
import { route } from './routes.mjs';
import { Store } from './store.mjs';

const MAX_BODY = 3 << 20; // a document may have 2 MB, its JSON escapes a little more
const MAX_CONNECTIONS = 1024;
const SWEEP_MILLISECONDS = 30_000;

const options = readOptions(process.argv.slice(2));
const release = await lock(options.directory);
const store = await Store.open(options.directory, Date.now, options.compactBytes);

const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 30_000 }, (request, response) => {
  answer(request).then(
    (result) => send(response, result),
    (error) => request.destroyed && !request.complete ? response.destroy() : send(response, failed(error)), // who hung up wants no answer
  );
});
server.maxConnections = MAX_CONNECTIONS;
server.on('error', (error) => {
  process.stderr.write(`cosmos: ${error.message}\n`);
  release();
  process.exit(1);
});
server.listen(options.port, '127.0.0.1', () => process.stdout.write(`ready 127.0.0.1:${server.address().port}\n`));
setInterval(() => store.sweep(), SWEEP_MILLISECONDS).unref();
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);

async function answer(request) {
  const body = await readBody(request);
  const path = decode(request.url.split('?', 1)[0]);
  if (!request.headers.authorization) throw new Failure(401, 'Unauthorized', 'The request has no authorization header.');
  return route(store, request.method, path, request.headers, body, `http://127.0.0.1:${server.address().port}/`);
}

function decode(path) {
  try {
    return path.split('/').filter((part) => part.length > 0).map(decodeURIComponent);
  } catch {
    throw new Failure(400, 'BadRequest', `The address ${path} is not well-formed.`);
  }
}

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Failure(413, 'RequestEntityTooLarge', `A request has at most ${MAX_BODY} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response, { status, body, etag, headers, substatus }) {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-ms-version': '2018-12-31',
    'x-ms-activity-id': randomUUID(),
    'x-ms-request-charge': '1',
    'x-ms-session-token': `0:-1#${store.sequence}`,
    'x-ms-documentdb-partitionkeyrangeid': '0',
    lsn: String(store.sequence),
    ...(etag && { etag }),
    ...(substatus && { 'x-ms-substatus': String(substatus) }),
    ...headers,
  });
  response.end(text);
}

function failed(error) {
  if (error instanceof Failure) return { status: error.status, substatus: error.substatus, body: { code: error.code, message: error.message } };
  process.stderr.write(`cosmos: ${error.stack}\n`);
  return { status: 500, body: { code: 'InternalServerError', message: error.message } };
}

async function stop() {
  server.close();
  server.closeIdleConnections();
  await store.close();
  release();
  process.exit(0);
}

function readOptions(args) {
  const values = {};
  for (let i = 0; i < args.length; i += 2) {
    if (!['--port', '--directory', '--compact-bytes'].includes(args[i]) || args[i + 1] === undefined) usage();
    values[args[i].slice(2)] = args[i + 1];
  }
  const port = Number(values.port ?? 8081);
  const compactBytes = Number(values['compact-bytes'] ?? 128 << 20);
  if (!Number.isInteger(port) || port < 0 || port > 65535 || !values.directory || !(compactBytes > 0)) usage();
  return { port, directory: values.directory, compactBytes };
}

function usage() {
  process.stderr.write('usage: node server.mjs --port P --directory D [--compact-bytes N]\n');
  process.exit(2);
}
