// The documents of one container, by partition key and id.
import { badRequest, conflict, Failure, notFound, preconditionFailed } from './failure.mjs';
import { documentRid } from './resourceids.mjs';

export class Container {
  #store;
  #documents = new Map(); // key text → record, see #key
  #partitions = new Map(); // partition key text → Map(id → record)
  #ordered = null; // records by (partition key, id); null = to be sorted again
  #newest = 0;
  #flushed = 0;
  #lastWrite = Promise.resolve();
  bytes = 0;

  constructor(store, database, number, rid) {
    this.#store = store;
    this.database = database;
    this.number = number;
    this.rid = rid;
  }

  define(definition, sequence) {
    this.definition = definition;
    this.id = definition.id;
    this.sequence = sequence;
    const paths = definition.partitionKey?.paths;
    if (!Array.isArray(paths) || paths.length !== 1 || !/^\/[A-Za-z_]\w*$/.test(paths[0])) throw badRequest('Exactly one partition key path of one level, such as /pk, is supported.');
    this.partitionPath = paths[0].slice(1);
  }

  /** The record of a document that is alive; throws 404. */
  get(partition, id) {
    const record = this.#find(partition, id);
    if (!record) throw notFound(`Document '${id}'`);
    return record;
  }

  /** Writes a document. mode: create (409 when there), replace (404 when not), upsert. Resolves when it is on disk. */
  async put(document, partition, mode, id, ifMatch) {
    if (typeof document !== 'object' || document === null || Array.isArray(document)) throw badRequest('A document is a JSON object.');
    if (typeof document.id !== 'string' || document.id.length === 0 || document.id.length > 255 || /[/\\?#]/.test(document.id)) throw badRequest("A document's id is text of 1 to 255 characters without / \\ ? #.");
    if (id !== undefined && document.id !== id) throw badRequest("The document's id differs from the address.");
    const key = document[this.partitionPath];
    if (typeof key !== 'string') throw badRequest(`The document has no text at the partition key path /${this.partitionPath}.`);
    if (partition !== undefined && partition !== key) throw new Failure(400, 'BadRequest', 'The partition key of the document differs from the one in the header.', 1001);
    if (document.ttl !== undefined && (!Number.isInteger(document.ttl) || (document.ttl < 1 && document.ttl !== -1))) throw badRequest('ttl is a whole number of seconds above 0, or -1.');
    const existing = this.#find(key, document.id);
    if (mode === 'create' && existing) throw conflict(`Document '${document.id}'`);
    if (mode === 'replace' && !existing) throw notFound(`Document '${document.id}'`);
    if (existing && ifMatch !== undefined && ifMatch !== '*' && ifMatch !== existing.etag) throw preconditionFailed();
    const sequence = ++this.#store.sequence;
    const rid = existing?.rid ?? documentRid(this.database.number, this.number, sequence);
    const stored = {
      ...document,
      _rid: rid,
      _self: `dbs/${this.database.rid}/colls/${this.rid}/docs/${rid}/`,
      _etag: `"${sequence.toString(16).padStart(16, '0')}"`,
      _attachments: 'attachments/',
      _ts: this.#store.now(),
    };
    const record = this.restore(stored, sequence);
    await this.#write(this.#line(record), sequence);
    return { record, created: !existing };
  }

  async delete(partition, id, ifMatch) {
    const record = this.get(partition, id);
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== record.etag) throw preconditionFailed();
    const sequence = ++this.#store.sequence;
    this.forget(partition, id);
    await this.#write(JSON.stringify({ o: 'delete', c: this.rid, p: partition, id, s: sequence }), sequence);
  }

  /** Resolves when all that is visible now is on disk: an answer must not show what a crash takes back. */
  async durable(record) {
    const wanted = record?.sequence ?? this.#newest;
    if (wanted > this.#flushed) await this.#lastWrite;
  }

  /** Records that are alive, by (partition key, id); of one partition when it is given. */
  *records(partition) {
    const now = this.#store.now();
    const source = partition === undefined
      ? this.#ordered ??= [...this.#documents.values()].sort(byKey)
      : [...this.#partitions.get(partition)?.values() ?? []].sort(byKey);
    for (const record of source) {
      if (!this.#expired(record, now)) yield record;
    }
  }

  /** Puts a document into memory; used for writes and for reading the log. */
  restore(stored, sequence) {
    const partition = stored[this.partitionPath];
    const text = JSON.stringify(stored);
    const record = { id: stored.id, partition, text, sequence, rid: stored._rid, etag: stored._etag, ts: stored._ts, ttl: stored.ttl };
    const key = this.#key(partition, stored.id);
    const old = this.#documents.get(key);
    this.bytes += text.length - (old?.text.length ?? 0);
    if (old) {
      Object.assign(old, record);
      return old;
    }
    this.#documents.set(key, record);
    let siblings = this.#partitions.get(partition);
    if (!siblings) this.#partitions.set(partition, siblings = new Map());
    siblings.set(stored.id, record);
    this.#ordered = null;
    return record;
  }

  forget(partition, id) {
    const key = this.#key(partition, id);
    const record = this.#documents.get(key);
    if (!record) return;
    this.bytes -= record.text.length;
    this.#documents.delete(key);
    const siblings = this.#partitions.get(partition);
    siblings.delete(id);
    if (siblings.size === 0) this.#partitions.delete(partition);
    this.#ordered = null;
  }

  /** Forgets what has outlived its time to live. Not logged: reading the log comes to the same end. */
  sweep() {
    const now = this.#store.now();
    for (const record of this.#documents.values()) {
      if (this.#expired(record, now)) this.forget(record.partition, record.id);
    }
  }

  *lines() {
    for (const record of this.#documents.values()) yield this.#line(record);
  }

  async #write(line, sequence) {
    this.#newest = sequence;
    const written = this.#store.append(line);
    this.#lastWrite = written;
    await written;
    this.#flushed = Math.max(this.#flushed, sequence);
  }

  #line(record) {
    return `{"o":"put","c":"${this.rid}","s":${record.sequence},"d":${record.text}}`;
  }

  #find(partition, id) {
    const record = this.#documents.get(this.#key(partition, id));
    return record && !this.#expired(record, this.#store.now()) ? record : undefined;
  }

  #expired(record, now) {
    const fallback = this.definition.defaultTtl;
    if (fallback === undefined || fallback === null) return false;
    const ttl = record.ttl ?? fallback;
    return ttl > 0 && record.ts + ttl <= now;
  }

  #key(partition, id) {
    return `${partition}\u0000${id}`;
  }
}

function byKey(left, right) {
  if (left.partition !== right.partition) return left.partition < right.partition ? -1 : 1;
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}
