# Creates the topic unless it exists, with the app's settings for address and login.
set -euo pipefail

# Escapes a quoted value of a JAAS entry inside a properties file. Both formats use the backslash as escape character.
quoted() { printf '%s' "$1" | sed -e 's/\\/\\\\\\\\/g' -e 's/"/\\\\"/g'; }

client=${TMPDIR:-/tmp}/client.properties
{
  echo "security.protocol=${KAFKA_SECURITY_PROTOCOL:-PLAINTEXT}"
  if [ -n "${KAFKA_SASL_MECHANISM:-}" ]; then
    login=org.apache.kafka.common.security.plain.PlainLoginModule
    case $KAFKA_SASL_MECHANISM in SCRAM-*) login=org.apache.kafka.common.security.scram.ScramLoginModule ;; esac
    echo "sasl.mechanism=$KAFKA_SASL_MECHANISM"
    printf 'sasl.jaas.config=%s required username="%s" password="%s";\n' \
      "$login" "$(quoted "$KAFKA_USERNAME")" "$(quoted "$KAFKA_PASSWORD")"
  fi
  if [ -n "${KAFKA_CA_LOCATION:-}" ]; then
    echo "ssl.truststore.type=PEM"
    echo "ssl.truststore.location=$KAFKA_CA_LOCATION"
  fi
} >"$client"

# max.message.bytes limits the size of a stored batch. Without compression this is its real size. The last two settings keep an election
# from discarding acknowledged events.
exec "${KAFKA_TOPICS:-/opt/kafka/bin/kafka-topics.sh}" --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" --command-config "$client" \
  --create --if-not-exists --topic "$KAFKA_TOPIC" --partitions "$TOPIC_PARTITIONS" --replication-factor "$TOPIC_REPLICAS" \
  --config max.message.bytes=131072 --config compression.type=uncompressed \
  --config "min.insync.replicas=$TOPIC_MIN_INSYNC_REPLICAS" --config unclean.leader.election.enable=false
