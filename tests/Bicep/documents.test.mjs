import assert from 'node:assert/strict';
import test from 'node:test';
import * as code from './code.mjs';
import { module, read, variable } from './templates.mjs';

const text = read('bicep/modules/cosmos.bicep');
const wanted = code.containers();

test('every container of the code exists, with its time to live', () => {
  const found = Object.fromEntries([...variable(text, 'containers').matchAll(/name: '(\w+)', timeToLive: (-?\d+)/g)].map(match => [match[1], Number(match[2])]));
  assert.deepEqual(found, wanted.timeToLive);
  assert.deepEqual(Object.keys(found).sort(), [...wanted.names].sort());
});

test('partition key and indexes are those of the code', () => {
  const paths = name => [...new RegExp(`${name}: \\[(.*)\\]`).exec(text)[1].matchAll(/path: '([^']+)'/g)].map(match => match[1]);
  assert.match(text, new RegExp(`partitionKey: \\{ paths: \\['${wanted.partitionKey}'\\], kind: 'Hash'`));
  assert.deepEqual(paths('includedPaths'), wanted.included);
  assert.deepEqual(paths('excludedPaths'), wanted.excluded);
  assert.deepEqual(paths('compositeIndexes'), wanted.composite);
});

test('somebody may write each container, and the API may read all and erase in all', () => {
  const grants = [...module('cosmos').matchAll(/principalId: (\w+)Identity\.outputs\.principalId, container: '(\w+)', write: (true|false)/g)]
    .map(match => ({ app: match[1], container: match[2], write: match[3] === 'true' }));
  for (const container of wanted.names) {
    assert.ok(grants.some(grant => grant.container === container && grant.write), `nobody writes ${container}`);
    assert.ok(grants.some(grant => grant.container === container && grant.app === 'ops' && grant.write), `the API cannot read ${container}, or erase in it`);
  }
});

test('tiers of the archive are the functions\' business, journals stay, and nothing is deleted by age', () => {
  const storage = read('bicep/modules/storage.bicep');
  assert.match(storage, /prefixMatch: \['\$\{container\}\/quarantine\/'\]/);
  assert.doesNotMatch(storage, /tierToArchive|\bdelete:/);
  assert.match(read('functions/Steps/Validate/LargePayload.cs'), /\$"quarantine\//);
  assert.match(read('functions/Steps/Journals/Journal.cs'), /\$"journals\//);
});

test('where storage has no tier Archive, nothing is sent there', () => {
  const main = read('bicep/main.bicep');
  assert.match(main, /Archive__ColdDays: endsWith\(scale\.storage\.sku, 'ZRS'\) \? '36500' : defaults\.apps\.ops\.Archive__ColdDays/);
  assert.match(main, /settings: union\(defaults\.apps\.ops, [^{]*archiveSettings, \{/);
});
