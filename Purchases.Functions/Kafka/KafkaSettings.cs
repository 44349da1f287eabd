using Microsoft.Extensions.Configuration;
using Purchases.Core;

namespace Purchases.Functions.Kafka;

/// <summary>
/// The checks of KAFKA_*. The host reads these settings itself, through the bindings, and knows no defaults for them: where a name
/// in <c>%…%</c> has no value, no function starts.
/// </summary>
internal static class KafkaSettings
{
    /// <exception cref="SettingsException">Missing or malformed.</exception>
    public static void CheckBootstrapServers(IConfiguration configuration)
    {
        var servers = configuration["KAFKA_BOOTSTRAP_SERVERS"];
        if (string.IsNullOrWhiteSpace(servers))
            throw new SettingsException("KAFKA_BOOTSTRAP_SERVERS is not set; set it to the brokers' host:port, such as localhost:9092.");
        if (servers.Split(',').Any(server => string.IsNullOrWhiteSpace(server) || server.Trim().Any(char.IsWhiteSpace)))
            throw new SettingsException("KAFKA_BOOTSTRAP_SERVERS must be host:port, several of them separated by commas.");
    }

    /// <exception cref="SettingsException">Missing or malformed.</exception>
    public static void CheckTopic(IConfiguration configuration)
    {
        var topic = configuration["KAFKA_TOPIC"];
        if (string.IsNullOrEmpty(topic))
            throw new SettingsException("KAFKA_TOPIC is not set; set it to purchases.v1 unless your topic has another name.");
        if (!TopicName.IsValid(topic)) throw new SettingsException($"KAFKA_TOPIC must be a topic's name, which has {TopicName.Rule}.");
    }

    /// <exception cref="SettingsException">Missing.</exception>
    public static void CheckGroupId(IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration["KAFKA_GROUP_ID"]))
            throw new SettingsException(
                "KAFKA_GROUP_ID is not set; set it to purchase-consumer unless your consumer group has another name.");
    }
}
