import assert from 'node:assert/strict';
import test from 'node:test';
import * as code from './code.mjs';
import { main, module, settings, sizes } from './templates.mjs';

const kafka = code.functions.filter(each => each.trigger === 'Kafka');
const readers = topic => kafka.filter(each => each.topic === topic).length;
const sorted = list => [...list].sort();
// Assumed for sizing: a record of raw or valid with key and headers.
const recordBytes = 400;

test('the code was understood', () => {
  assert.ok(kafka.length >= 7);
  assert.ok(code.functions.some(each => each.trigger === 'Timer') && code.functions.some(each => each.trigger === 'Http'));
  assert.deepEqual([readers('Raw'), readers('Valid')], [1, 4]);
});

test('every topic of the code is a hub, under the same name', () => {
  assert.deepEqual(settings.topics, code.topics);
  assert.match(module('eventHubs'), /topics: map\(items\(defaults\.topics\), topic => \{ name: topic\.value, partitions: scale\.partitions\[topic\.key\] \}\)/);
});

test('the sizes are those that main.bicep offers', () => {
  const allowed = /@allowed\(\[([^\]]+)\]\)\nparam size /.exec(main)[1];
  assert.deepEqual([...allowed.matchAll(/'([^']+)'/g)].map(match => match[1]), Object.keys(sizes));
});

test('lag thresholds are those of the attributes, where the extension takes them from', () => {
  assert.deepEqual(settings.lagThreshold, Object.fromEntries(kafka.map(each => [each.name, each.lagThreshold]).sort(([a], [b]) =>
    Object.keys(settings.lagThreshold).indexOf(a) - Object.keys(settings.lagThreshold).indexOf(b))));
});

test('every trigger can reach Event Hubs', () => {
  for (const each of kafka) assert.ok(each.secured, `${each.name} lacks TriggerSecurity's protocol, mode, user or password`);
});

for (const [name, size] of Object.entries(sizes)) {
  const { tier, units, mostUnits, retentionHours } = size.eventHubs;

  test(`${name}: every function has a scale entry, and every entry a function`, () => {
    for (const app of Object.keys(code.apps)) {
      const wanted = new Set(code.functions.filter(each => each.app === app).map(each => (each.trigger === 'Http' ? 'http' : each.name)));
      assert.deepEqual(sorted(Object.keys(size.apps[app].alwaysReady)), sorted(wanted), app);
      assert.equal('batchSize' in size.apps[app], kafka.some(each => each.app === app), `${app}: a batch size belongs to Kafka functions`);
    }
  });

  test(`${name}: Flex Consumption allows it`, () => {
    for (const [app, scale] of Object.entries(size.apps)) {
      assert.ok([512, 2048, 4096].includes(scale.memory), `${app}: memory`);
      assert.ok(scale.maximum >= 40 && scale.maximum <= 1000, `${app}: maximum`);
      const ready = Object.values(scale.alwaysReady).reduce((sum, count) => sum + count, 0);
      assert.ok(ready <= scale.maximum, `${app}: more always ready than the maximum`);
    }
  });

  test(`${name}: each function can have an instance for each of its partitions`, () => {
    for (const app of new Set(kafka.map(each => each.app)))
      assert.ok(size.apps[app].maximum >= kafka.filter(each => each.app === app).reduce((sum, each) => sum + size.partitions[each.topic], 0), app);
  });

  test(`${name}: Event Hubs allows it and bears the load`, () => {
    assert.deepEqual(sorted(Object.keys(size.partitions)), sorted(Object.keys(code.topics)));
    assert.equal(size.partitions.Raw, size.partitions.Valid);
    const written = 2 * size.messagesPerSecond;
    const sent = (readers('Raw') + readers('Valid')) * size.messagesPerSecond;
    const partitions = Object.values(size.partitions);
    const limit = { Standard: { partitions: 32, units: 40, hours: 168 }, Premium: { partitions: 100, units: 16, hours: 2160 }, Dedicated: { partitions: 1024, units: 10, hours: 2160 } }[tier];
    assert.ok(partitions.every(count => count >= 1 && count <= limit.partitions));
    assert.ok(units >= 1 && units <= mostUnits && mostUnits <= limit.units);
    assert.ok(retentionHours >= 1 && retentionHours <= limit.hours);
    if (tier === 'Standard') {
      assert.ok(partitions.length <= 10, 'a Standard namespace has ten hubs');
      // A throughput unit: 1,000 events or 1 MB a second in, 4,096 events or 2 MB a second out.
      assert.ok(units * 1_000 >= written && units * 1_000_000 >= written * recordBytes, 'in');
      assert.ok(units * 4_096 >= sent && units * 2_000_000 >= sent * recordBytes, 'out');
    } else if (tier === 'Premium') {
      assert.ok([1, 2, 4, 8, 16].includes(units));
      assert.ok(partitions.reduce((sum, count) => sum + count, 0) <= units * 200, '200 partitions a processing unit');
      // The lower end of what is documented: 5 MB a second in, 10 MB a second out.
      assert.ok(units * 5_000_000 >= written * recordBytes, 'in');
    } else {
      assert.ok(units * 100_000_000 >= written * recordBytes, 'in');
    }
  });

  test(`${name}: the other services allow it`, () => {
    for (const container of code.containers().names)
      assert.ok(size.cosmos.serverless || (size.cosmos.mostUnits[container] >= 1000 && size.cosmos.mostUnits[container] % 1000 === 0), container);
    const { cpu, memory, fewest, most } = size.bridge;
    assert.ok(Number(cpu) <= 4 && memory === `${Number(cpu) * 2}Gi`, 'Container Apps couples memory to cores');
    assert.ok(fewest >= 1 && fewest <= most && most <= 1000);
  });
}
