// A bridge as people write it: mqtt.js subscribes to a broker, kafkajs writes in batches with acks=all.
// node peer.mjs MQTT_PORT KAFKA_ADDRESS; says "ready ADDRESS" when it is subscribed.
import { Kafka, logLevel } from 'kafkajs';
import mqtt from 'mqtt';

const [port, brokers] = process.argv.slice(2);
const producer = new Kafka({ brokers: [brokers], logLevel: logLevel.ERROR }).producer({ idempotent: false });
await producer.connect();

let waiting = [];
let sending = false;

async function send() {
  if (sending) return;
  sending = true;
  while (waiting.length > 0) {
    const messages = waiting;
    waiting = [];
    await producer.send({ topic: 'telemetry.raw', acks: -1, messages });
  }
  sending = false;
}

const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { clientId: 'peer', clean: false });
client.on('message', (topic, payload) => {
  waiting.push({ key: topic, value: payload });
  setImmediate(send);
});
client.on('connect', () => client.subscribe('#', { qos: 1 }, () => console.log(`ready 127.0.0.1:${port}`)));
