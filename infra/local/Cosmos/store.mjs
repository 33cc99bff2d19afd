// Databases, containers and documents in memory, over a write log. Documents are kept as the JSON text that is sent.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Container } from './container.mjs';
import { conflict, notFound } from './failure.mjs';
import { containerRid, databaseRid } from './resourceids.mjs';
import { WriteLog } from './writelog.mjs';

// A log is rewritten while running when it is this many times as large as what is alive.
const COMPACT_FACTOR = 4;

export class Store {
  #log;
  #clock;
  #databases = new Map();
  #byRid = new Map();
  #compacting = null;
  #compactBytes;
  sequence = 0;
  #resources = 0;

  /** Reads the directory's log and rewrites it; afterwards it is rewritten whenever it has grown beyond compactBytes. */
  static async open(directory, clock, compactBytes) {
    mkdirSync(directory, { recursive: true });
    const store = new Store();
    store.#compactBytes = compactBytes;
    store.#clock = clock;
    store.#log = new WriteLog(join(directory, 'documents.jsonl'));
    store.#log.read((entry) => store.#replay(entry));
    for (const container of store.#byRid.values()) container.sweep();
    await store.#log.rewrite(store.#snapshot());
    return store;
  }

  now() {
    return Math.floor(this.#clock() / 1000);
  }

  database(name) {
    const found = this.#databases.get(name) ?? [...this.#databases.values()].find((candidate) => candidate.rid === name);
    if (!found) throw notFound(`Database '${name}'`);
    return found;
  }

  databases() {
    return [...this.#databases.values()];
  }

  container(databaseName, name) {
    const byRid = this.#byRid.get(name);
    if (byRid) return byRid;
    const found = this.database(databaseName).containers.get(name);
    if (!found) throw notFound(`Container '${name}'`);
    return found;
  }

  async createDatabase(id) {
    if (this.#databases.has(id)) throw conflict(`Database '${id}'`);
    const entry = { o: 'database', id, n: ++this.#resources, s: ++this.sequence };
    this.#replay(entry);
    await this.append(JSON.stringify(entry));
    return this.database(id);
  }

  async deleteDatabase(id) {
    const entry = { o: 'drop', id: this.database(id).id, s: ++this.sequence };
    this.#replay(entry);
    await this.append(JSON.stringify(entry));
  }

  async createContainer(databaseId, definition) {
    const database = this.database(databaseId);
    if (database.containers.has(definition.id)) throw conflict(`Container '${definition.id}'`);
    return this.#define(database, definition, ++this.#resources);
  }

  async replaceContainer(databaseId, id, definition) {
    return this.#define(this.database(databaseId), definition, this.container(databaseId, id).number);
  }

  async deleteContainer(databaseId, id) {
    const container = this.container(databaseId, id);
    const entry = { o: 'drop', id: container.database.id, c: container.id, s: ++this.sequence };
    this.#replay(entry);
    await this.append(JSON.stringify(entry));
  }

  /** Appends a line and resolves when it is on disk. */
  async append(line) {
    if (this.#compacting) await this.#compacting;
    await this.#log.append(line);
    if (this.#log.bytes > this.#compactBytes && !this.#compacting && this.#log.bytes > COMPACT_FACTOR * this.#liveBytes()) await this.#compact();
  }

  sweep() {
    for (const container of this.#byRid.values()) container.sweep();
  }

  async close() {
    await this.#compacting;
    await this.#log.idle();
  }

  async #define(database, definition, number) {
    const entry = { o: 'container', db: database.id, n: number, s: ++this.sequence, d: definition };
    this.#replay(entry);
    await this.append(JSON.stringify(entry));
    return database.containers.get(definition.id);
  }

  #compact() {
    this.#compacting = (async () => {
      await this.#log.idle();
      await this.#log.rewrite(this.#snapshot());
      this.#compacting = null;
    })();
    return this.#compacting;
  }

  #liveBytes() {
    let bytes = 0;
    for (const container of this.#byRid.values()) bytes += container.bytes;
    return bytes;
  }

  *#snapshot() {
    yield JSON.stringify({ o: 'head', v: 1, s: this.sequence, r: this.#resources });
    for (const database of this.#databases.values()) {
      yield JSON.stringify({ o: 'database', id: database.id, n: database.number, s: database.sequence });
      for (const container of database.containers.values()) {
        yield JSON.stringify({ o: 'container', db: database.id, n: container.number, s: container.sequence, d: container.definition });
        yield* container.lines();
      }
    }
  }

  #replay(entry) {
    this.sequence = Math.max(this.sequence, entry.s ?? 0);
    this.#resources = Math.max(this.#resources, entry.r ?? entry.n ?? 0);
    switch (entry.o) {
      case 'head':
        if (entry.v !== 1) throw new Error(`The file has format ${entry.v}, this gateway reads format 1.`);
        break;
      case 'database':
        if (!this.#databases.has(entry.id)) this.#databases.set(entry.id, { id: entry.id, number: entry.n, rid: databaseRid(entry.n), sequence: entry.s, ts: this.now(), containers: new Map() });
        break;
      case 'container': {
        const database = this.#databases.get(entry.db);
        const rid = containerRid(database.number, entry.n);
        const container = this.#byRid.get(rid) ?? new Container(this, database, entry.n, rid);
        container.define(entry.d, entry.s);
        database.containers.set(entry.d.id, container);
        this.#byRid.set(rid, container);
        break;
      }
      case 'drop': {
        const database = this.#databases.get(entry.id);
        if (!database) break;
        const gone = entry.c === undefined ? [...database.containers.values()] : [database.containers.get(entry.c)];
        for (const container of gone.filter(Boolean)) {
          database.containers.delete(container.id);
          this.#byRid.delete(container.rid);
        }
        if (entry.c === undefined) this.#databases.delete(entry.id);
        break;
      }
      case 'put':
        this.#byRid.get(entry.c)?.restore(entry.d, entry.s);
        break;
      case 'delete':
        this.#byRid.get(entry.c)?.forget(entry.p, entry.id);
        break;
      default:
        throw new Error(`The file holds an entry of unknown kind '${entry.o}'.`);
    }
  }
}
