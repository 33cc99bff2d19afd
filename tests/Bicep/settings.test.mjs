import assert from 'node:assert/strict';
import test from 'node:test';
import * as code from './code.mjs';
import { json, main, module, read, settings, variable } from './templates.mjs';

// Read by the code, but not for Azure: identities take the place of connection strings, and the platform names the site by itself.
const elsewhere = new Set(['Storage__ConnectionString', 'Cosmos__ConnectionString', 'WEBSITE_SITE_NAME']);
// Mounted from the key vault, each by the name of its setting: parameter bridgeFiles.
const bridgeFiles = ['ClientCaFile', 'RevocationFile', 'DeviceKeysFile', 'TokenKeysFile', 'SessionKeyFile', 'BansFile', 'SuspiciousFile'].map(name => `Bridge__${name}`);
// Each replica has its own name, and the default map of topics serves most; Users is a section, of which the template sets one entry.
// In Azure the bridge subscribes to no other broker, whose password and files would have to be in the vault.
const bridgeElsewhere = new Set(['Bridge__Name', 'Bridge__TopicMap', 'Bridge__Users', 'Bridge__Subscribe__Password', 'Bridge__Subscribe__CaFile', 'Bridge__Subscribe__CertificateFile', ...bridgeFiles]);

const keys = text => [...text.matchAll(/^\s*(\w+__\w+|Ingest):/gm)].map(match => match[1]);

/** Names in a union(…) of variables, objects and defaults.apps.X. */
function names(expression) {
  const found = new Set(keys(expression));
  for (const [, app] of expression.matchAll(/defaults\.apps\.(\w+)/g)) Object.keys(settings.apps[app]).forEach(name => found.add(name));
  for (const [name] of expression.matchAll(/\b\w+Settings\b/g)) {
    if (name === 'topicSettings') Object.keys(settings.topics).forEach(topic => found.add(`Topics__${topic}`));
    else names(variable(main, name)).forEach(each => found.add(each));
  }
  return found;
}

const given = name => names(/settings: union\(([\s\S]*?)\n    scale:/.exec(module(name))[1]);
const minus = (left, ...right) => [...left].filter(each => !right.some(set => set.has(each))).sort();

for (const app of Object.keys(code.apps)) {
  test(`${app}: every setting that the code reads is set, and none besides`, () => {
    const read = code.settingsOf(app);
    assert.ok(read.size > 20, 'the code was not understood');
    assert.deepEqual(minus(read, given(app), elsewhere), [], 'read by the code, not set by the templates');
    assert.deepEqual(minus(given(app), read), [], 'set by the templates, not read by the code');
  });
}

test('bridge: every setting that the code reads is set, and none besides', () => {
  const body = module('bridge');
  const template = read('bicep/modules/bridge.bicep');
  const set = new Set([
    ...names(/settings: union\((.*)\)/.exec(body)[1]),
    ...[...body.matchAll(/\b(Topics__\w+|Kafka__\w+):/g)].map(match => match[1]),
    ...[...template.matchAll(/name: '(Bridge__\w+)'/g)].map(match => match[1]),
  ]);
  const wanted = code.bridgeSettings();
  assert.ok(wanted.size > 20, 'the code was not understood');
  assert.deepEqual(minus(wanted, set, bridgeElsewhere, elsewhere), [], 'read by the code, not set by the templates');
  assert.deepEqual(minus(set, wanted), [], 'set by the templates, not read by the code');
  assert.match(template, /map\(items\(files\), item => \{ name: 'Bridge__\$\{item\.key\}', value: '\/mnt\/secrets\/\$\{item\.key\}' \}\)/);
  for (const file of bridgeFiles) assert.match(main, new RegExp(`\\b${file.slice('Bridge__'.length)}\\b`));
  assert.match(body, /'Bridge__Users__\$\{deviceUser\}': deviceSecret/);
});

// Sections by the record that holds their defaults.
const records = {
  Validate: 'ValidateOptions', Alert: 'AlertOptions', Ingest: 'IngestOptions', Aggregate: 'AggregateOptions', Track: 'TrackOptions', Notify: 'NotifyOptions', Notify__Webhook: 'WebhookOptions', Notify__Email: 'EmailOptions',
  Audit: 'AuditOptions', Archive: 'ArchiveOptions', Erase: 'EraseOptions', Cosmos: 'CosmosOptions', Kafka: 'KafkaSettings', Commands: 'CommandOptions', Reply: 'ReplyOptions',
};
// A container is reached from other containers only.
const different = new Set(['Bridge__Bind']);

test('values are the defaults of the code, so that a change there is not undone here', () => {
  let compared = 0;
  for (const [app, values] of Object.entries(settings.apps)) {
    const sections = app === 'bridge' ? { Bridge: ['BridgeOptions', 'AccessOptions'], Bridge__Subscribe: ['SubscribeOptions'], Kafka: ['KafkaOptions'] } : records;
    for (const [section, from] of Object.entries(sections))
      for (const [member, value] of [from].flat().flatMap(record => Object.entries(code.defaults(record)))) {
        const seconds = value.includes(':') && app === 'bridge';
        const name = `${section}__${member}${seconds ? 'Seconds' : ''}`;
        if (!(name in values) || different.has(name)) continue;
        const wanted = seconds ? String(value.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)) : value;
        assert.equal(values[name], wanted, `${app} ${name}`);
        compared++;
      }
  }
  assert.ok(compared > 40, `only ${compared} values were compared`);
});

