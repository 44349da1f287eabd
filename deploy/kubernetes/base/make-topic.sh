# Makes the topic, unless it is there already. Its settings are those of the app, its login is theirs too.
set -euo pipefail
client=${TMPDIR:-/tmp}/client.properties
{
  echo "security.protocol=${KAFKA_SECURITY_PROTOCOL:-PLAINTEXT}"
  if [ -n "${KAFKA_SASL_MECHANISM:-}" ]; then
    login=org.apache.kafka.common.security.plain.PlainLoginModule
    case $KAFKA_SASL_MECHANISM in SCRAM-*) login=org.apache.kafka.common.security.scram.ScramLoginModule ;; esac
    echo "sasl.mechanism=$KAFKA_SASL_MECHANISM"
    echo "sasl.jaas.config=$login required username=\"$KAFKA_USERNAME\" password=\"$KAFKA_PASSWORD\";"
  fi
  if [ -n "${KAFKA_CA_LOCATION:-}" ]; then
    echo "ssl.truststore.type=PEM"
    echo "ssl.truststore.location=$KAFKA_CA_LOCATION"
  fi
} >"$client"

exec "${KAFKA_TOPICS:-/opt/kafka/bin/kafka-topics.sh}" --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" --command-config "$client" \
  --create --if-not-exists --topic "$KAFKA_TOPIC" --partitions "$TOPIC_PARTITIONS" --replication-factor "$TOPIC_REPLICAS" \
  --config "min.insync.replicas=$TOPIC_MIN_INSYNC_REPLICAS" --config max.message.bytes=131072
