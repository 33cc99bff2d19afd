// Usage: node mqttjs.mjs URL VERSION TOPIC COUNT [CA]: publishes COUNT messages with QoS 0, 1, 2 in turn, subscribes to its commands, says what it got.
import { readFileSync } from 'node:fs';
import mqtt from 'mqtt';

const [url, version, topic, count, ca] = process.argv.slice(2);
const client = await mqtt.connectAsync(url, { protocolVersion: Number(version), clientId: 'js', reconnectPeriod: 0, connectTimeout: 20_000, ca: ca && readFileSync(ca) });
await Promise.all(Array.from({ length: Number(count) }, (_, i) => client.publishAsync(topic, String(i), { qos: i % 3 })));
const granted = await client.subscribeAsync('commands/js', { qos: 1 });
await client.endAsync();
console.log(`${count} ${granted[0].qos}`);
