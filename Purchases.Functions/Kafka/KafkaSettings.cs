using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Purchases.Core;

namespace Purchases.Functions.Kafka;

/// <summary>
/// The checks of KAFKA_*. The host reads these settings itself, through the bindings, and knows no defaults for them: where a name
/// in <c>%…%</c> has no value, no function starts.
/// </summary>
internal static partial class KafkaSettings
{
    /// <exception cref="SettingsException">Missing or malformed.</exception>
    public static void CheckBootstrapServers(IConfiguration configuration)
    {
        var servers = configuration["KAFKA_BOOTSTRAP_SERVERS"];
        if (string.IsNullOrWhiteSpace(servers))
        {
            throw new SettingsException(
                "KAFKA_BOOTSTRAP_SERVERS is not set. Set it to the brokers' host:port, for example localhost:9092.");
        }

        // librdkafka logs what it can't use. A connection string or a login put here by mistake must not get that far.
        if (!servers.Split(',').All(server => Server().IsMatch(server.Trim())))
        {
            throw new SettingsException(
                "KAFKA_BOOTSTRAP_SERVERS must be host or host:port, several of them separated by commas, for example localhost:9092. " +
                "It has no scheme, no login and no connection string.");
        }
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

    [GeneratedRegex(@"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Server();
}
