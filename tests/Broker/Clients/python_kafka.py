"""Produces (also in the formats before Kafka 0.11), consumes in a group, commits and asks the admin API, as people use kafka-python.

Prints one JSON line. usage: python_kafka.py SERVERS TOPIC COUNT
"""
import json
import sys

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

servers, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
group = topic + "-group"
admin = KafkaAdminClient(bootstrap_servers=servers)
admin.create_topics([NewTopic(topic, 2, 1, topic_configs={"retention.ms": "3600000"})])

third = count // 3
profiles = [
    dict(acks="all", compression_type="gzip"),
    dict(acks="all", api_version=(0, 10)),
    dict(acks=1, api_version=(0, 9), compression_type="gzip"),
]
for number, profile in enumerate(profiles):
    producer = KafkaProducer(bootstrap_servers=servers, linger_ms=5, **profile)
    sent = [
        producer.send(topic, key=b"key-%d" % i, value=b"value-%d" % i)
        for i in range(number * third, count if number == 2 else (number + 1) * third)
    ]
    for future in sent:
        future.get(timeout=30)
    producer.close()

consumer = KafkaConsumer(
    topic, bootstrap_servers=servers, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False, consumer_timeout_ms=30000
)
seen = set()
wrong = 0
for message in consumer:
    number = message.key.split(b"-")[1]
    wrong += message.value != b"value-" + number
    seen.add(number)
    if len(seen) == count:
        break
consumer.commit()
places = [TopicPartition(topic, partition) for partition in sorted(consumer.partitions_for_topic(topic))]
print(json.dumps({
    "seen": len(seen),
    "wrong": wrong,
    "committed": sum(consumer.committed(place) or 0 for place in places),
    "end": sum(consumer.end_offsets(places).values()),
    "listed": group in [name for name, _ in admin.list_consumer_groups()],
    "state": admin.describe_consumer_groups([group])[0].state,
}))
consumer.close()
admin.delete_topics([topic])
