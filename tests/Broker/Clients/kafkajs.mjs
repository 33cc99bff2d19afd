// Produces, consumes in a group, commits and asks the admin API, as people use kafkajs. Prints one JSON line.
// usage: node kafkajs.mjs SERVERS TOPIC COUNT
import { createRequire } from 'node:module';
const { Kafka, CompressionTypes, logLevel } = createRequire(import.meta.url)('kafkajs');

const [servers, topic, countText] = process.argv.slice(2);
const count = Number(countText);
const kafka = new Kafka({ clientId: 'kafkajs-test', brokers: [servers], logLevel: logLevel.ERROR });

const admin = kafka.admin();
await admin.connect();
const created = await admin.createTopics({ topics: [{ topic, numPartitions: 2, configEntries: [{ name: 'retention.ms', value: '3600000' }] }] });

const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
await producer.connect();
for (let first = 0; first < count; first += 100) {
  const messages = [];
  for (let i = first; i < Math.min(count, first + 100); i++) {
    messages.push({ key: `key-${i}`, value: `value-${i}`, headers: { number: String(i) }, timestamp: String(1700000000000 + i) });
  }
  await producer.send({ topic, messages, acks: -1, compression: first % 200 ? CompressionTypes.GZIP : CompressionTypes.None });
}

const consumer = kafka.consumer({ groupId: `${topic}-group`, sessionTimeout: 10000, maxWaitTimeInMs: 100 });
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
const seen = new Set();
let wrong = 0;
await new Promise((resolve) => consumer.run({
  eachMessage: async ({ message }) => {
    const number = message.headers.number.toString();
    if (message.key.toString() !== `key-${number}` || message.value.toString() !== `value-${number}` || message.timestamp !== String(1700000000000 + Number(number))) wrong++;
    seen.add(number);
    if (seen.size === count) resolve();
  },
}));
await consumer.disconnect();

const committed = await admin.fetchOffsets({ groupId: `${topic}-group`, topics: [topic] });
const ends = await admin.fetchTopicOffsets(topic);
const described = await admin.describeGroups([`${topic}-group`]);
const configs = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: topic, configNames: ['retention.ms'] }] });
const groups = await admin.listGroups();
console.log(JSON.stringify({
  created,
  seen: seen.size,
  wrong,
  committed: committed[0].partitions.reduce((sum, place) => sum + Number(place.offset), 0),
  end: ends.reduce((sum, place) => sum + Number(place.high), 0),
  state: described.groups[0].state,
  retention: configs.resources[0].configEntries[0].configValue,
  listed: groups.groups.some((group) => group.groupId === `${topic}-group`),
}));
await producer.disconnect();
await admin.deleteTopics({ topics: [topic] });
await admin.disconnect();