test('what overrides host.json is in host.json', () => {
  const overridden = [...read('bicep/modules/app.bicep').matchAll(/AzureFunctionsJobHost__extensions__kafka__(\w+)/g)].map(match => match[1]);
  assert.deepEqual(overridden, ['maxBatchSize', 'subscriberIntervalInSeconds']);
  for (const app of ['stream', 'persist', 'react'])
    for (const name of overridden) assert.ok(name in json(`functions/${code.apps[app]}/host.json`).extensions.kafka, `${app} ${name}`);
});

test('functions of event hubs are off without a connection, and their settings resolve all the same', () => {
  const hubs = code.functions.filter(each => each.trigger === 'EventHub');
  assert.deepEqual(hubs.map(each => each.name), ['Ingest']);
  const text = variable(main, 'ingestSettings');
  assert.match(text, /'AzureWebJobs\.Ingest\.Disabled': empty\(iotHubConnection\) \? 'true' : 'false'/);
  for (const name of ['Ingest__Hub', 'Ingest__ConsumerGroup']) assert.match(text, new RegExp(`${name}: empty\\(\\w+\\) \\? '[^']+' : `));
  assert.equal(json('local.settings.sample.json').Values['AzureWebJobs.Ingest.Disabled'], 'true');
});

test('functions of event hubs retry without end, since their checkpoint moves behind what failed', () => {
  for (const each of code.functions.filter(each => each.trigger === 'EventHub')) {
    assert.ok(each.endlessRetry, each.name);
    assert.equal(json(`functions/${code.apps[each.app]}/host.json`).extensions.eventHubs.batchCheckpointFrequency, 1);
  }
});

test('Flex Consumption gets none of the settings that it refuses', () => {
  const text = read('bicep/modules/app.bicep');
  const refused = ['FUNCTIONS_EXTENSION_VERSION', 'FUNCTIONS_WORKER_RUNTIME', 'WEBSITE_RUN_FROM_PACKAGE'];
  const premium = text.slice(text.indexOf('var premium = '), text.indexOf('var all = '));
  for (const name of refused) {
    assert.match(premium, new RegExp(name));
    assert.equal(text.split(name).length, premium.split(name).length, `${name} is set outside of the premium settings`);
  }
  assert.match(premium, /^var premium = flex\s+\? \{\}\s+: \{/);
});

test('the sample of local settings names only settings that some app reads', () => {
  const known = new Set(Object.keys(code.apps).flatMap(app => [...code.settingsOf(app)]));
  const sample = Object.keys(json('local.settings.sample.json').Values).filter(name => !['FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage', 'AzureWebJobs.Ingest.Disabled'].includes(name));
  assert.deepEqual(minus(new Set(sample), known), []);
});
