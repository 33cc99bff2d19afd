// Produces and consumes in a group with a client that speaks only the newest, flexible versions of the protocol. Prints one JSON line.
// usage: node platformatic.mjs SERVERS TOPIC COUNT
import { Admin, Consumer, MessagesStreamModes, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';

const [servers, topic, countText] = process.argv.slice(2);
const count = Number(countText);
const bootstrapBrokers = [servers];

const admin = new Admin({ clientId: 'admin', bootstrapBrokers });
const [created] = await admin.createTopics({ topics: [topic], partitions: 2, replicas: 1 });

const producer = new Producer({ clientId: 'producer', bootstrapBrokers, serializers: stringSerializers, idempotent: true });
for (let first = 0; first < count; first += 50) {
  const messages = [];
  for (let i = first; i < Math.min(count, first + 50); i++) messages.push({ topic, key: `key-${i}`, value: `value-${i}`, headers: { number: String(i) } });
  await producer.send({ messages });
}

const groupId = `${topic}-group`;
const consumer = new Consumer({ clientId: 'consumer', groupId, bootstrapBrokers, deserializers: stringDeserializers, maxWaitTime: 100 });
const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST, autocommit: true, sessionTimeout: 10000, heartbeatInterval: 500 });
const seen = new Set();
let wrong = 0;
for await (const message of stream) {
  const number = message.headers.get('number');
  if (message.key !== `key-${number}` || message.value !== `value-${number}`) wrong++;
  seen.add(number);
  if (seen.size === count) break;
}
await consumer.close(true);

const groups = await admin.describeGroups({ groups: [groupId] });
console.log(JSON.stringify({ partitions: created.partitions, seen: seen.size, wrong, state: groups.get(groupId).state }));
await admin.deleteTopics({ topics: [topic] });
await producer.close();
await admin.close();
